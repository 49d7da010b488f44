"""Generated parts of pages, written from the table of findings between markers.

They are in the Markdown itself, so that GitHub and any site generator show them.
A marker is `<!-- name -->…<!-- /name -->`, with generated content inside.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, get_args

from validator.core.findings import BY_QUOTED_CODE, FINDINGS, Definition, Group
from validator.publish import links

if TYPE_CHECKING:
    from collections.abc import Mapping

#: `inside` is None where the marker is not closed.
REGION: Final = re.compile(
    r"<!--\s*(?P<name>[\w:-]+)\s*-->(?:(?P<inside>.*?)<!--\s*/(?P=name)\s*-->)?", re.DOTALL
)
#: The prefix of the names of generated tables.
TABLE: Final = "table:"
#: The page with the sections, relative to `support.md`.
_TROUBLESHOOTING: Final = "okx/troubleshooting.md"


def codes() -> str:
    """Return a list of all known OKX codes in numeric order, each linked to its section."""
    listed = [f"[{code}](#{BY_QUOTED_CODE[code]})" for code in sorted(BY_QUOTED_CODE)]
    return "\n".join([*listed, "{ .codes }"])


def support(group: Group) -> str:
    """Return the findings of a group with short link, reply and question."""
    return "\n\n".join(map(_support_entry, _rows(group)))


def _support_entry(row: Definition) -> str:
    okx = f" · OKX {', '.join(row.okx_codes)}" if row.okx_codes else ""
    question = f"\n\n    Ask {row.ask}." if row.ask else ""
    return (
        f"- **[{row.title}]({_TROUBLESHOOTING}#{row.code})**\n\n"
        f"    `{row.code}`{okx} · short link `{links.short('/', row.code)}`\n\n"
        f"    > {row.reply}{question}"
    )


def _rows(group: Group) -> list[Definition]:
    return [row for row in FINDINGS.values() if row.group == group]


#: Marker -> the generated part below it.
TABLES: Final = {f"{TABLE}codes": codes()} | {
    f"{TABLE}support-{group}": support(group) for group in get_args(Group)
}


def frame(name: str, html: str) -> str:
    """Return the HTML of a generated part; a list of replies is wrapped for its copy buttons."""
    return f"<reply-list>{html}</reply-list>" if name.startswith(f"{TABLE}support") else html


def rewrite(text: str, tables: Mapping[str, str] = TABLES) -> str:
    """Return a page with every generated part updated.

    Raises ValueError for a marker that is unknown or not closed.
    """

    def region(match: re.Match[str]) -> str:
        name = match["name"]
        if not name.startswith(TABLE):
            return match[0]
        if name not in tables or match["inside"] is None:
            raise ValueError(f"unknown or open marker {name}")
        return f"<!-- {name} -->\n\n{tables[name]}\n\n<!-- /{name} -->"

    return REGION.sub(region, text)


def drop_markers(text: str) -> str:
    """Return a text without its markers, but with the content between them."""
    return REGION.sub(lambda match: (match["inside"] or "").strip(), text)
