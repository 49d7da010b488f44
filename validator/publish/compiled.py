"""The standard library and the wheel as they are shipped: what is imported, compiled here."""

from __future__ import annotations

import hashlib
import json
import marshal
import os
import subprocess
import sys
from pathlib import Path
from types import CodeType
from typing import Final

from validator.publish import archive, node
from validator.publish.root import PYODIDE

LOCK_FILE: Final = "pyodide-lock.json"
LIBRARY: Final = "python_stdlib.zip"
FINDER: Final = "imports.mjs"
#: Magic number, flags, and the hash of the source or its time and size (PEP 552).
_HEADER_BYTES: Final = 16
#: Assertions and docstrings are not shipped (-OO). The sources are marked by their hash and not
#: by a time.
_ENVIRONMENT: Final = {"PYTHONOPTIMIZE": "2", "SOURCE_DATE_EPOCH": "315532800"}


def compile_into(folder: Path, built: Path) -> None:
    """Put the standard library, a compiled wheel and their lock file into a folder.

    `built` is the wheel, in this folder; the compiled one takes its place.
    """
    _lock(folder, built)
    published = archive.read(PYODIDE / LIBRARY)
    imported = json.loads(node.run_pyodide(FINDER, folder))
    archive.write(folder / LIBRARY, {name: published[name] for name in imported})
    _pyodide("py-compile", "--silent", "--no-keep", folder)
    lock = json.loads((folder / LOCK_FILE).read_text())
    (package,) = lock["packages"].values()
    wheel = folder / package["file_name"]
    for path in (folder / LIBRARY, wheel):
        archive.write(path, {name: _slim(name, one) for name, one in archive.read(path).items()})
    package["sha256"] = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (folder / LOCK_FILE).write_text(json.dumps(lock))


def _lock(folder: Path, built: Path) -> None:
    published = json.loads((PYODIDE / LOCK_FILE).read_text())
    # Pyodide's lock file names hundreds of packages on a host of its own; none may be loaded.
    empty = folder / "empty-lock.json"
    empty.write_text(json.dumps({"info": published["info"], "packages": {}}))
    files = ("--input", empty, "--output", folder / LOCK_FILE, "--base-path", folder)
    _pyodide("lockfile", "add-wheels", built, *files)
    empty.unlink()


def _pyodide(*arguments: str | Path) -> None:
    subprocess.run(  # noqa: S603 - pyodide-build's command, with fixed arguments
        [Path(sys.executable).with_name("pyodide"), *arguments],
        env=os.environ | _ENVIRONMENT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _slim(name: str, content: bytes) -> bytes:
    """Return a compiled module without its line numbers: nobody sees a traceback of ours."""
    if not name.endswith(".pyc"):
        return content
    code = marshal.loads(content[_HEADER_BYTES:])  # noqa: S302 - compiled here, just now
    return content[:_HEADER_BYTES] + marshal.dumps(_without_lines(code))


def _without_lines(code: CodeType) -> CodeType:
    constants = tuple(
        _without_lines(one) if isinstance(one, CodeType) else one for one in code.co_consts
    )
    return code.replace(co_linetable=b"", co_consts=constants)
