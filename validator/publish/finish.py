"""What a build adds last: it is made from the files that are there by then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validator.publish import headers, integrity, lean
from validator.publish.links import root_of

if TYPE_CHECKING:
    from pathlib import Path


def files(site: Path, site_url: str) -> None:
    """Write into a built site what depends on its files; the list of all of them comes last."""
    lean.slim(site)
    integrity.seal(site, root_of(site_url))
    pages = [path.read_text("utf-8") for path in sorted(site.rglob("*.html"))]
    scripts = set[str]().union(*map(headers.inline_scripts, pages))
    text = headers.write(headers.rules(root_of(site_url), scripts))
    (site / headers.FILE).write_text(text, "utf-8")
    (site / integrity.FILE).write_text(integrity.write(integrity.hashes(site)), "utf-8")
