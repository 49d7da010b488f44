"""What follows each heading stands in an element of its own."""

from __future__ import annotations

import pytest
from markdown import Markdown

from validator.publish.bodies import CLASS, Bodies

_BODY = f'<div class="{CLASS}">'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\n\ntwo", "<p>one</p><p>two</p>"),
        ("# A\n\none", "<h1>A</h1><p>one</p>"),
        ("one\n\n## B\n\ntwo\n\n- three", f"<p>one</p><h2>B</h2>{_BODY}<p>two</p>…</div>"),
        ("## B\n\n### C\n\none", f"<h2>B</h2><h3>C</h3>{_BODY}<p>one</p></div>"),
        (
            "## B\n\none\n\n## C\n\ntwo",
            f"<h2>B</h2>{_BODY}<p>one</p></div><h2>C</h2>{_BODY}<p>two</p></div>",
        ),
        ("> ## B\n\none", "<blockquote><h2>B</h2></blockquote><p>one</p>"),
    ],
    ids=["no heading", "title", "before and after", "nothing between", "two", "inside of a quote"],
)
def test_bodies(text: str, html: str) -> None:
    """Headings and what is before the first stay, and what follows one is put together."""
    made = Markdown(extensions=[Bodies()]).convert(text).replace("\n", "")

    assert made == html.replace("…", "<ul><li>three</li></ul>")
