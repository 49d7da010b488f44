"""Runs this folder's scripts in Node, in some of them Pyodide as it runs in a browser."""

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
_EXERCISE: Final = _FOLDER / "exercise.py"


def sources(script: str) -> Iterator[tuple[str, bytes]]:
    """Return name and content of what a script that runs Pyodide is made of."""
    for path in (_FOLDER / script, _FOLDER / _SHARED, _EXERCISE):
        yield path.name, path.read_bytes()


def run_pyodide(script: str, *arguments: str | Path) -> str:
    """Run a script with Pyodide's folder, the exercise and more arguments, as `run` does."""
    return run(script, PYODIDE, _EXERCISE, *arguments)


def run(script: str, *arguments: str | Path) -> str:
    """Run a script and return its output.

    Raises FileNotFoundError without Node, RuntimeError with what the script said if it fails.
    """
    node = shutil.which("node")
    if node is None:
        raise FileNotFoundError("Node 20 or newer")
    ran = subprocess.run(  # noqa: S603 - our own script
        [node, _FOLDER / script, *arguments],
        # The environment of whoever builds stays out of what is built.
        env={},
        check=False,
        capture_output=True,
        text=True,
    )
    if ran.returncode != 0:
        raise RuntimeError(ran.stderr[-2_000:])
    return ran.stdout
