"""The command line starts on a machine that has what operators install, and nothing else."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import packages_distributions

import pytest
from packaging.utils import canonicalize_name

from validator.publish.components import REQUIREMENTS

#: Imports as if the packages named in the first argument were not installed.
_WITHOUT = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(name)

absent = set(sys.argv.pop(1).split(","))
sys.meta_path.insert(0, Absent())
"""
_START = f"{_WITHOUT}\nfrom validator.__main__ import main\nmain()"


def _absent() -> str:
    """Return the packages that only builders and testers of the site have."""
    installed = set(re.findall(r"^([a-z0-9-]+)", REQUIREMENTS.read_text("utf-8"), re.MULTILINE))
    return ",".join(
        package
        for package, owners in packages_distributions().items()
        if not {canonicalize_name(one) for one in owners} & installed
    )


@pytest.mark.parametrize("command", ["proxy", "check", "link"])
def test_it_starts_without_what_builds_the_site(command: str) -> None:
    """Each command that operators and people use, with the packages of `requirements/proxy`."""
    absent = _absent()
    done = subprocess.run(
        [sys.executable, "-c", _START, absent, command, "--help"],
        check=False,
        capture_output=True,
        text=True,
    )

    assert "mkdocs" in absent
    assert (done.returncode, done.stderr) == (0, "")
