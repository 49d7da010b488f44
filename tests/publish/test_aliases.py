"""Old addresses lead to new ones."""

from __future__ import annotations

import pytest

from validator.publish.aliases import follow, moved_anchors, moved_pages

_ALIASES = {
    "/okx/older/": "/okx/old/",
    "/okx/old/": "/okx/new/",
    "/okx/merged/": "/okx/new/#part",
    "/okx/new/#was": "/okx/new/#is",
    "/okx/old/#left": "/okx/other/#here",
    "/e/59999": "/e/50110",
}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/okx/new/", "/okx/new/"),
        ("/okx/older/", "/okx/new/"),
        ("/okx/older/#kept", "/okx/new/#kept"),
        ("/okx/older/#was", "/okx/new/#is"),
        ("/okx/old/#left", "/okx/other/#here"),
        ("/okx/merged/#any", "/okx/new/#part"),
        ("/okx/new/#was", "/okx/new/#is"),
        ("/e/59999", "/e/50110"),
    ],
)
def test_follow(old: str, new: str) -> None:
    """An address is followed over pages and anchors to where it is now."""
    assert follow(old, _ALIASES) == new


def test_a_circle_is_an_error() -> None:
    """Aliases that lead back are a mistake of ours."""
    with pytest.raises(ValueError, match="in a circle: /a/ -> /b/ -> /a/"):
        follow("/a/", {"/a/": "/b/", "/b/": "/a/"})


def test_pages_move_with_their_copies() -> None:
    """A host redirects pages, and their copies in Markdown, in one step."""
    assert moved_pages(_ALIASES) == {
        "/okx/older/": "/okx/new/",
        "/okx/older.md": "/okx/new.md",
        "/okx/old/": "/okx/new/",
        "/okx/old.md": "/okx/new.md",
        "/okx/merged/": "/okx/new/#part",
        "/okx/merged.md": "/okx/new.md",
        "/e/59999": "/e/50110",
    }


def test_anchors_move_where_a_browser_arrives() -> None:
    """An anchor of a page that moved is looked for on the page where the reader then is."""
    assert moved_anchors(_ALIASES) == {
        "/okx/new/#was": "/okx/new/#is",
        "/okx/new/#left": "/okx/other/#here",
    }


def test_an_anchor_that_never_arrives_is_an_error() -> None:
    """A page that became a section cannot pass on anchors of its own."""
    with pytest.raises(ValueError, match="its page moved to an anchor"):
        moved_anchors(_ALIASES | {"/okx/merged/#one": "/okx/new/#one"})
