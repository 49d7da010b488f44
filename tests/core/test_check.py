"""A check sends the right requests, and ends in the right result."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.cases import GOOD, rows
from tests.core.checks import (
    BLOCK,
    EXPECTED,
    NOW_MS,
    PAGE,
    Device,
    account_answer,
    drive,
    form,
    granted,
    not_found_on,
    refused,
)
from tests.core.replies import JSON
from tests.tables import over
from validator.core import FINDINGS, sign
from validator.core.check import ALL, Check, Form, Request
from validator.core.facts import CLOCK_NOTICE_SECONDS, REQUEST_PATH, SITE_NAMES, TIME_LIMITS
from validator.core.practice import ACCOUNTS
from validator.core.result import Result
from validator.core.signing import timestamp


def _bodies(requests: list[Request]) -> list[dict[str, Any]]:
    return [json.loads(request.body) for request in requests if request.body]


def test_requests() -> None:
    """A check asks for the time, and then about the key with a signature for right now."""
    result, requests = drive(
        form(secret_key=f" {GOOD['secret_key']}\n"), account_answer("read-only")
    )

    moment = timestamp(NOW_MS + 80)
    expected = {
        "site": "global",
        "api_key": GOOD["api_key"],
        "passphrase": GOOD["passphrase"],
        "timestamp": moment,
        "signature": sign(GOOD["secret_key"], moment, "GET", REQUEST_PATH),
    }
    assert [(request.method, request.path) for request in requests] == [
        ("GET", "time"),
        ("POST", "okx/permissions"),
    ]
    assert _bodies(requests) == [expected]
    assert {request.time_limit_ms for request in requests} == {TIME_LIMITS["worker"] * 1000}
    assert asdict(result.inspection.values) == GOOD


def test_accounts() -> None:
    """Each practice account has its outcome, and its site is known where OKX knew the key."""
    problems = []
    for name, account in ACCOUNTS.items():
        result, _ = drive(Form(pasted=account.pasted, site=account.site), account_answer(name))
        codes = [finding.code for finding in result.verdict.findings]
        expected = EXPECTED[name]["other"]
        if (result.verdict.outcome, codes) != (expected["outcome"], expected["findings"]):
            problems.append(f"{name}: {result.verdict.outcome}, {codes}")
        group = FINDINGS[result.verdict.cause].group
        knows = group in {"permission", "binding", "refused"} and account.shows != "key-not-found"
        if (result.site is not None) != knows:
            problems.append(f"{name}: known on {result.site}")

    assert problems == []


@over(product([0, 9, -9, 10, -10, 31, -3_600, 86_400, -500_000_000], [0, 80, 4_000]))
def test_clock_is_corrected(ahead_seconds: int, took_ms: int) -> None:
    """Each request is signed with the right time, however wrong the device's clock is."""
    device = Device(ahead_ms=ahead_seconds * 1000, took_ms=took_ms)
    result, requests = drive(form(ALL), not_found_on(*SITE_NAMES), device)

    assert [body["timestamp"] for body in _bodies(requests)] == [
        timestamp(NOW_MS + took_ms * (1 + number)) for number in range(len(SITE_NAMES))
    ]
    assert (result.clock_note is not None) == (abs(ahead_seconds) >= CLOCK_NOTICE_SECONDS)
    assert "Time: 2026-09-01 12:00 UTC" in result.report


@over(
    [
        (-75, "75 seconds slow"),
        (-120, "2 minutes slow"),
        (3_600, "60 minutes fast"),
        (-7_200, "2 hours slow"),
        (500_000_000, "5787 days fast"),
    ]
)
def test_clock_note(ahead_seconds: int, off: str) -> None:
    """The note says in which direction the clock is off, and by how many of the longest unit."""
    device = Device(ahead_ms=ahead_seconds * 1000)
    result, _ = drive(form(), account_answer("read-only"), device)

    assert result.clock_note == f"Your device's clock is {off}. We signed with the right time."


@rows("responses")
@pytest.mark.parametrize("at", ["time", "okx/permissions"])
def test_failures(row: dict[str, Any], at: str) -> None:
    """Every way in which our proxy can fail ends the check with its finding, at each request."""
    device = Device()
    check = Check(form(), PAGE)
    step = check.begin(NOW_MS)
    response = device.response(**row["response"])
    if at != "time":
        step = check.resume(device.time())
    result = check.resume(response)

    assert isinstance(step, Request)
    assert isinstance(result, Result)
    assert (result.verdict.outcome, result.verdict.cause) == ("unknown", row["code"])
    assert result.site is None


@over(
    [
        None,
        5,
        "",
        "soon",
        "2026-09-01",
        "2026-09-01T12:00:00.250",
        "9999-12-31T23:59:59.999Z",
        "0001-01-01T00:00:00+23:59",
    ]
)
def test_no_time(now: object) -> None:
    """A time that violates the contract is not signed."""
    check = Check(form(), PAGE)
    check.begin(0)
    result = check.resume(replace(Device().response({"now": now}), sent_ms=0, received_ms=9_000))

    assert isinstance(result, Result)
    assert result.verdict.cause == "checker-unavailable"
    assert len(result.sent) == 1


@given(st.sampled_from([200, 429, 503, 500]), JSON)
def test_any_response(status: int, body: object) -> None:
    """Any JSON from the proxy ends the check, and without an answer the outcome is unknown."""
    result, _ = drive(form(), lambda _request: Device().response(body, status))

    assert result.verdict.outcome == "unknown"


@over(
    [
        ({"passphrase": ""}, "missing-field", ()),
        ({"passphrase": "", "api_key": "unusual-1"}, "missing-field", ()),
        ({"passphrase": "é"}, "passphrase-not-sendable", ()),
        ({"api_key": "unusual-1"}, "api-key-shape", ("api_key",)),
        ({"secret_key": GOOD["secret_key"].lower()}, "secret-key-shape", ("secret_key",)),
        ({"passphrase": "x"}, "passphrase-rules", ("passphrase",)),
    ]
)
def test_nothing_is_sent(values: dict[str, str], cause: str, unconfirmed: tuple[str, ...]) -> None:
    """Values with an error, or not yet confirmed, are not sent, and no outcome is claimed."""
    result, requests = drive(form(**values), account_answer("read-only"))

    assert requests == []
    assert (result.verdict.outcome, result.verdict.cause) == (None, cause)
    assert result.unconfirmed == unconfirmed
    assert result.verdict.action.kind == "edit-field"
    assert result.sent == ()


@over(
    [
        ({"passphrase": "x"}, {"passphrase": "x"}, True),
        ({"passphrase": " x "}, {"passphrase": "x"}, True),
        ({"passphrase": "xy"}, {"passphrase": "x"}, False),
        ({"passphrase": "x", "api_key": "unusual-1"}, {"passphrase": "x"}, False),
        ({"passphrase": ""}, {"passphrase": ""}, False),
    ]
)
def test_confirmation_holds_for_that_value(
    values: dict[str, str], confirmed: dict[Any, str], is_sent: bool
) -> None:
    """An unusual value is sent after the user confirmed that very value, and no other."""
    _, requests = drive(form(**values, confirmed=confirmed), account_answer("read-only"))

    assert bool(requests) == is_sent


def test_pasted_claims_decide() -> None:
    """If OKX lists no permissions, the pasted block's claims decide; otherwise OKX does."""
    pasted = form(api_key=BLOCK)
    refusal, _ = drive(pasted, lambda request: refused("50110", request.site or ""))
    answered, _ = drive(pasted, lambda request: granted(request.site or "", "read_only"))

    assert (refusal.verdict.outcome, refusal.verdict.cause) == ("too-powerful", "can-trade")
    assert (answered.verdict.outcome, answered.verdict.cause) == ("read-only", "read-only")


def test_sent_and_report() -> None:
    """The result lists what was sent, and its report names what support needs."""
    entered = form(
        secret_key=GOOD["secret_key"].lower(), confirmed={"secret_key": GOOD["secret_key"].lower()}
    )
    result, _ = drive(entered, lambda request: refused("50105", request.site or ""))

    assert [(item.method, item.host, item.path) for item in result.sent] == [
        ("GET", "help.example", "/api/time"),
        ("POST", "help.example", "/api/okx/permissions"),
    ]
    assert result.report.splitlines() == [
        "Flicker key check",
        "Outcome: unusable",
        "Findings:",
        "  wrong-passphrase https://help.example/e/wrong-passphrase",
        "  secret-key-shape https://help.example/e/secret-key-shape",
        "OKX code: 50105",
        "OKX site: www.okx.com",
        "Format: API key OK, Secret key unusual, Passphrase OK",
        "Time: 2026-09-01 12:00 UTC",
        "Page version: ghjkmnpq",
        "Browser: Firefox 153",
        "Language: de-AT",
        "Request id: 0123456789abcdef",
    ]


def test_cancel() -> None:
    """A check that is canceled between two requests sends nothing more."""
    check = Check(form(ALL), PAGE)
    check.begin(NOW_MS)
    check.cancel()

    with pytest.raises(RuntimeError, match="no request"):
        check.resume(Device().time())


def test_one_response_for_each_request() -> None:
    """A second response to a request, or one without a request, raises RuntimeError."""
    check = Check(form(), PAGE)
    with pytest.raises(RuntimeError, match="no request"):
        check.resume(Device().time())
    check.begin(NOW_MS)
    check.resume(Device().response(None, 500))

    with pytest.raises(RuntimeError, match="no request"):
        check.resume(Device().time())


@over(
    [
        {},
        {"api_key": GOOD["secret_key"], "secret_key": GOOD["api_key"]},
        {"api_key": GOOD["secret_key"]},
        {"passphrase": GOOD["secret_key"]},
        {"api_key": f"{GOOD['api_key']} {GOOD['secret_key']}"},
        {"passphrase": f"{GOOD['passphrase']}{GOOD['secret_key'].lower()}"},
        {"api_key": BLOCK},
        {"api_key": BLOCK, "secret_key": "F" + GOOD["secret_key"][1:]},
        {"passphrase": BLOCK, "secret_key": "F" + GOOD["secret_key"][1:]},
    ]
)
def test_secret_stays(values: dict[str, str]) -> None:
    """No request and no report contains the secret key, whatever is pasted and confirmed."""
    entered = form(ALL, **values)
    seen = Check(entered, PAGE).begin(NOW_MS)
    confirmed: dict[Any, str] = asdict(seen.inspection.values) if isinstance(seen, Result) else {}
    result, requests = drive(replace(entered, confirmed=confirmed), not_found_on(*SITE_NAMES))

    shown = "".join(request.body for request in requests)
    shown += result.report + repr(result.sent) + repr(result.verdict)
    assert GOOD["secret_key"].lower() not in shown.lower()
