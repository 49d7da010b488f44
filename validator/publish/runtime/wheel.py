"""The core's wheel, which runs in CPython and in Pyodide."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from validator.publish.root import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def sources() -> list[tuple[str, bytes]]:
    """Return the names and contents of the wheel's sources."""
    paths = [
        ROOT / "pyproject.toml",
        ROOT / "validator" / "__init__.py",
        *(ROOT / "validator" / "core").glob("*.py"),
    ]
    return [(path.relative_to(ROOT).as_posix(), path.read_bytes()) for path in paths]


def build(folder: Path) -> Path:
    """Build the wheel into a folder; the same sources give the same bytes.

    Raises RuntimeError with Hatchling's output if it cannot be built.
    """
    built = subprocess.run(  # noqa: S603 - our own build backend, with fixed arguments
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        # The wheel is cached, so it must not depend on the commit's time.
        env={name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"},
        check=False,
        capture_output=True,
        text=True,
    )
    if built.returncode != 0:
        raise RuntimeError(built.stderr)
    (wheel,) = folder.glob("*.whl")
    return wheel
