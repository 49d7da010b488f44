"""The command line imports only what a command needs, and never repeats an invalid argument."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import asdict
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Final

import pytest
from packaging.utils import canonicalize_name

from validator.__main__ import main
from validator.core.practice import ACCOUNTS

_ROOT: Final = Path(__file__).parents[2]
_REQUIREMENTS: Final = _ROOT / "requirements" / "proxy.txt"
#: Imports as if the packages named in the first argument were not installed.
_WITHOUT: Final = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(name)

absent = set(sys.argv.pop(1).split(","))
sys.meta_path.insert(0, Absent())
"""
_START: Final = f"{_WITHOUT}\nfrom validator.__main__ import main\nmain()"
#: A value that may be pasted in place of an argument.
_SECRET: Final = "f11c4e80'\"%s{}-FA4E"


def _absent() -> str:
    """Return the installed packages that the proxy does not require."""
    installed = set(re.findall(r"^([a-z0-9-]+)", _REQUIREMENTS.read_text("utf-8"), re.MULTILINE))
    return ",".join(
        package
        for package, owners in packages_distributions().items()
        if not {canonicalize_name(owner) for owner in owners} & installed
    )


def test_proxy_needs_only_its_own_requirements() -> None:
    """The proxy starts with only the packages of `requirements/proxy.txt`."""
    absent = _absent()
    result = subprocess.run(
        [sys.executable, "-c", _START, absent, "proxy", "--help"],
        check=False,
        capture_output=True,
        text=True,
    )

    assert "mkdocs" in absent
    assert (result.returncode, result.stderr) == (0, "")


@pytest.fixture(scope="module", name="bare_python")
def _bare_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a Python in an empty environment."""
    folder = tmp_path_factory.mktemp("bare")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    return folder / "bin" / "python"


def _run(python: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command line without packages of the environment or the user."""
    return subprocess.run(
        [python, "-E", "-s", "-m", "validator", *arguments],
        cwd=_ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def test_check_needs_python_alone(bare_python: Path, fake: str) -> None:
    """`check` works without any installed package, as the pages promise."""
    account = json.dumps(asdict(ACCOUNTS["read-only"].pasted))

    result = _run(bare_python, "check", "--json", "--okx", fake, stdin=account)

    assert (result.returncode, result.stderr) == (0, "")
    assert json.loads(result.stdout)["outcome"] == "read-only"


def test_link_and_help_need_python_alone(bare_python: Path) -> None:
    """`link` and `--help` work without any installed package."""
    result = [_run(bare_python, *arguments) for arguments in (("link", "50119"), ("--help",))]

    assert [(run.returncode, run.stderr) for run in result] == [(0, ""), (0, "")]
    assert result[0].stdout == "https://help.flicker.finance/okx/troubleshooting/#key-not-found\n"
    assert {"check", "serve", "proxy", "verify"} <= set(result[1].stdout.split())


def test_a_wrong_argument_is_never_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    """A value in place of any argument exits with 2 and is not shown."""
    lines = [
        [_SECRET],
        [f"--{_SECRET}"],
        [_SECRET, "check"],
        ["--json", "check"],
        [],
        *(
            [command, *arguments]
            for command, options in {
                "serve": ("--port", "--okx", "--egress"),
                "proxy": ("--port", "--okx", "--egress"),
                "check": ("--site", "--okx", "--json", "--offline"),
                "verify": (),
                "tables": (),
            }.items()
            for arguments in (
                [_SECRET],
                [f"--{_SECRET}"],
                [f"-{_SECRET}"],
                ["--", _SECRET],
                *([option, _SECRET] for option in options),
                *([f"{option}={_SECRET}"] for option in options),
                *([f"{option[:4]}={_SECRET}"] for option in options),
            )
        ),
    ]
    problems = []
    for line in lines:
        try:
            status: object = main(line)
        except SystemExit as error:
            status = error.code
        shown = "".join(capsys.readouterr())
        if status != 2 or "f11c4e80" in shown or "Traceback" in shown:
            problems.append((line, status, shown))

    assert problems == []
