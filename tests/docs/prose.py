"""The pages in `docs/` and their sections, and the tests that documents name."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from mkdocs.utils.meta import get_data

from tests.tables import over

_TESTS: Final = Path(__file__).parents[1]
DOCS: Final = _TESTS.parent / "docs"
PAGES: Final = tuple(sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")))
GUIDE: Final = "okx/create-read-only-key.md"

_HEADING: Final = re.compile(r"^(#{1,6}) +(.*?)(?: +\{ *#([\w-]+) *\})?$")
_FENCE: Final = re.compile(r"^ *(```|~~~)")

every_page: Final = over(PAGES)


@dataclass(frozen=True)
class Section:
    """A heading of a page and the text below it, up to the next heading."""

    level: int
    title: str
    anchor: str | None
    text: str


def read(page: str) -> str:
    """Return the Markdown of a page, front matter included."""
    return (DOCS / page).read_text(encoding="utf-8")


def sections(page: str) -> list[Section]:
    """Return the sections of a page, one for each heading outside of code blocks."""
    found: list[Section] = []
    fenced = False
    for line in get_data(read(page))[0].splitlines():
        if _FENCE.match(line):
            fenced = not fenced
        heading = None if fenced else _HEADING.match(line)
        if heading:
            marks, title, anchor = heading.groups()
            found.append(Section(len(marks), title, anchor, ""))
        elif found:
            last = found[-1]
            found[-1] = Section(last.level, last.title, last.anchor, f"{last.text}{line}\n")
    return found


def section_with(page: str, anchor: str) -> Section:
    """Return the section of a page with an id."""
    (found,) = (part for part in sections(page) if part.anchor == anchor)
    return found


@cache
def names_of_tests(path: str) -> frozenset[str]:
    """Return the names of the tests in a file below `tests/`."""
    tree = ast.parse((_TESTS / path).read_text("utf-8"))
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    return frozenset(node.name for node in functions if node.name.startswith("test_"))
