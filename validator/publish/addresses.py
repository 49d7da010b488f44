"""The list of every address that was ever published, and where a built site leads from it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from validator.publish import feed, generated, licenses, plain, redirects, sbom, security
from validator.publish.links import SHORT_LINKS
from validator.publish.outline import Outline
from validator.publish.root import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: One address in a line, written as in `aliases`; nothing is ever taken out.
LIST: Final = ROOT / "tests" / "addresses.txt"
#: Shown for what does not exist, so it is no address itself.
_NOT_FOUND: Final = "404.html"
#: What is linked to beside pages and short links.
FILES: Final = (feed.FILE, feed.SCHEMA_FILE, plain.FILE, licenses.FILE, sbom.FILE, security.FILE)
#: More steps from one address to the next than a reader should wait for.
_MOST_STEPS: Final = 5


class BuiltSite:
    """The site in a folder, read as host and browser read it; `root` is its path."""

    def __init__(self, folder: Path, root: str = "/") -> None:
        self.folder = folder
        self.pages = {
            "/" + path.relative_to(folder).as_posix().removesuffix("index.html"): Outline(
                path.read_text("utf-8")
            )
            for path in folder.rglob("*.html")
            if path.name != _NOT_FOUND
        }
        self.redirects = {
            "/" + source.removeprefix(root): "/" + rule.target.removeprefix(root)
            for source, rule in redirects.read(self._read(redirects.FILE)).items()
        }
        self.moved: dict[str, str] = json.loads(self._read(generated.ALIASES_FILE))

    def addresses(self) -> set[str]:
        """Return every address that others may link to."""
        return {
            *self.pages,
            *(f"{page}#{anchor}" for page, one in self.pages.items() for anchor in one.headings),
            *("/" + path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.md")),
            *(f"/{name}" for name in FILES),
            *(source for source in self.redirects if source.startswith(f"/{SHORT_LINKS}")),
        }

    def leads_somewhere(self, address: str) -> bool:
        """Tell whether who opens an address arrives at a file, and at its anchor if it has one."""
        for _ in range(_MOST_STEPS):
            path, mark, anchor = address.partition("#")
            target = self.redirects.get(path.rstrip("/"))
            if target is not None:
                # A browser keeps the anchor unless the redirect brings one of its own.
                address = target if "#" in target else f"{target}{mark}{anchor}"
            elif path not in self.pages:
                return not mark and (self.folder / path.removeprefix("/")).is_file()
            elif not mark or anchor in self.pages[path].ids:
                return True
            elif address in self.moved:
                address = self.moved[address]
            else:
                return False
        return False

    def _read(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")


def listed() -> list[str]:
    """Return the list."""
    return LIST.read_text("utf-8").splitlines()


def add(addresses: Iterable[str]) -> list[str]:
    """Put on the list what is not on it yet, and return that."""
    known = listed()
    new = sorted(set(addresses) - set(known))
    if new:
        LIST.write_text("".join(f"{one}\n" for one in sorted([*known, *new])), "utf-8")
    return new
