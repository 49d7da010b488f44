"""Paths of the checkout, which commands that don't build the site import without MkDocs."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
DOCS: Final = ROOT / "docs"
CACHE: Final = ROOT / ".cache"
WIDGET: Final = ROOT / "validator" / "widget"
NODE_MODULES: Final = ROOT / "node_modules"
PYODIDE: Final = NODE_MODULES / "pyodide"
