"""Table tests: one test for all rows, which lists every row that fails."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Test = Callable[..., None]


def over(rows: Iterable[Any], name: Callable[[Any], object] = repr) -> Callable[[Test], Test]:
    """Return a decorator that runs a test for each row and reports all failing rows by name.

    The test's first parameters are the row, or its items if it is a tuple. The other parameters are
    fixtures, which all rows share.
    """
    table = [(name(row), row if isinstance(row, tuple) else (row,)) for row in rows]
    (width,) = {len(row) for _, row in table}

    def decorate(test: Test) -> Test:
        @functools.wraps(test)
        def test_table(**fixtures: object) -> None:
            errors: list[BaseException] = []
            for label, row in table:
                try:
                    test(*row, **fixtures)
                except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 - all are listed
                    error.add_note(f"in the row {label}")
                    errors.append(error)
            if errors:
                raise BaseExceptionGroup(f"{len(errors)} of {len(table)} rows", errors)

        signature = inspect.signature(test)
        fixtures = list(signature.parameters.values())[width:]
        vars(test_table)["__signature__"] = signature.replace(parameters=fixtures)
        return test_table

    return decorate
