"""What the worker loads: Pyodide, the core's wheel, and a lock file that names just that wheel."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from validator.publish import wheel
from validator.publish.fingerprint import fingerprint
from validator.publish.root import CACHE, PYODIDE

LOCK_FILE: Final = "pyodide-lock.json"
#: Pyodide's own files that a worker needs; its consoles, source maps and type files stay behind.
PYODIDE_FILES: Final = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")


def build() -> Path:
    """Return the folder with the runtime, named by what it is made from.

    It is made only if it is not in the cache yet.
    Raises FileNotFoundError if Pyodide is not installed.
    """
    inputs = [
        *wheel.sources(),
        (LOCK_FILE, (PYODIDE / LOCK_FILE).read_bytes()),
        *((name, (PYODIDE / name).read_bytes()) for name in PYODIDE_FILES),
        (Path(__file__).name, Path(__file__).read_bytes()),
    ]
    folder = CACHE / "runtime" / fingerprint(inputs)
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as unfinished:
            made = Path(unfinished) / "runtime"
            made.mkdir()
            _make(made)
            try:
                made.rename(folder)
            except OSError:  # of which kind depends on the system: another build was quicker
                if not folder.exists():
                    raise
    return folder


def _make(folder: Path) -> None:
    for name in PYODIDE_FILES:
        shutil.copyfile(PYODIDE / name, folder / name)
    built = wheel.build(folder)
    published = json.loads((PYODIDE / LOCK_FILE).read_text())
    # Pyodide's lock file names hundreds of packages on a host of its own; none may be loaded.
    empty = folder / "empty-lock.json"
    empty.write_text(json.dumps({"info": published["info"], "packages": {}}))
    subprocess.run(  # noqa: S603 - pyodide-build's command, with fixed arguments
        [
            Path(sys.executable).with_name("pyodide"),
            "lockfile",
            "add-wheels",
            built,
            "--input",
            empty,
            "--output",
            folder / LOCK_FILE,
            "--base-path",
            folder,
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    empty.unlink()


def package_name(folder: Path) -> str:
    """Return the name by which the lock file of a runtime knows the core."""
    (name,) = json.loads((folder / LOCK_FILE).read_text())["packages"]
    return str(name)
