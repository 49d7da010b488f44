"""The checker as the site holds it: its scripts, its runtime, and what its form is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from validator.core.facts import SITES, TEXT_MAX_LENGTH, TROUBLESHOOTING_PAGE
from validator.core.findings import FINDINGS, LABELS, Definition, Field
from validator.core.rehearsal import OFFERED
from validator.publish import bundle, lean, runtime
from validator.publish.fingerprint import fingerprint
from validator.publish.links import root_of
from validator.publish.root import WIDGET

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from validator.core.facts import Site

_STYLE: Final = "key-checker.css"
#: What the form must be able to say without Python.
FAILURES: Final = ("offline", "runtime-unavailable")
#: The id of the heading above the form, on every page that holds one.
ANCHOR: Final = "check-your-key"
#: Where it says how to do without the page.
BY_HAND: Final = "okx/check-your-key/#without-our-page"
#: How much an input takes, in characters: beyond the longest block, which is so known as too long.
LONGEST: Final = TEXT_MAX_LENGTH + 1


@dataclass(frozen=True)
class Checker:
    """What the templates need; `root` is the path of the site, with a slash at both ends.

    `site_url` is its whole address, also with a slash at its end. `files` are the site's
    addresses, relative to `root`, and where their contents lie; `texts` are those whose contents
    lie nowhere. `script` loads `form_script` where there is a form, which starts `worker`; each
    is an address relative to `root`, as `style` is.
    """

    site_url: str
    root: str
    script: str
    form_script: str
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
    by_hand: str = BY_HAND
    longest: int = LONGEST


def build(site_url: str) -> Checker:
    """Build the runtime, if need be, and name every file by the hash of what it belongs to."""
    root = root_of(site_url)
    style, scripts = WIDGET / _STYLE, bundle.scripts()
    contents = [(name, text.encode()) for name, text in scripts.items()]
    widget = f"checker/{fingerprint([(_STYLE, style.read_bytes()), *contents, *lean.sources()])}/"
    folder = runtime.build()
    parts = runtime.published(folder)
    base = f"runtime/{folder.name}/"
    return Checker(
        site_url=site_url.rstrip("/") + "/",
        root=root,
        script=f"{widget}{bundle.FIRST}",
        form_script=f"{widget}{bundle.FORM}",
        worker=f"{widget}{bundle.WORKER}",
        style=f"{widget}{_STYLE}",
        runtime={"base": f"{root}{base}", **runtime.describe(folder)},
        files={
            f"{widget}{_STYLE}": style,
            **{base + name: path for name, path in parts.items()},
        },
        texts={widget + name: text for name, text in scripts.items()},
    )
