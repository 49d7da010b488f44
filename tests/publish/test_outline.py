"""What a page can be linked at."""

from __future__ import annotations

from validator.publish.outline import Outline


def test_outline() -> None:
    """Headings are told from the other elements that have an id."""
    outline = Outline('<h1 id="a">A</h1><p id="b"><h2>B</h2><header id="c"><h3 class="x" id="d">')

    assert outline.ids == {"a", "b", "c", "d"}
    assert outline.headings == ["a", "d"]
