"""The parts of pages that are written from the table of findings, between markers.

They stand in the Markdown itself, so that GitHub and any generator of sites show the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, get_args

from validator.core.findings import FINDINGS, Definition, Group
from validator.publish import links
from validator.publish.markers import REGION, TABLE

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

#: Where `support.md` finds the sections; within the troubleshooting page there is no need to say.
_TROUBLESHOOTING: Final = "okx/troubleshooting.md"


def overview(group: Group) -> str:
    """Return the results of a group with their one-line fixes, and OKX's codes if they have any."""
    rows = _rows(group)
    has_codes = any(row.okx_codes for row in rows)
    table = [("OKX code", "Result", "What to do"), ("---", "---", "---")] + [
        (", ".join(row.okx_codes) or "none", f"[{row.title}](#{row.code})", row.fix) for row in rows
    ]
    return "\n".join(f"| {' | '.join(cells if has_codes else cells[1:])} |" for cells in table)


def support(group: Group) -> str:
    """Return the results of a group with short link and ready reply."""
    return "\n\n".join(map(_support_entry, _rows(group)))


def _support_entry(row: Definition) -> str:
    codes = f" · OKX {', '.join(row.okx_codes)}" if row.okx_codes else ""
    return (
        f"- **[{row.title}]({_TROUBLESHOOTING}#{row.code})**\n\n"
        f"    `{row.code}`{codes} · short link `{links.short('/', row.code)}`\n\n"
        f"    > {row.reply}"
    )


def _rows(group: Group) -> list[Definition]:
    return [row for row in FINDINGS.values() if row.group == group]


#: Marker -> what stands below it.
TABLES: Final = {
    f"{TABLE}{name}-{group}": write(group)
    for name, write in {"overview": overview, "support": support}.items()
    for group in get_args(Group)
}


def frame(name: str, html: str) -> str:
    """Return a part as it stands on the page: a list of replies gets its copy buttons there."""
    return f"<reply-list>{html}</reply-list>" if name.startswith(f"{TABLE}support") else html


def rewrite(text: str, tables: Mapping[str, str] = TABLES) -> str:
    """Return a page with every generated part written anew.

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
