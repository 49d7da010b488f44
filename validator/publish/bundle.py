"""The checker's scripts as pages load them: few files, each with what it imports in it.

`bundle.mjs` does it, with esbuild.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from validator.publish import node
from validator.publish.lean import esbuild_version
from validator.publish.root import WIDGET

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The one script on every page.
FIRST: Final = "define.mjs"
#: What it loads into a page with a form: the form, and the page's end of the worker.
PAGE: Final = ("key-checker.mjs", "python.mjs")
WORKER: Final = "worker.mjs"

_SCRIPT: Final = "bundle.mjs"


def sources() -> Iterator[tuple[str, bytes]]:
    """Return name and content of what decides what the scripts are like."""
    yield _SCRIPT, Path(__file__).with_name(_SCRIPT).read_bytes()
    yield "esbuild", esbuild_version().encode()
    for path in WIDGET.glob("*.mjs"):
        yield path.name, path.read_bytes()


def scripts() -> dict[str, str]:
    """Return the text of each script by its name."""
    texts: dict[str, str] = json.loads(node.run(_SCRIPT, WIDGET, FIRST, *PAGE, WORKER))
    return texts
