"""What others made: whatever the site ships is somebody's, and its licence is known."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from validator.publish import components, licenses
from validator.publish.root import DOCS, SPDX, WIDGET

if TYPE_CHECKING:
    from pathlib import Path

#: What the build writes itself, of our own pages and tables.
_GENERATED = {
    ".well-known/security.txt",
    "_headers",
    "_redirects",
    "aliases.json",
    "findings.json",
    "findings.schema.json",
    "integrity.json",
    "licenses.txt",
    "llms.txt",
    "robots.txt",
    "sbom.cdx.json",
    "search/search_index.json",
    "sitemap.xml",
    "sitemap.xml.gz",
}


def _is_ours(path: str) -> bool:
    return (
        path in _GENERATED
        or (DOCS / path).is_file()
        or (path.startswith("checker/") and (WIDGET / path.rsplit("/", maxsplit=1)[-1]).is_file())
        or re.fullmatch(r"runtime/\w+/flicker_okx_help-[\w.-]+\.whl", path) is not None
    )


def test_every_file_is_somebodys(built: Path) -> None:
    """A file of the site is made by us, or holds a part whose licence is known."""
    paths = [path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()]

    unknown = [
        path
        for path in paths
        if not _is_ours(path) and not any(one.is_in(path) for one in components.shipped())
    ]
    assert unknown == []


@pytest.mark.parametrize("part", components.shipped(), ids=lambda part: part.name)
def test_every_part_is_in_a_file(built: Path, part: components.Component) -> None:
    """No part is listed that is not there."""
    paths = [path.relative_to(built).as_posix() for path in built.rglob("*")]

    for pattern in part.files:
        assert any(components.Component("", "", "", files=(pattern,)).is_in(one) for one in paths)


def test_the_icons_are_of_the_one_collection(built: Path) -> None:
    """Each icon in a page is one of those whose licence is listed."""
    known = {
        path
        for icon in (components.THEME / ".icons" / "material").rglob("*.svg")
        for path in re.findall(r' d="([^"]+)"', icon.read_text("utf-8"))
    }
    used = {
        path
        for page in built.rglob("*.html")
        for svg in re.findall(r"<svg\b.*?</svg>", page.read_text("utf-8"), re.DOTALL)
        for path in re.findall(r' d="([^"]+)"', svg)
    }

    assert used
    assert used <= known


def _map(folder: Path) -> Path:
    shutil.copytree(components.THEME / "assets", folder / "assets")
    (found,) = (folder / "assets" / "javascripts").glob("bundle.*.map")
    return found


def _add(text: str) -> str:
    return text.replace("node_modules/escape-html/", "node_modules/left-pad/", 1)


def _take_away(text: str) -> str:
    return text.replace("node_modules/escape-html/", "src/", 1)


@pytest.mark.parametrize("change", [_add, _take_away])
def test_a_new_part_of_the_theme_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Any
) -> None:
    """What Material's bundle newly holds, or no longer does, is to be looked at by somebody."""
    bundle = _map(tmp_path)
    bundle.write_text(change(bundle.read_text("utf-8")), "utf-8")
    monkeypatch.setattr(components, "THEME", tmp_path)

    with pytest.raises(LookupError, match="escape-html"):
        list(components._bundled())


def test_a_part_that_left_pyodide_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So does a library that its module has no trace of any more."""
    (tmp_path / "pyodide.asm.wasm").write_bytes(b"\0asm")
    monkeypatch.setattr(components, "PYODIDE", tmp_path)

    with pytest.raises(LookupError, match="bzip2"):
        list(components._linked())


def test_the_proxy_is_what_is_pinned() -> None:
    """Each pin that an operator's machine installs is a part, in the pinned version."""
    text = components.REQUIREMENTS.read_text("utf-8")
    pins = dict(re.findall(r"^([a-z0-9-]+)(?:\[\w+\])?==([^ \n]+)(?! *;)", text, re.MULTILINE))
    run = {one.name.replace("_", "-"): one.version for one in components.run()}

    assert {"httptools", "starlette", "uvloop"} <= run.keys()
    assert "colorama" not in run
    assert run.items() <= pins.items()


@pytest.mark.parametrize("part", components.run(), ids=lambda part: part.name)
def test_the_proxy_s_licenses_are_known(part: components.Component) -> None:
    """Each is named as SPDX names it."""
    assert licenses.identifiers(part.license)
    for name in licenses.identifiers(part.license):
        assert (SPDX / f"{name}.json").exists()
