"""Nothing that is pinned has a weakness that we know of, and what was not asked is no pass."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.audit import advisories, pins
from tests.audit.advisories import Told, matches, read_npm_audit, read_pip_audit
from tests.audit.pins import Pin

pytestmark = pytest.mark.audit

_KNOWN = {one.id: one for one in advisories.known()}
_PINS = pins.all_pins()


def test_everything_is_pinned_with_its_hash() -> None:
    """Each package has one version and a SHA-256 or better; the runtime's parts are in Pyodide."""
    assert len(_PINS) > 1_000
    for pin in _PINS:
        if pin.ecosystem != "runtime":
            assert pin.hashes, pin
            assert {one[:6] for one in pin.hashes} <= {"sha256", "sha512"}, pin


def test_every_requirement_is_one() -> None:
    """No line of a requirements file is anything but a pin with hashes, a comment or an option."""
    for path in pins.REQUIREMENTS:
        text = path.read_text("utf-8")
        lines = [line for line in text.splitlines() if line and line[0] not in " #"]
        assert len(lines) == len(list(pins.python(text)))


def test_nothing_that_we_use_is_known_to_be_weak() -> None:
    """No pinned version has a weakness of the list, but for those that are accepted."""
    found = matches(_KNOWN.values(), _PINS)

    assert [(one.id, pin.name, pin.version) for one, pin in found if not one.accepted] == []


def test_what_is_accepted_is_still_there() -> None:
    """An exception ends with its reason: each accepted weakness is one of a pinned version."""
    found = {one.id for one, _ in matches(_KNOWN.values(), _PINS)}

    assert {one.id for one in _KNOWN.values() if one.accepted} <= found


def test_the_list_is_about_what_we_use() -> None:
    """Each weakness is of a package that is pinned, so that a name with a typing error is seen."""
    assert {one.package for one in _KNOWN.values()} <= {f"{p.ecosystem}/{p.name}" for p in _PINS}


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
    # The same in every process that collects the tests: the order in a set is not.
    ids=lambda value: value.version if isinstance(value, Pin) else str(len(value)),
)
def test_an_affected_version_is_found(pin: Pin, ids: set[str]) -> None:
    """At the edges of its ranges too, and in its own ecosystem alone."""
    assert {one.id for one, _ in matches(_KNOWN.values(), [pin])} == ids


_WEAK = {"id": "PYSEC-1", "fix_versions": ["2"], "aliases": [], "description": ""}
_SKIPPED = {"name": "b", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("dependencies", "told"),
    [
        ([{"name": "a", "version": "1", "vulns": []}], Told(1, (), ())),
        ([{"name": "a", "version": "1", "vulns": [_WEAK]}], Told(1, ("a 1: PYSEC-1",), ())),
        ([{"name": "a", "version": "1", "vulns": []}, _SKIPPED], Told(1, (), ("b",))),
        ([_SKIPPED], Told(0, (), ("b",))),
    ],
)
def test_a_skipped_package_is_not_asked_about(dependencies: list[Any], told: Told) -> None:
    """Where pip-audit ends with success and says aside that it could not ask, we say it."""
    assert read_pip_audit(json.dumps({"dependencies": dependencies, "fixes": []})) == told


def test_npm_s_report_is_read() -> None:
    """A package that is weak by itself and one that is by what it needs are both told."""
    advisory = "https://github.com/advisories/GHSA-x"
    vulnerabilities = {"a": {"via": [{"url": advisory}]}, "b": {"via": ["a"]}}
    report = {"vulnerabilities": vulnerabilities, "metadata": {"dependencies": {"total": 7}}}

    assert read_npm_audit(json.dumps(report)) == Told(7, (f"a: {advisory}", "b: a"), ())


@pytest.mark.parametrize("read", [read_pip_audit, read_npm_audit])
@pytest.mark.parametrize("output", ["", "No known vulnerabilities found", "[]", '{"error": {}}'])
def test_anything_else_is_no_report(read: Any, output: str) -> None:
    """A service that does not answer, or refuses, never counts as having found nothing."""
    with pytest.raises(ValueError, match=r"."):
        read(output)

    assert advisories._read(read, lambda: output).not_asked


@pytest.mark.parametrize(
    ("found", "told", "is_good", "said"),
    [
        ([], {"s": Told(3, (), ())}, True, "s: 3 packages asked about, 0 weaknesses"),
        ([], {"s": Told(0, (), ("b",))}, True, "no whole online check"),
        ([], {"s": Told(3, ("a 1: X",), ())}, False, "FOUND by s: a 1: X"),
        (["PYSEC-2026-249"], {}, False, "FOUND in our list: PYSEC-2026-249"),
        (["CVE-2019-12900"], {}, True, "accepted: CVE-2019-12900"),
    ],
)
def test_the_report_says_it(
    capsys: pytest.CaptureFixture[str],
    found: list[str],
    told: dict[str, Told],
    is_good: bool,
    said: str,
) -> None:
    """A weakness fails; not having asked does not, and is said; nothing else says so."""
    pin = Pin("pypi", "starlette", "1.3.0")

    assert advisories.report([(_KNOWN[one], pin) for one in found], told) is is_good
    output = capsys.readouterr().out
    assert said in output
    assert ("no whole online check" in output) is any(one.not_asked for one in told.values())
