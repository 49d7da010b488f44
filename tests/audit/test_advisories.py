"""No pinned package has a known vulnerability, and an unchecked package is reported."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.audit import advisories, pins
from tests.audit.advisories import Reply, matches, read_npm_audit, read_pip_audit
from tests.audit.pins import Pin

pytestmark = pytest.mark.audit

_KNOWN = {advisory.id: advisory for advisory in advisories.known()}
_PINS = pins.all_pins()


def test_everything_is_pinned_with_its_hash() -> None:
    """Each pinned package has a hash of at least SHA-256; the runtime's parts are in Pyodide's."""
    assert len(_PINS) > 1_000
    for pin in _PINS:
        if pin.ecosystem != "runtime":
            assert pin.hashes, pin
            assert {value[:6] for value in pin.hashes} <= {"sha256", "sha512"}, pin


def test_every_requirement_is_a_pin() -> None:
    """Every line of a requirements file is a pin, a hash or a comment."""
    for path in pins.REQUIREMENTS:
        text = path.read_text("utf-8")
        lines = [line for line in text.splitlines() if line and line[0] not in " #"]
        assert len(lines) == len(list(pins.python(text)))


def test_no_pin_has_a_known_vulnerability() -> None:
    """No pinned version is affected by an advisory that isn't accepted."""
    found = matches(_KNOWN.values(), _PINS)

    assert [(advisory.id, pin) for advisory, pin in found if not advisory.accepted] == []


def test_accepted_advisories_still_apply() -> None:
    """Each accepted advisory still affects a pinned version."""
    found = {advisory.id for advisory, _ in matches(_KNOWN.values(), _PINS)}

    assert {advisory.id for advisory in _KNOWN.values() if advisory.accepted} <= found


def test_advisories_are_for_pinned_packages() -> None:
    """Each advisory is for a pinned package, so that a misspelled name is noticed."""
    pinned = {f"{pin.ecosystem}/{pin.name}" for pin in _PINS}
    assert {advisory.package for advisory in _KNOWN.values()} <= pinned


@pytest.mark.parametrize(
    ("pin", "ids"),
    [
        (Pin("pypi", "starlette", "1.3.0"), {"PYSEC-2026-249"}),
        (Pin("pypi", "starlette", "1.3.1"), set()),
        (
            Pin("pypi", "starlette", "0.49.1"),
            {"PYSEC-2026-161", "PYSEC-2026-248", "PYSEC-2026-249"},
        ),
        (Pin("npm", "ws", "7.5.10"), {"CVE-2026-48779"}),
        (Pin("npm", "ws", "7.5.11"), set()),
        (Pin("npm", "debug", "4.4.2"), {"GHSA-8mgj-vmr8-frr6"}),
        (Pin("npm", "starlette", "1.3.0"), set()),
        (Pin("runtime", "expat", "2.7.1"), {"CVE-2025-59375"}),
    ],
    # Equal in all of xdist's processes, unlike the order of a set.
    ids=lambda value: value.version if isinstance(value, Pin) else str(len(value)),
)
def test_an_affected_version_is_found(pin: Pin, ids: set[str]) -> None:
    """An advisory is found at the edges of its ranges, and only in its own ecosystem."""
    assert {advisory.id for advisory, _ in matches(_KNOWN.values(), [pin])} == ids


_VULNERABILITY = {"id": "PYSEC-1", "fix_versions": ["2"], "aliases": [], "description": ""}
_SKIPPED = {"name": "b", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("dependencies", "reply"),
    [
        ([{"name": "a", "version": "1", "vulns": []}], Reply(1, (), ())),
        (
            [{"name": "a", "version": "1", "vulns": [_VULNERABILITY]}],
            Reply(1, ("a 1: PYSEC-1",), ()),
        ),
        ([{"name": "a", "version": "1", "vulns": []}, _SKIPPED], Reply(1, (), ("b",))),
        ([_SKIPPED], Reply(0, (), ("b",))),
    ],
)
def test_skipped_packages_are_unchecked(dependencies: list[Any], reply: Reply) -> None:
    """A package that pip-audit skipped counts as unchecked, although pip-audit itself succeeds."""
    assert read_pip_audit(json.dumps({"dependencies": dependencies, "fixes": []})) == reply


def test_npm_report_is_parsed() -> None:
    """Packages with a vulnerability of their own and of a dependency are both found."""
    advisory = "https://github.com/advisories/GHSA-x"
    vulnerabilities = {"a": {"via": [{"url": advisory}]}, "b": {"via": ["a"]}}
    report = {"vulnerabilities": vulnerabilities, "metadata": {"dependencies": {"total": 7}}}

    assert read_npm_audit(json.dumps(report)) == Reply(7, (f"a: {advisory}", "b: a"), ())


@pytest.mark.parametrize("read", [read_pip_audit, read_npm_audit])
@pytest.mark.parametrize("output", ["", "No known vulnerabilities found", "[]", '{"error": {}}'])
def test_output_without_a_report_is_unchecked(read: Any, output: str) -> None:
    """A service that doesn't answer never counts as having found nothing."""
    with pytest.raises(ValueError, match=r"."):
        read(output)

    assert advisories.read_reply(read, lambda: output).unchecked


@pytest.mark.parametrize(
    ("found", "replies", "is_good", "line"),
    [
        ([], {"s": Reply(3, (), ())}, True, "s: 3 packages checked, 0 vulnerabilities"),
        ([], {"s": Reply(0, (), ("b",))}, True, "The online check was incomplete."),
        ([], {"s": Reply(3, ("a 1: X",), ())}, False, "FOUND by s: a 1: X"),
        (["PYSEC-2026-249"], {}, False, "FOUND in our list: PYSEC-2026-249"),
        (["CVE-2019-12900"], {}, True, "accepted: CVE-2019-12900"),
    ],
)
def test_report_lists_vulnerabilities_and_unchecked_packages(
    capsys: pytest.CaptureFixture[str],
    found: list[str],
    replies: dict[str, Reply],
    is_good: bool,
    line: str,
) -> None:
    """The report fails for a vulnerability, and only mentions unchecked packages."""
    pin = Pin("pypi", "starlette", "1.3.0")

    assert advisories.report([(_KNOWN[id_], pin) for id_ in found], replies) is is_good
    assert line in capsys.readouterr().out
