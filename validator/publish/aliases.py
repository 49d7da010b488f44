"""What was published under one address and is now at another: the old addresses work for ever.

An address begins with a slash and counts from the site's root: `/okx/page/` or `/okx/page/#anchor`.
A host redirects pages; anchors never reach it, so a script in the page leads on from them.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Old address -> new address. Only ever add: `"/okx/old/": "/okx/new/"` moves a page with all
#: its anchors, `"/okx/page/#old": "/okx/page/#new"` moves one anchor.
ALIASES: Final[Mapping[str, str]] = MappingProxyType({})


def follow(address: str, aliases: Mapping[str, str] = ALIASES) -> str:
    """Return where an address leads in the end, which is itself if it never moved.

    Raises ValueError if it leads in a circle.
    """
    passed: list[str] = []
    while address not in passed:
        passed.append(address)
        page, mark, anchor = address.partition("#")
        if address in aliases:
            address = aliases[address]
        elif mark and page in aliases:
            moved = aliases[page]
            address = moved if "#" in moved else f"{moved}#{anchor}"
        else:
            return address
    raise ValueError(f"aliases lead in a circle: {' -> '.join([*passed, address])}")


def moved_pages(aliases: Mapping[str, str] = ALIASES) -> dict[str, str]:
    """Return what a host must redirect: old paths, and where each leads in the end.

    The copy of a page in Markdown moves with it.
    """
    moved = {old: follow(old, aliases) for old in aliases if "#" not in old}
    copies = {
        _copy(old): _copy(new.partition("#")[0])
        for old, new in moved.items()
        if old.endswith("/") and new.partition("#")[0].endswith("/")
    }
    return moved | copies


def moved_anchors(aliases: Mapping[str, str] = ALIASES) -> dict[str, str]:
    """Return what a page must lead on from: old anchors where a browser arrives with them.

    Raises ValueError if a browser cannot arrive with one.
    """
    moved = {}
    for old in aliases:
        page, mark, anchor = old.partition("#")
        if mark:
            now = follow(page, aliases)
            if "#" in now:
                raise ValueError(f"{old}: its page moved to an anchor, which replaces every other")
            moved[f"{now}#{anchor}"] = follow(old, aliases)
    return moved


def _copy(page: str) -> str:
    return f"{page.rstrip('/') or '/index'}.md"
