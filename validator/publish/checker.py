"""The checker as the site holds it: its scripts, its runtime, and what its form is made from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from validator.core.block import MAX_LENGTH
from validator.core.facts import SITES, TROUBLESHOOTING_PAGE
from validator.core.findings import FINDINGS, LABELS, Definition, Field
from validator.core.rehearsal import OFFERED
from validator.publish import lean, runtime
from validator.publish.fingerprint import fingerprint
from validator.publish.links import root_of
from validator.publish.root import WIDGET

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from validator.core.facts import Site

_SCRIPT: Final = "define.mjs"
#: As our modules are formatted; types are imported in comments, from `.d.ts`.
_IMPORT: Final = re.compile(r"""\b(?:from |import\()"\./([\w-]+\.mjs)\"""")
#: What the form must be able to say without Python.
FAILURES: Final = ("offline", "runtime-unavailable")
#: The id of the heading above the form, on every page that holds one.
ANCHOR: Final = "check-your-key"
#: Where it says how to do without the page.
BY_HAND: Final = "okx/check-your-key/#without-our-page"
#: How much an input takes, in characters: beyond the longest block, which is so known as too long.
LONGEST: Final = MAX_LENGTH + 1


@dataclass(frozen=True)
class Checker:
    """What the templates need; `root` is the path of the site, with a slash at both ends.

    `site_url` is its whole address, also with a slash at its end. `files` are the site's
    addresses, relative to `root`, and where their contents lie. `modules` are the addresses of
    what `script` imports in the end, `worker_modules` of what the worker alone does.
    """

    site_url: str
    root: str
    script: str
    modules: tuple[str, ...]
    worker_modules: tuple[str, ...]
    style: str
    runtime: dict[str, Any]
    files: dict[str, Path]
    sites: tuple[Site, ...] = tuple(SITES.values())
    fields: Mapping[Field, str] = LABELS
    failures: tuple[Definition, ...] = tuple(FINDINGS[code] for code in FAILURES)
    practice: tuple[Definition, ...] = tuple(FINDINGS[code] for code in OFFERED.values())
    troubleshooting: str = TROUBLESHOOTING_PAGE
    anchor: str = ANCHOR
    by_hand: str = BY_HAND
    longest: int = LONGEST


def build(site_url: str) -> Checker:
    """Build the runtime, if need be, and name every file by the hash of what it belongs to."""
    root = root_of(site_url)
    scripts = {path.name: path for path in WIDGET.iterdir() if path.suffix in {".mjs", ".css"}}
    contents = [(name, path.read_bytes()) for name, path in scripts.items()]
    widget = f"checker/{fingerprint([*contents, *lean.sources()])}/"
    folder = runtime.build()
    parts = runtime.published(folder)
    base = f"runtime/{folder.name}/"
    modules = {name for name in scripts if name.endswith(".mjs")} - {_SCRIPT}
    imported = _imports(_SCRIPT)
    return Checker(
        site_url=site_url.rstrip("/") + "/",
        root=root,
        script=f"{widget}{_SCRIPT}",
        modules=tuple(f"{root}{widget}{name}" for name in sorted(imported)),
        worker_modules=tuple(f"{root}{widget}{name}" for name in sorted(modules - imported)),
        style=f"{widget}key-checker.css",
        runtime={"base": f"{root}{base}", **runtime.describe(folder)},
        files={
            **{widget + name: path for name, path in scripts.items()},
            **{base + name: path for name, path in parts.items()},
        },
    )


def _imports(name: str) -> set[str]:
    """Return the names of the modules that one of the widget's imports, and they in turn."""
    found = set[str]()
    waiting = [name]
    while waiting:
        direct = set(_IMPORT.findall((WIDGET / waiting.pop()).read_text("utf-8")))
        waiting += direct - found
        found |= direct
    return found
