"""What tests read out of the pages of a built site."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

#: Where the site of these tests is said to be: at an address that has a path.
ADDRESS: Final = "https://example.org/help/"
ROOT: Final = "/help/"

#: Attributes of elements that load what they name; `link` is told apart by its `rel`.
_LOADING: Final = {
    ("audio", "src"),
    ("iframe", "src"),
    ("img", "src"),
    ("object", "data"),
    ("script", "src"),
    ("source", "src"),
    ("use", "href"),
    ("video", "src"),
}
_NOT_LOADING: Final = {"alternate", "canonical", "next", "prev"}


class Page(HTMLParser):
    """Collects what a page links to and loads."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.loads: set[str] = set()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect from one element."""
        given = dict(attrs)
        self.elements.append((tag, given))
        for name, value in attrs:
            if (tag, name) in _LOADING:
                self.loads.add(value or "")
            elif tag == "link" and name == "href":
                kind = self.links if given.get("rel") in _NOT_LOADING else self.loads
                kind.add(value or "")
            elif (tag, name) in {("a", "href"), ("area", "href"), ("form", "action")}:
                self.links.add(value or "")
            elif name == "srcset":
                self.loads |= {one.split()[0] for one in (value or "").split(",")}
            elif name == "content" and (given.get("property") in {"og:url", "og:image"}):
                self.links.add(value or "")
