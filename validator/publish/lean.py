"""Makes what pages load smaller: no comments of ours, no unused rules in the theme's style.

`lean.mjs` does it, with esbuild and PurgeCSS.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from validator.publish import node
from validator.publish.root import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCRIPT: Final = "lean.mjs"
_PACKAGE: Final = ROOT / "node_modules" / "esbuild" / "package.json"


def sources() -> Iterator[tuple[str, bytes]]:
    """Return name and content of what decides how our style sheets are shipped."""
    yield _SCRIPT, Path(__file__).with_name(_SCRIPT).read_bytes()
    yield "esbuild", json.loads(_PACKAGE.read_text("utf-8"))["version"].encode()


def slim(site: Path) -> None:
    """Write the files of a built site anew, without what no browser needs."""
    node.run(_SCRIPT, site)
