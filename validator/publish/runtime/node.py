"""Runs this folder's scripts in Node, which runs Pyodide as a browser does."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

from validator.publish.root import PYODIDE

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLDER: Final = Path(__file__).parent
_SHARED: Final = "deterministic.mjs"


def sources(script: str) -> Iterator[tuple[str, bytes]]:
    """Return name and content of what a script is made of."""
    for name in (script, _SHARED):
        yield name, (_FOLDER / name).read_bytes()


def run_pyodide(script: str, *arguments: str | Path) -> str:
    """Run a script with Pyodide's folder and more arguments, and return its output.

    Raises FileNotFoundError without Node, RuntimeError with the script's own words if it fails.
    """
    node = shutil.which("node")
    if node is None:
        raise FileNotFoundError("Node 20 or newer")
    ran = subprocess.run(  # noqa: S603 - our own script
        [node, _FOLDER / script, PYODIDE, *arguments],
        # The environment of the machine that builds stays out of what is built.
        env={},
        check=False,
        capture_output=True,
        text=True,
    )
    if ran.returncode != 0:
        raise RuntimeError(ran.stderr[-2_000:])
    return ran.stdout
