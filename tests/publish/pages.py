"""A parser for the pages of a built site."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

#: The address of the tests' site, which has a path.
ADDRESS: Final = "https://example.org/help/"
ROOT: Final = "/help/"

#: Attributes whose URLs are loaded; `link` depends on its `rel`.
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
    """Collects the elements of a page, and the addresses that it links to and loads."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.loads: set[str] = set()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect an element and its addresses."""
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        for name, value in attrs:
            if (tag, name) in _LOADING:
                self.loads.add(value or "")
            elif tag == "link" and name == "href":
                kind = self.links if attributes.get("rel") in _NOT_LOADING else self.loads
                kind.add(value or "")
            elif (tag, name) in {("a", "href"), ("area", "href"), ("form", "action")}:
                self.links.add(value or "")
            elif name == "srcset":
                self.loads |= {source.split()[0] for source in (value or "").split(",")}
            elif name == "content" and (attributes.get("property") in {"og:url", "og:image"}):
                self.links.add(value or "")
