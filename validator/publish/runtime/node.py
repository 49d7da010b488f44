"""Runs this folder's scripts with Pyodide in Node."""

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
    """Yield the names and contents of a script and of the module that it imports."""
    for name in (script, _SHARED):
        yield name, (_FOLDER / name).read_bytes()


def run_pyodide(script: str, *arguments: str | Path) -> str:
    """Run a script with Pyodide's folder and more arguments, and return its output.

    Raises FileNotFoundError without Node, and RuntimeError with the script's errors if it fails.
    """
    node = shutil.which("node")
    if node is None:
        raise FileNotFoundError("Node 20 or newer")
    ran = subprocess.run(  # noqa: S603 - our own script
        [node, _FOLDER / script, PYODIDE, *arguments],
        # The build must not depend on this machine's environment.
        env={},
        check=False,
        capture_output=True,
        text=True,
    )
    if ran.returncode != 0:
        raise RuntimeError(ran.stderr[-2_000:])
    return ran.stdout
