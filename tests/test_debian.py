"""Missing programs are named before anything is set up, from one table for Makefile and tests."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from tests.debian import packages
from tests.tables import over

_ROOT: Final = Path(__file__).parents[1]
#: The programs that the Makefile and its script need, which every machine has.
_SHELL: Final = ("bash", "dirname", "env", "grep", "make", "mkdir")
#: A fake apt-get, which installs a program named like the package and records its arguments.
_APT_GET: Final = """#!/bin/sh
echo "$@" >> asked
case "$*" in *install*) for name in {installed}; do
  printf '#!/bin/sh\\necho "$0" >> ../ran\\n' > "$PATH_OF_PROGRAMS/$name"
  chmod +x "$PATH_OF_PROGRAMS/$name"
done ;; esac
"""


@pytest.fixture(name="checkout")
def _checkout(tmp_path: Path) -> Path:
    """Return a folder with the Makefile, its script, and the files that they read."""
    for name in ("Makefile", "tests/debian.sh", "tests/debian.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(_ROOT / name, tmp_path / name)
    for name in ("requirements/dev.txt", ".python-version", "package-lock.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def _make(checkout: Path, target: str, user: int, **stubs: str) -> subprocess.CompletedProcess[str]:
    """Run `make` as a user on a machine with nothing but a shell and some stubs."""
    programs = checkout / "programs"
    shutil.rmtree(programs, ignore_errors=True)
    programs.mkdir()
    for name in _SHELL:
        (programs / name).symlink_to(shutil.which(name) or name)
    for name, script in {"id": f"#!/bin/sh\necho {user}\n", **stubs}.items():
        (programs / name).write_text(script)
        (programs / name).chmod(0o755)
    environment = {"PATH": str(programs), "PATH_OF_PROGRAMS": str(programs)}
    return subprocess.run(
        [str(programs / "make"), "--no-print-directory", target],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@over(["serve", "test", "test-browsers", "audit", "bench-proxy"])
def test_missing_programs_are_named_in_one_line(target: str, checkout: Path) -> None:
    """Each target stops before anything is set up and names every missing package."""
    result = _make(checkout, target, user=1000)

    ours, makes = result.stderr.splitlines()
    rows = [
        line.split() for line in (_ROOT / "tests/debian.txt").read_text("utf-8").splitlines()[2:]
    ]
    # nginx is in a folder that is searched regardless of the PATH.
    needed = {row[1] for row in rows if row and {"all", target} & {*row[2:]} and row[0] != "nginx"}
    assert result.returncode == 2
    assert makes.startswith("make: *** ")
    assert needed <= set(re.findall(r"\(Debian: ([\w.-]+)\)", ours))
    assert not (checkout / ".venv").exists()
    assert not (checkout / "node_modules").exists()


def test_root_on_debian_installs_missing_programs(checkout: Path) -> None:
    """Missing programs are installed in one call, and those still missing are named."""
    apt_get = _APT_GET.format(installed="chromium openssl promtool redis-server systemd-analyze")

    result = _make(checkout, "test", user=0, **{"apt-get": apt_get})

    update, install = (checkout / "tests" / "asked").read_text("utf-8").splitlines()
    assert update.startswith("update ")
    assert {"chromium", "prometheus", "redis-server", "systemd"} <= set(install.split())
    missing = "python3.13 (Debian: python3.13-venv), node (Debian: nodejs), npm (Debian: npm)"
    assert f"Missing for make test: {missing}\n" in result.stderr
    assert not (checkout / ".venv").exists()


def test_every_target_of_the_table_is_in_the_makefile() -> None:
    """The table of programs names only targets that the Makefile has."""
    makefile = (_ROOT / "Makefile").read_text("utf-8")
    targets = {"all", *re.findall(r"^\.PHONY: (\S+)$", makefile, re.MULTILINE)}
    lines = (_ROOT / "tests" / "debian.txt").read_text("utf-8").splitlines()[1:]

    assert "redis-server" in packages()
    assert {target for line in lines for target in line.split()[2:]} - targets == set()
