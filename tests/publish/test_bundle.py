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
_SHIPPED = {bundle.FIRST, bundle.FORM, bundle.WORKER}


def _texts(built: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in built.glob("checker/*/*.mjs")}


def test_few_scripts_are_shipped(built: Path) -> None:
    """What is shipped is the scripts with a name of their own, and no module besides."""
    assert set(_texts(built)) == _SHIPPED


def test_a_script_imports_nothing(built: Path) -> None:
    """All that a script needs is in it: what it imported no browser would compare with a hash."""
    for name, text in _texts(built).items():
        assert not re.search(r"\bimport[ {\"]|\bfrom[ ]?\"", text)
        # Pyodide alone, of which the worker is told where it is.
        assert text.count("import(") == (2 if name == bundle.WORKER else 0)


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
