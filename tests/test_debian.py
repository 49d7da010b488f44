"""One table serves Makefile and tests; what a machine lacks is named before anything is set up."""

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
#: What the Makefile and its script are run with, and no machine is without.
_SHELL: Final = ("bash", "dirname", "env", "grep", "make", "mkdir")
#: Stands in for Debian's: installs a program of the package's name, and keeps what it was asked.
_APT_GET: Final = """#!/bin/sh
echo "$@" >> asked
case "$*" in *install*) for name in {installed}; do
  printf '#!/bin/sh\\necho "$0" >> ../ran\\n' > "$PATH_OF_PROGRAMS/$name"
  chmod +x "$PATH_OF_PROGRAMS/$name"
done ;; esac
"""


@pytest.fixture(name="checkout")
def _checkout(tmp_path: Path) -> Path:
    """Return a folder with the Makefile, its script, and what these read."""
    for name in ("Makefile", "tests/debian.sh", "tests/debian.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(_ROOT / name, tmp_path / name)
    for name in ("requirements/dev.txt", ".python-version", "package-lock.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def _make(checkout: Path, target: str, user: int, **stubs: str) -> subprocess.CompletedProcess[str]:
    """Run `make` as a user on a machine that has a shell, some stubs, and nothing else."""
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
def test_a_machine_that_lacks_programs_is_told_in_one_line(target: str, checkout: Path) -> None:
    """Each target stops before anything is set up, and names every package that it lacks."""
    done = _make(checkout, target, user=1000)

    ours, makes = done.stderr.splitlines()
    rows = [
        line.split() for line in (_ROOT / "tests/debian.txt").read_text("utf-8").splitlines()[2:]
    ]
    # nginx alone is in a folder that is looked into whatever the PATH says.
    needed = {row[1] for row in rows if row and {"all", target} & {*row[2:]} and row[0] != "nginx"}
    assert done.returncode == 2
    assert makes.startswith("make: *** ")
    assert needed <= set(re.findall(r"\(Debian: ([\w.-]+)\)", ours))
    assert not (checkout / ".venv").exists()
    assert not (checkout / "node_modules").exists()


def test_root_on_debian_gets_them_at_once(checkout: Path) -> None:
    """All is installed by one call; where that does not help, the line says so."""
    apt_get = _APT_GET.format(installed="chromium openssl promtool redis-server systemd-analyze")

    done = _make(checkout, "test", user=0, **{"apt-get": apt_get})

    update, install = (checkout / "tests" / "asked").read_text("utf-8").splitlines()
    assert update.startswith("update ")
    assert {"chromium", "prometheus", "redis-server", "systemd"} <= set(install.split())
    missing = "python3.13 (Debian: python3.13-venv), node (Debian: nodejs), npm (Debian: npm)"
    assert f"Missing for make test: {missing}\n" in done.stderr
    assert not (checkout / ".venv").exists()


def test_every_target_of_the_table_is_one_of_the_makefile() -> None:
    """A renamed target does not lose its programs."""
    makefile = (_ROOT / "Makefile").read_text("utf-8")
    targets = {"all", *re.findall(r"^\.PHONY: (\S+)$", makefile, re.MULTILINE)}
    lines = (_ROOT / "tests" / "debian.txt").read_text("utf-8").splitlines()[1:]

    assert "redis-server" in packages()
    assert {target for line in lines for target in line.split()[2:]} - targets == set()
