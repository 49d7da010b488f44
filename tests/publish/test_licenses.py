"""The list of licences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from validator.publish import components, licenses
from validator.publish.components import Component

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("MIT", ("MIT",)),
        ("MIT OR NCSA", ("MIT", "NCSA")),
        ("(Apache-2.0 WITH LLVM-exception) AND 0BSD", ("Apache-2.0", "0BSD")),
    ],
)
def test_an_expression_names_licenses(expression: str, names: tuple[str, ...]) -> None:
    """Each licence in it, and no exception."""
    assert licenses.identifiers(expression) == names


def test_every_part_has_its_notice_and_its_texts(built: Path) -> None:
    """The file of the site says of each part whose it is, and has the text of its licence."""
    text = (built / licenses.FILE).read_text("utf-8")

    for part in components.shipped():
        assert (
            f"\n{part.name}{f' {part.version}' if part.version else ''}: {part.license}\n" in text
        )
        assert part.notice or part.text
        for line in part.notice.splitlines():
            assert line in text
        for name in licenses.identifiers(part.license):
            assert f"\n{name}, the text\n" in text
    # Beginnings of what the licences oblige one to hand on.
    for words in ("Permission is hereby granted", "Mozilla Public License", "Apache License"):
        assert words in text


def test_a_license_without_a_text_stops_the_build() -> None:
    """A licence that nobody can read is none."""
    with pytest.raises(LookupError, match="Beerware-99"):
        licenses.write([Component("x", "1", "Beerware-99")])
