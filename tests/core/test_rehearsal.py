"""Rehearsals show each finding and account without a key."""

from __future__ import annotations

from typing import get_args

import pytest

from tests.core.checks import EXPECTED, NOW_MS, PAGE
from validator.core import FINDINGS
from validator.core.practice import ACCOUNTS
from validator.core.rehearsal import OFFERED, Rehearsal, rehearse
from validator.core.verdict import Outcome


def _rehearse(name: str) -> Rehearsal:
    rehearsal = rehearse(name, PAGE, NOW_MS)
    assert rehearsal is not None
    return rehearsal


def test_rehearse_finding() -> None:
    """Every finding can be shown: those about the format by values, the others by the verdict."""
    problems = []
    for code, definition in FINDINGS.items():
        result = _rehearse(code).result
        about_fields = [finding.code for finding in result.inspection.findings if finding.field]
        in_verdict = [finding.code for finding in result.verdict.findings]
        if definition.group == "format":
            is_kept = definition.severity == "error" or code == "several-keys"
            expected = (None if is_kept else "read-only", [code])
            if (result.verdict.outcome, [*dict.fromkeys(about_fields)]) != expected:
                problems.append(f"{code}: {result.verdict.outcome}, {about_fields}")
        elif about_fields or code not in in_verdict:
            problems.append(f"{code}: {about_fields}, {in_verdict}")

    assert problems == []


def test_rehearse_account() -> None:
    """An account is shown with the verdict that its credentials lead to at the fake exchange."""
    problems = []
    for name, account in ACCOUNTS.items():
        if name in FINDINGS:
            continue
        shown = _rehearse(name)
        verdict = shown.result.verdict
        codes = [finding.code for finding in verdict.findings]
        expected = EXPECTED[name]["other"]
        if (verdict.outcome, codes) != (expected["outcome"], expected["findings"]):
            problems.append(f"{name}: {verdict.outcome}, {codes}")
        if (shown.pasted, shown.site) != (account.pasted, account.site):
            problems.append(f"{name}: other values, or another site")

    assert problems == []


def test_rehearsals_are_practice() -> None:
    """A rehearsal lists no request, and its report says that the key is made up."""
    problems = []
    for name in (*FINDINGS, *ACCOUNTS):
        result = _rehearse(name).result
        lines = result.report.splitlines()
        if result.sent or "Practice: a made-up key" not in lines:
            problems.append(name)
        if "Request id: none" not in lines:
            problems.append(f"{name}: a request id")

    assert problems == []


def test_names_are_distinct() -> None:
    """An account that has a finding's name shows that finding."""
    for name in set(FINDINGS) & set(ACCOUNTS):
        assert ACCOUNTS[name].shows == name


@pytest.mark.parametrize("outcome", get_args(Outcome))
def test_offered(outcome: Outcome) -> None:
    """There is a rehearsal for every outcome."""
    assert _rehearse(OFFERED[outcome]).result.verdict.outcome == outcome
