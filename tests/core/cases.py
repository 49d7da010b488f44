"""The vectors and the valid values that the tests of the core share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.tables import over

if TYPE_CHECKING:
    from collections.abc import Callable

#: Valid values, of which vectors and tests change some.
GOOD: Final = {
    "api_key": "5d2e9c14-7a3b-4f60-8c1d-92e7b04a6f53",
    "secret_key": "A1B27C93D4E5F60718293A4B5C6D7E8F",
    "passphrase": "Sunny-day7",
}

#: The members that may name a row: its source, its reason, or its finding.
_NAMES: Final = ("source", "why", "code")


def load(name: str) -> list[dict[str, Any]]:
    """Return the rows of a file of vectors."""
    path = Path(__file__).parents[1] / "vectors" / f"{name}.json"
    rows: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return rows


def rows(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that runs a test for each row of a file of vectors."""
    return over(load(name), lambda row: next(row[key] for key in _NAMES if key in row))
