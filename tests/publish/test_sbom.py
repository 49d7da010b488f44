"""The bill of materials."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from validator.publish import components, sbom
from validator.publish.root import PYODIDE, ROOT

if TYPE_CHECKING:
    from pathlib import Path

_MOMENT = "1580601600"


@pytest.fixture(scope="module", name="text")
def _text(built: Path) -> str:
    return (built / sbom.FILE).read_text("utf-8")


@pytest.fixture(scope="module", name="parts")
def _parts(text: str) -> dict[str, dict[str, Any]]:
    return {one["bom-ref"]: one for one in json.loads(text)["components"]}


def _needs(text: str, name: str) -> set[str]:
    (one,) = (one for one in json.loads(text)["dependencies"] if one["ref"] == name)
    return set(one["dependsOn"])


def test_it_is_cyclonedx(text: str) -> None:
    """It is as the schema of CycloneDX 1.6 demands, and more than that does not pass either."""
    validator = JsonStrictValidator(SchemaVersion.V1_6)

    assert validator.validate_str(text) is None
    assert validator.validate_str(text.replace('"library"', '"librarian"', 1)) is not None


def test_it_says_what_the_site_ships(text: str, parts: dict[str, dict[str, Any]]) -> None:
    """Pyodide as it is locked, the Python in it, the libraries in that, and the theme's parts."""
    needed = {parts[ref]["name"]: parts[ref] for ref in _needs(text, sbom.SITE)}
    told = json.loads((PYODIDE / "package.json").read_text())

    assert needed.keys() == {one.name for one in components.shipped()}
    assert {"cpython", "zlib", "expat", "mkdocs-material", "rxjs", "lunr"} <= needed.keys()
    assert needed["pyodide"]["purl"] == f"pkg:npm/pyodide@{told['version']}"
    assert re.fullmatch("[0-9a-f]{128}", needed["pyodide"]["hashes"][0]["content"])


def test_it_says_what_the_proxy_runs(text: str, parts: dict[str, dict[str, Any]]) -> None:
    """Each package that is pinned for operators."""
    purls = {parts[ref]["purl"] for ref in _needs(text, sbom.PROXY)}
    (pinned,) = re.findall(r"^httptools==(\S+)", components.REQUIREMENTS.read_text(), re.MULTILINE)

    assert f"pkg:pypi/httptools@{pinned}" in purls
    assert len(purls) == len(components.run())


def test_every_part_has_a_license(parts: dict[str, dict[str, Any]]) -> None:
    """One that SPDX knows, or an expression of such."""
    for ref, one in parts.items():
        if ref not in {sbom.SITE, sbom.PROXY}:
            (said,) = one["licenses"]
            assert "expression" in said or "id" in said["license"], ref


def test_the_same_parts_give_the_same_bytes() -> None:
    """No time but that of the sources, no number made up, no order of the day."""
    shipped, run = components.shipped(), components.run()
    text = sbom.write(shipped, run, _MOMENT)

    assert text == sbom.write(shipped[::-1], run[::-1], _MOMENT)
    assert json.loads(text)["metadata"]["timestamp"] == "2020-02-02T00:00:00+00:00"
    assert "serialNumber" not in text
    assert str(ROOT) not in text
