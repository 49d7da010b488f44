"""The checker's files in the site, and the values that its form is rendered with."""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from validator.core.facts import (
    FLICKER_ADDRESSES,
    IDLE_MINUTES,
    SITES,
    TEXT_MAX_LENGTH,
    TIME_LIMITS,
    TIME_ZONES,
    TROUBLESHOOTING_PAGE,
)
from validator.core.findings import FINDINGS, LABELS, Definition, Field
from validator.core.rehearsal import OFFERED
from validator.core.repair import API_KEY
from validator.publish import runtime
from validator.publish.integrity import fingerprint
from validator.publish.links import root_of
from validator.publish.root import NODE_MODULES, WIDGET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validator.core.facts import Site, SiteName

_STYLE: Final = "key-checker.css"
#: The form's script, and its worker, in a folder of its own since its policy differs (headers.py).
FORM: Final = "key-checker.mjs"
WORKER: Final = "worker/worker.mjs"
_BUNDLED: Final = (FORM, WORKER, _STYLE)
#: The findings that the form must be able to show without Python.
FAILURES: Final = ("offline", "runtime-unavailable")
#: The id of the heading above the form, on every page with a form.
ANCHOR: Final = "check-your-key"
#: An input's limit, in characters: one more than the longest text, so that a longer one is noticed.
LONGEST: Final = TEXT_MAX_LENGTH + 1


@dataclass(frozen=True)
class Checker:
    """The values for the templates; `root` is the path of the site, with a slash at both ends.

    `site_url` is the site's URL, with a slash at its end. `files` are addresses with the paths of
    their contents, `texts` addresses with generated contents; they and `script`, `worker` and
    `style` are relative to `root`.
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
    time_zones: dict[SiteName, tuple[str, ...]] = field(default_factory=lambda: dict(TIME_ZONES))
    api_key_pattern: str = API_KEY.pattern
    idle_minutes: int = IDLE_MINUTES
    limits: dict[str, int] = field(default_factory=lambda: dict(TIME_LIMITS))
    flicker_addresses: tuple[str, ...] = FLICKER_ADDRESSES
    longest: int = LONGEST


def build(site_url: str) -> Checker:
    """Return the checker, with files below hashes of their contents; builds a missing runtime."""
    root, texts = root_of(site_url), scripts()
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
    """Return both scripts and the style sheet by address, each bundled with its imports.

    A browser compares a script with its hash, but not its imports. Comments and indentation are
    removed; names stay, so that the scripts can be read in the browser.
    Raises CalledProcessError if a module is missing or cannot be parsed.
    """
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(  # noqa: S603 - esbuild, with fixed arguments
            [
                NODE_MODULES / ".bin" / "esbuild",
                *(f"{Path(name).with_suffix('')}={Path(name).name}" for name in _BUNDLED),
                f"--outdir={folder}",
                "--out-extension:.js=.mjs",
                "--bundle",
                "--charset=utf8",
                "--format=esm",
                "--log-level=error",
                "--minify-whitespace",
                "--tsconfig-raw={}",  # tsconfig.json is for the type checker
            ],
            cwd=WIDGET,
            check=True,
        )
        return {name: (Path(folder) / name).read_text("utf-8") for name in _BUNDLED}
