"""The wheel of the core."""

from __future__ import annotations

import ast
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from validator.publish import wheel
from validator.publish.root import ROOT

if TYPE_CHECKING:
    from pathlib import Path

_CORE = sorted((ROOT / "validator" / "core").glob("*.py"))


def test_it_is_the_same_every_time(tmp_path: Path) -> None:
    """Two builds of the same sources give the same bytes."""
    one, other = (wheel.build(tmp_path / name) for name in ("one", "other"))

    assert one.read_bytes() == other.read_bytes()


def test_it_holds_the_core_alone(tmp_path: Path) -> None:
    """The wheel holds every module of the core and none of what runs on a server."""
    names = zipfile.ZipFile(wheel.build(tmp_path)).namelist()

    expected = {"validator/__init__.py", *(f"validator/core/{path.name}" for path in _CORE)}
    assert {name for name in names if ".dist-info/" not in name} == expected


@pytest.mark.parametrize("path", _CORE, ids=[path.stem for path in _CORE])
def test_the_core_needs_the_standard_library_alone(path: Path) -> None:
    """No module of the core imports anything but the standard library and the core."""
    imported = {
        name
        for node in ast.walk(ast.parse(path.read_text()))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    foreign = {
        name
        for name in imported
        if name.split(".")[0] not in sys.stdlib_module_names
        and not name.startswith("validator.core")
    }
    assert foreign == set()


@pytest.mark.parametrize("path", _CORE, ids=[path.stem for path in _CORE])
def test_the_core_does_no_io(path: Path) -> None:
    """No module of the core imports what reads a clock, the network, files or the environment."""
    forbidden = {"os", "time", "socket", "urllib", "http", "pathlib", "random", "subprocess"}

    imported = {
        alias.name.split(".")[0]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {
        str(node.module).split(".")[0]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom)
    }

    assert imported & forbidden == set()
