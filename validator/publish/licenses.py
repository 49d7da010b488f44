"""The licences of what others made and the site ships: `licenses.txt`, with every notice and text.

The texts come from the parts themselves, else from the list of SPDX; none of them is kept here.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from validator.publish.root import SPDX

if TYPE_CHECKING:
    from collections.abc import Iterable

    from validator.publish.components import Component

FILE: Final = "licenses.txt"

_HEAD: Final = """\
What others made and this site ships
====================================

This list is made with each build, from the files that are shipped and the packages they come from.
It is also in sbom.cdx.json, for programs.
"""
_RULE: Final = "-" * 80


def write(components: Iterable[Component]) -> str:
    """Return the list of parts, then the text of each licence once.

    Raises LookupError for a licence that SPDX does not know.
    """
    parts = list(components)
    names = sorted({name for part in parts for name in identifiers(part.license)})
    return "\n".join(
        (
            _HEAD,
            *map(_entry, parts),
            *(_section(f"{name}, the text", _text(name)) for name in names),
            *(_section(f"{part.name}, its own text", part.text) for part in parts if part.text),
        )
    )


def identifiers(expression: str) -> tuple[str, ...]:
    """Return the licences that an SPDX expression names, without exceptions from them."""
    without = re.sub(r" WITH \S+", "", expression)
    return tuple(re.findall(r"[\w.+-]+", re.sub(r"\b(?:AND|OR)\b", "", without)))


def _entry(part: Component) -> str:
    title = f"{part.name} {part.version}" if part.version else part.name
    lines = [f"{title}: {part.license}", *part.notice.splitlines(), part.source]
    return "\n  ".join(line for line in lines if line) + "\n"


def _section(title: str, text: str) -> str:
    lines = (line.rstrip() for line in text.strip().splitlines())
    return f"{_RULE}\n{title}\n{_RULE}\n\n" + "\n".join(lines) + "\n"


def _text(name: str) -> str:
    path = SPDX / f"{name}.json"
    if not path.exists():
        raise LookupError(f"text of the licence {name}")
    return str(json.loads(path.read_text("utf-8"))["licenseText"])
