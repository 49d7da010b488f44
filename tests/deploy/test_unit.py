"""The systemd unit gives the proxy only the permissions that it needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.debian import program

_UNIT = Path(__file__).parents[2] / "deploy" / "flicker-checker.service"


def _analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [program("systemd-analyze"), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_exposure_is_low() -> None:
    """`systemd-analyze security` rates the unit at most 2.0 of 10."""
    result = _analyze("security", "--offline=true", "--threshold=20", str(_UNIT))

    assert result.returncode == 0, result.stdout + result.stderr
    assert "Overall exposure level" in result.stdout


def test_systemd_understands_each_line(tmp_path: Path) -> None:
    """Every setting of the unit is known to systemd."""
    text = _UNIT.read_text("utf-8")
    # The unit's program is not installed here.
    unit = tmp_path / _UNIT.name
    unit.write_text(text.replace("/opt/flicker-checker/.venv/bin/python", sys.executable), "utf-8")

    result = _analyze("verify", str(unit))

    assert "Unknown" not in result.stderr, result.stderr
    assert "Failed to parse" not in result.stderr, result.stderr
