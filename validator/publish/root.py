"""Where the checkout is: the build reads its sources from there and caches below it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
DOCS: Final = ROOT / "docs"
CACHE: Final = ROOT / ".cache"
WIDGET: Final = ROOT / "validator" / "widget"
PYODIDE: Final = ROOT / "node_modules" / "pyodide"
#: The text of every licence that SPDX lists, one JSON file each.
SPDX: Final = ROOT / "node_modules" / "spdx-license-list" / "licenses"
