"""The list of every published address, and whether a built site still serves each of them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

from validator.publish import feed, links, plain
from validator.publish.root import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: An address per line, relative to the site's root; none is ever removed.
LIST: Final = ROOT / "tests" / "addresses.txt"
#: The page for missing addresses; it has no address of its own.
_NOT_FOUND: Final = "404.html"
#: Published files other than pages and short links.
FILES: Final = (feed.FILE, feed.SCHEMA_FILE, plain.LLMS, plain.LICENSES, plain.SECURITY)
_HEADING: Final = re.compile("h[1-6]")
#: The longest chain of redirects that is followed.
_MAX_REDIRECTS: Final = 5


class Outline(HTMLParser):
    """The ids of a page, and those of its headings in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.headings: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect the id of one element."""
        if anchor := dict(attrs).get("id"):
            self.ids.add(anchor)
            if _HEADING.fullmatch(tag):
                self.headings.append(anchor)


class BuiltSite:
    """A built site, read as the host and browsers read it; `root` is its path."""

    def __init__(self, folder: Path, root: str = "/") -> None:
        self.folder = folder
        self.pages = {
            "/" + path.relative_to(folder).as_posix().removesuffix("index.html"): Outline(
                path.read_text("utf-8")
            )
            for path in folder.rglob("*.html")
            if path.name != _NOT_FOUND
        }
        rules = links.read_redirects((folder / links.REDIRECTS).read_text("utf-8"))
        self.redirects = {
            "/" + source.removeprefix(root): "/" + rule.target.removeprefix(root)
            for source, rule in rules.items()
        }

    def addresses(self) -> set[str]:
        """Return every address that others may link to."""
        return {
            *self.pages,
            *(f"{page}#{id_}" for page, outline in self.pages.items() for id_ in outline.headings),
            *("/" + path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.md")),
            *(f"/{name}" for name in FILES),
            *(source for source in self.redirects if source.startswith(f"/{links.SHORT_LINKS}")),
        }

    def leads_somewhere(self, address: str) -> bool:
        """Return whether an address leads to a file, and to its anchor if it has one."""
        for _ in range(_MAX_REDIRECTS):
            path, mark, anchor = address.partition("#")
            target = self.redirects.get(path.rstrip("/"))
            if target is None:
                break
            # A browser keeps the anchor unless the redirect has its own.
            address = target if "#" in target else f"{target}{mark}{anchor}"
        if path in self.pages:
            return not mark or anchor in self.pages[path].ids
        return not mark and (self.folder / path.removeprefix("/")).is_file()


def listed() -> list[str]:
    """Return the published addresses."""
    return LIST.read_text("utf-8").splitlines()


def add(addresses: Iterable[str]) -> list[str]:
    """Add addresses to the list and return those that are new."""
    known = listed()
    new = sorted(set(addresses) - set(known))
    if new:
        LIST.write_text("".join(f"{address}\n" for address in sorted([*known, *new])), "utf-8")
    return new
