"""The core's tests run in Pyodide too, as the core does for users."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Final

import pytest

from tests.debian import program

_CHECKOUT: Final = Path(__file__).parents[1]
#: Of property-based and slow tests, only those of a check's promises run in Pyodide too.
_CHOSEN: Final = ("-m", "pyodide or (not hypothesis and not slow)")


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=_CHECKOUT, capture_output=True, text=True, timeout=500, check=False
    )


def _count(pattern: str, result: subprocess.CompletedProcess[str]) -> int:
    closing = result.stdout.rstrip().rpartition("\n")[2]
    found = re.fullmatch(pattern, closing)
    assert found, f"{result.stdout[-10_000:]}\n{result.stderr[-2_000:]}"
    return int(found[1])


@pytest.mark.slow
def test_core_in_pyodide() -> None:
    """Every chosen test of the core that CPython collects passes in Pyodide."""
    script, packages = "tests/pyodide/run.mjs", sysconfig.get_path("purelib")

    collect = ("-m", "pytest", "tests/core", "--collect-only", "--quiet")
    collected = _run(sys.executable, *collect, *_CHOSEN)
    ran = _run(program("node"), script, _CHECKOUT, packages, "--quiet", *_CHOSEN)

    expected = _count(r"(\d+)/\d+ tests collected .*", collected)
    assert expected == _count(r"(\d+) passed, .*", ran)
    assert ran.returncode == 0
