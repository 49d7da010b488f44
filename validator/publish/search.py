"""Extra search words for the site's search index.

OKX's own messages, synonyms and common questions come from the table of findings, and from
`search: words:` in a page's front matter, by the id of a heading.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from mkdocs.utils.meta import get_data

from validator.core.facts import TROUBLESHOOTING_PAGE
from validator.core.findings import FINDINGS
from validator.publish.root import DOCS

if TYPE_CHECKING:
    from pathlib import Path

FILE: Final = "search/search_index.json"


def words() -> dict[str, str]:
    """Return the words of each section, by its address relative to the site's."""
    sections = {f"{TROUBLESHOOTING_PAGE}#{code}": row.search for code, row in FINDINGS.items()}
    for source in DOCS.rglob("*.md"):
        _, meta = get_data(source.read_text("utf-8"))
        path = source.relative_to(DOCS).with_suffix("").as_posix()
        page = "" if path == "index" else f"{path}/"
        for anchor, text in meta.get("search", {}).get("words", {}).items():
            sections[f"{page}#{anchor}"] = text
    return sections


def extend(site: Path) -> None:
    """Add the words to a built site's index, as tags, which rank above titles.

    Raises KeyError for words of a section that the index lacks.
    """
    index = json.loads((site / FILE).read_text("utf-8"))
    sections = {entry["location"]: entry for entry in index["docs"]}
    for address, text in words().items():
        sections[address]["tags"] = [text]
    (site / FILE).write_text(json.dumps(index, separators=(",", ":")), "utf-8")
