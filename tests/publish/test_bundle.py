"""The checker's scripts as pages load them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from validator.publish import bundle
from validator.publish.root import WIDGET

if TYPE_CHECKING:
    from pathlib import Path

_SOURCES = sorted(WIDGET.glob("*.mjs"))
_SHIPPED = {bundle.FIRST, *bundle.PAGE, bundle.WORKER}


def _texts(built: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in built.glob("checker/*/*.mjs")}


def test_few_scripts_are_shipped(built: Path) -> None:
    """What is shipped is the scripts with a name of their own, and no module besides."""
    assert set(_texts(built)) == _SHIPPED


def test_a_script_imports_only_what_is_shipped(built: Path) -> None:
    """A module is in the script that imports it; one that two need is a script of its own."""
    for name, text in _texts(built).items():
        imported = set(re.findall(r"""(?:from|import\()\s*"\./([\w-]+\.mjs)\"""", text))
        assert imported <= _SHIPPED - {name}
    assert len(re.findall(r"\bnew Python\b", "".join(_texts(built).values()))) == 1


@pytest.mark.parametrize("source", _SOURCES, ids=lambda path: path.name)
def test_nothing_gets_lost(built: Path, source: Path) -> None:
    """Each module is shipped once, without comments and indentation, with all its names."""
    text, comments = source.read_text("utf-8"), r"/\*.*?\*/|^\s*//.*"
    without = re.sub(comments, "", text, flags=re.DOTALL | re.MULTILINE)
    names = set(re.findall(r"(?:const|let|function|class) (\w+)|[\w.]\.([a-zA-Z][\w-]+)", without))
    wanted = {name for pair in names for name in pair if name}
    holding = [
        shipped
        for shipped in _texts(built).values()
        if all(re.search(rf"\b{name}\b", shipped) for name in wanted)
    ]

    assert len(holding) == 1
    assert "/*" not in holding[0]
    assert "\n " not in holding[0]


def test_what_makes_the_scripts_is_part_of_their_address() -> None:
    """The folder's name depends on every module, on what bundles them, and on its version."""
    sources = dict(bundle.sources())

    assert {path.name for path in _SOURCES} | {"bundle.mjs", "esbuild"} == set(sources)
    assert sources["esbuild"].count(b".") == 2
