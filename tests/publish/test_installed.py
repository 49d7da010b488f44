"""Installed packages: what they say is taken in SPDX's words, and silence stops the build."""

from __future__ import annotations

import json
from importlib.metadata import distribution
from typing import TYPE_CHECKING, Any

import pytest

from validator.publish import installed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("told", "expression"),
    [
        ({"license_expression": "MIT OR Apache-2.0", "license": "x"}, "MIT OR Apache-2.0"),
        ({"license": "Apache 2.0"}, "Apache-2.0"),
        ({"license": "MPL-2.0"}, "MPL-2.0"),
    ],
)
def test_a_license_is_an_spdx_expression(told: dict[str, Any], expression: str) -> None:
    """Whatever words a package has for it."""
    assert installed.license_of(told) == expression


def test_a_package_without_a_license_stops_the_build() -> None:
    """Its name is told."""
    with pytest.raises(LookupError, match="left-pad"):
        installed.license_of({"name": "left-pad"})


def test_a_license_is_brought_along() -> None:
    """Its text is that of the package's own file."""
    assert "Martin Donath" in installed.license_text(distribution("mkdocs-material"))


def test_a_hash_is_that_of_the_lock_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told in hex, and one of another kind is none."""
    lock = tmp_path / "package-lock.json"
    packages = {
        "node_modules/right-pad": {"integrity": "sha512-AQID"},
        "node_modules/left-pad": {"integrity": "sha1-AQID"},
    }
    lock.write_text(json.dumps({"packages": packages}), "utf-8")
    monkeypatch.setattr(installed, "_NPM_LOCK", lock)

    assert installed.sha512("right-pad") == "010203"
    with pytest.raises(LookupError, match="left-pad"):
        installed.sha512("left-pad")
