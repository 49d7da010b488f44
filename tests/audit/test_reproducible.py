"""Two builds of the same sources are the same bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from validator.publish import integrity
from validator.publish.root import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.audit

#: Files that are not sources, or are large and the same everywhere.
_NOT_COPIED: Final = (".*", "site", "dist", "node_modules", "__pycache__", "tests")
_BUILD: Final = """
import pathlib, os, sys
os.umask(int(sys.argv[2], 8))
from validator.publish import site
site.build(pathlib.Path(sys.argv[1]), "https://example.org/help/")
"""
_TIME: Final = {"SOURCE_DATE_EPOCH": "1767225600", "GIT_DATES": "false"}


def _build(folder: Path, environment: dict[str, str], umask: str) -> dict[str, str]:
    """Build a copy of the sources without a cache, and return every file's hash."""
    sources = folder / "sources"
    shutil.copytree(ROOT, sources, ignore=shutil.ignore_patterns(*_NOT_COPIED))
    (sources / "node_modules").symlink_to(ROOT / "node_modules")
    subprocess.run(
        [sys.executable, "-c", _BUILD, str(folder / "site"), umask],
        cwd=sources,
        env=os.environ | _TIME | {"PYTHONPATH": str(sources)} | environment,
        check=True,
        capture_output=True,
    )
    return integrity.hashes(folder / "site")


def test_two_builds_are_the_same_bytes(tmp_path: Path) -> None:
    """The site doesn't depend on folder, time zone, locale, hash seed and umask."""
    first = _build(
        tmp_path / "first",
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
        "022",
    )
    second = _build(
        tmp_path / "a longer name" / "second",
        {"TZ": "Etc/GMT+12", "LC_ALL": "C", "PYTHONHASHSEED": "2"},
        "077",
    )

    assert len(first) > 50
    assert second == first
