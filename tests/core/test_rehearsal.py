"""Trying it without a key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final, get_args

from tests.tables import over
from validator.core import FINDINGS, bridge, check_format
from validator.core.practice import ACCOUNTS, is_practice
from validator.core.rehearsal import OFFERED, rehearse
from validator.core.verdict import Outcome

_EXPECTED: Final[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "accounts.json").read_text("utf-8")
)
_FORMAT: Final = [code for code, row in FINDINGS.items() if row.group == "format"]


@over(FINDINGS)
def test_rehearse_finding(code: str) -> None:
    """Every finding can be shown, with the outcome that its group has."""
    rehearsal = rehearse(code)

    assert rehearsal is not None
    shown = {one.code for one in (*rehearsal.format_findings, *rehearsal.verdict.findings)}
    assert code in shown


@over(_FORMAT)
def test_rehearse_format(code: str) -> None:
    """The values for a finding about the format have it, and no other."""
    rehearsal = rehearse(code)
    assert rehearsal is not None
    pasted = rehearsal.pasted

    found = check_format(pasted.api_key, pasted.secret_key, pasted.passphrase)

    assert rehearsal.format_findings == found
    assert {one.code for one in found} == {code}
    is_kept = FINDINGS[code].severity == "error" or code == "several-keys"
    assert rehearsal.verdict.outcome == (None if is_kept else "read-only")


@over([code for code in FINDINGS if code not in _FORMAT])
def test_rehearse_good_format(code: str) -> None:
    """What OKX or the way to it causes is shown with values that have nothing wrong."""
    rehearsal = rehearse(code)

    assert rehearsal is not None
    assert rehearsal.format_findings == ()
    assert code in {one.code for one in rehearsal.verdict.findings}


@over(ACCOUNTS)
def test_rehearse_account(name: str) -> None:
    """An account is shown with the verdict that its credentials lead to at the fake exchange."""
    rehearsal = rehearse(name)
    expected = _EXPECTED[name]["other"]

    assert rehearsal is not None
    assert rehearsal.pasted == ACCOUNTS[name].pasted
    assert rehearsal.site == ACCOUNTS[name].site
    assert rehearsal.verdict.outcome == expected["outcome"]
    assert [one.code for one in rehearsal.verdict.findings] == expected["findings"]
    assert rehearsal.verdict.expiry == expected["expiry"]


@over([*FINDINGS, *ACCOUNTS])
def test_rehearse_is_practice(name: str) -> None:
    """Whatever is filled in is known as practice by its API key."""
    rehearsal = rehearse(name)

    assert rehearsal is not None
    assert is_practice(rehearsal.pasted.api_key)


def test_names_are_told_apart() -> None:
    """An account that has a finding's name shows that finding."""
    for name in set(FINDINGS) & set(ACCOUNTS):
        assert ACCOUNTS[name].shows == name


@over(["", "no-such-finding", "READ-ONLY", "50119", "<b>"])
def test_rehearse_nothing(name: str) -> None:
    """A name that nobody has shows nothing."""
    assert rehearse(name) is None
    assert json.loads(bridge.rehearse(json.dumps({"name": name}))) is None


@over(get_args(Outcome))
def test_offered(outcome: Outcome) -> None:
    """For every outcome there is one to try."""
    rehearsal = rehearse(OFFERED[outcome])

    assert rehearsal is not None
    assert rehearsal.verdict.outcome == outcome


def test_bridge_rehearse() -> None:
    """JavaScript gets the values, the site and a verdict of the usual members."""
    shown = json.loads(bridge.rehearse(json.dumps({"name": "key-not-found"})))
    response = {"status": 200, "body": json.dumps({"kind": "timeout"}), "online": True}
    judged = json.loads(bridge.judge(json.dumps({"response": response, "asked": []})))

    assert set(shown) == {"values", "site", "findings", "verdict"}
    assert set(shown["verdict"]) == set(judged)
    # Asking another site would send something.
    assert shown["verdict"]["other_sites"] is None
