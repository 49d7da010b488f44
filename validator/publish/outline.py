"""What a page in HTML can be linked at."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

_HEADING: Final = re.compile("h[1-6]")


class Outline(HTMLParser):
    """The ids of a page: all of them, and those of its headings, in their order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.headings: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect from one element."""
        anchor = dict(attrs).get("id")
        if anchor:
            self.ids.add(anchor)
            if _HEADING.fullmatch(tag):
                self.headings.append(anchor)
