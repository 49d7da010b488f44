"""The runtime that the worker loads."""

from __future__ import annotations

import hashlib
import json
import sys

from validator.publish import runtime
from validator.publish.root import PYODIDE


def test_the_lock_file_names_the_core_alone() -> None:
    """Nothing but our own wheel can be loaded, from our own address, with its hash."""
    folder = runtime.build()
    packages = json.loads((folder / runtime.LOCK_FILE).read_text())["packages"]

    (package,) = packages.values()
    content = (folder / package["file_name"]).read_bytes()
    assert package["file_name"].endswith("-py3-none-any.whl")
    assert package["sha256"] == hashlib.sha256(content).hexdigest()
    assert package["depends"] == []
    assert package["imports"] == ["validator"]


def test_it_holds_what_is_needed() -> None:
    """The folder holds Pyodide's files, the lock file and the wheel, and nothing else."""
    names = {path.name for path in runtime.build().iterdir()}

    wheels = {name for name in names if name.endswith(".whl")}
    assert len(wheels) == 1
    assert names - wheels == {*runtime.PYODIDE_FILES, runtime.LOCK_FILE}


def test_it_is_made_once() -> None:
    """A second build finds the first one."""
    folder = runtime.build()
    made = folder.stat().st_mtime_ns

    assert runtime.build() == folder
    assert folder.stat().st_mtime_ns == made


def test_pyodide_runs_this_python() -> None:
    """Pyodide's Python is of the version that the tests run."""
    info = json.loads((PYODIDE / runtime.LOCK_FILE).read_text())["info"]

    assert info["python"].split(".")[:2] == [str(part) for part in sys.version_info[:2]]
