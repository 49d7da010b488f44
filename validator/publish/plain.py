"""The pages as plain Markdown beside their HTML, and `llms.txt`, which lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from validator.publish import feed
from validator.publish.markers import drop

if TYPE_CHECKING:
    from collections.abc import Sequence

FILE: Final = "llms.txt"


@dataclass(frozen=True, slots=True)
class Page:
    """A page's source: where it lies below the pages' folder, and what it says."""

    path: str
    title: str
    description: str
    text: str


@dataclass(frozen=True, slots=True)
class Site:
    """The site's own words, and its pages: those in the navigation, and the others."""

    url: str
    name: str
    description: str
    pages: Sequence[Page]
    others: Sequence[Page]


def files(site: Site) -> dict[str, str]:
    """Return address and content of every file, the addresses relative to the site's.

    A copy lies beside the others as its source does, so that relative links stay right.
    """
    copies = {page.path: drop(page.text).strip() + "\n" for page in (*site.pages, *site.others)}
    return {**copies, FILE: _llms(site)}


def _llms(site: Site) -> str:
    """Return the list in the format of llmstxt.org: title, summary, sections of links."""
    base = site.url.rstrip("/")
    data = [
        f"- [{feed.FILE}]({base}/{feed.FILE}): every result with OKX's codes, its fix and its link",
        f"- [{feed.SCHEMA_FILE}]({base}/{feed.SCHEMA_FILE}): the JSON Schema of that",
    ]
    sections = {
        "Pages": [_link(base, page) for page in site.pages],
        "Data": data,
        "Optional": [_link(base, page) for page in site.others],
    }
    parts = [f"# {site.name}", f"> {site.description}"]
    for title, lines in sections.items():
        if lines:
            parts += [f"## {title}", "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def _link(base: str, page: Page) -> str:
    return f"- [{page.title}]({base}/{page.path}): {page.description}"
