"""Where the checkout is. The build reads its sources from there and caches below it.

A module of its own because commands that build nothing need it without MkDocs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
DOCS: Final = ROOT / "docs"
CACHE: Final = ROOT / ".cache"
WIDGET: Final = ROOT / "validator" / "widget"
NODE_MODULES: Final = ROOT / "node_modules"
PYODIDE: Final = NODE_MODULES / "pyodide"
