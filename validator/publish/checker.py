"""The checker as the site holds it: its scripts, its runtime, and what its form is made from."""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from validator.core.facts import FLICKER_ADDRESSES, SITES, TEXT_MAX_LENGTH, TROUBLESHOOTING_PAGE
from validator.core.findings import FINDINGS, LABELS, Definition, Field
from validator.core.rehearsal import OFFERED
from validator.publish import runtime
from validator.publish.integrity import fingerprint
from validator.publish.links import root_of
from validator.publish.root import NODE_MODULES, WIDGET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validator.core.facts import Site

_STYLE: Final = "key-checker.css"
#: The form's script, and the worker that it starts, which lies in a folder of its own: it has a
#: policy of its own (headers.py).
FORM: Final = "key-checker.mjs"
WORKER: Final = "worker/worker.mjs"
#: What the form must be able to say without Python.
FAILURES: Final = ("offline", "runtime-unavailable")
#: The id of the heading above the form, on every page that holds one.
ANCHOR: Final = "check-your-key"
#: How much an input takes, in characters: beyond the longest block, which is so known as too long.
LONGEST: Final = TEXT_MAX_LENGTH + 1


@dataclass(frozen=True)
class Checker:
    """What the templates need; `root` is the path of the site, with a slash at both ends.

    `site_url` is its whole address, also with a slash at its end. `files` are the site's
    addresses, relative to `root`, and where their contents lie; `texts` are those whose contents
    lie nowhere. `script`, `worker` and `style` are addresses relative to `root`.
    """

    site_url: str
    root: str
    script: str
    worker: str
    style: str
    runtime: dict[str, Any]
    files: dict[str, Path]
    texts: dict[str, str]
    sites: tuple[Site, ...] = tuple(SITES.values())
    fields: Mapping[Field, str] = LABELS
    failures: tuple[Definition, ...] = tuple(FINDINGS[code] for code in FAILURES)
    practice: tuple[Definition, ...] = tuple(FINDINGS[code] for code in OFFERED.values())
    troubleshooting: str = TROUBLESHOOTING_PAGE
    anchor: str = ANCHOR
    flicker_addresses: tuple[str, ...] = FLICKER_ADDRESSES
    longest: int = LONGEST


def build(site_url: str) -> Checker:
    """Build the runtime, if need be, and name every file by the hash of what it belongs to."""
    root, texts = root_of(site_url), scripts()
    texts[_STYLE] = (WIDGET / _STYLE).read_text("utf-8")
    widget = f"checker/{fingerprint((name, text.encode()) for name, text in texts.items())}/"
    folder = runtime.build()
    base = f"runtime/{folder.name}/"
    return Checker(
        site_url=site_url.rstrip("/") + "/",
        root=root,
        script=widget + FORM,
        worker=widget + WORKER,
        style=widget + _STYLE,
        runtime={"base": f"{root}{base}", **runtime.describe(folder)},
        files={base + name: path for name, path in runtime.published(folder).items()},
        texts={widget + name: text for name, text in texts.items()},
    )


def scripts() -> dict[str, str]:
    """Return both scripts by address, each with all that it imports in it.

    A browser compares a script with its hash, but not what it imports. They lose comments and
    indentation, and keep their names: anybody can read them in the browser.
    Raises CalledProcessError where a module is missing or cannot be parsed.
    """
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(  # noqa: S603 - esbuild, with fixed arguments
            [
                NODE_MODULES / ".bin" / "esbuild",
                *(f"{Path(name).with_suffix('')}={Path(name).name}" for name in (FORM, WORKER)),
                f"--outdir={folder}",
                "--out-extension:.js=.mjs",
                "--bundle",
                "--charset=utf8",
                "--format=esm",
                "--log-level=error",
                "--minify-whitespace",
                "--tsconfig-raw={}",  # ours is for the type checker
            ],
            cwd=WIDGET,
            check=True,
        )
        return {name: (Path(folder) / name).read_text("utf-8") for name in (FORM, WORKER)}
