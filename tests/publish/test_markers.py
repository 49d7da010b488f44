"""Places in a page that something else than the writer fills."""

from __future__ import annotations

import pytest

from validator.publish.markers import REGION, drop


@pytest.mark.parametrize(
    ("text", "name", "inside"),
    [
        ("<!-- a --> b <!-- /a -->", "a", " b "),
        ("<!-- table:a-b -->\nc\n<!-- /table:a-b -->", "table:a-b", "\nc\n"),
        ("<!--a--><!--/a-->", "a", ""),
        ("<!-- a --> b", "a", None),
        ("<!-- a --> b <!-- /c -->", "a", None),
    ],
)
def test_region(text: str, name: str, inside: str | None) -> None:
    """A marker has a name, and what stands before the one that closes it, if there is one."""
    (found,) = REGION.finditer(text)

    assert (found["name"], found["inside"]) == (name, inside)


@pytest.mark.parametrize("text", ["<!-- a comment -->", "<!-- /a -->", "no marker"])
def test_other_comments_are_none(text: str) -> None:
    """A comment of more than a name is the writer's own."""
    assert REGION.search(text) is None
    assert drop(text) == text
