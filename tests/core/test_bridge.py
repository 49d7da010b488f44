"""All that JavaScript may call."""

from __future__ import annotations

import json
from itertools import product
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.cases import GOOD, rows
from tests.core.replies import JSON
from tests.tables import over
from validator.core import FINDINGS, bridge, sign
from validator.core.facts import CLOCK_NOTICE_SECONDS, REQUEST_PATH, SITE_NAMES
from validator.core.signing import timestamp

_NOW: Final = "2026-09-01T12:00:00.250Z"
_NOW_MS: Final = 1_788_264_000_250
_ANSWER: Final = {"site": "global", "egress": "other"}
_BLOCK: Final = (
    f'apikey = "{GOOD["api_key"]}"secretkey = "{GOOD["secret_key"]}"Permissions = "Trade"'
)


def _response(body: object, status: int | None = 200, *, online: bool = True) -> dict[str, Any]:
    return {"status": status, "body": json.dumps(body), "online": online}


def _clock(sent_ms: float, received_ms: float) -> dict[str, Any]:
    return {"sent_ms": sent_ms, "received_ms": received_ms, "response": _response({"now": _NOW})}


def _inspect(**values: Any) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(bridge.inspect(json.dumps(GOOD | values)))
    return shown


def _prepare(clock: object = None, site: str = "global", **values: Any) -> dict[str, Any]:
    given_values = {**GOOD, "site": site, "clock": clock, "confirmed": {}, **values}
    shown: dict[str, Any] = json.loads(bridge.prepare(json.dumps(given_values)))
    return shown


def _judge(response: object, asked: tuple[str, ...] = ("global",)) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(
        bridge.judge(json.dumps({"response": response, "asked": list(asked)}))
    )
    return shown


def _codes(shown: dict[str, Any]) -> list[str]:
    return [one["code"] for one in shown["findings"]]


def test_inspect_good_values() -> None:
    """Good values leave the form as it is and can be sent."""
    assert _inspect() == {
        "fields": None,
        "summary": None,
        "findings": [],
        "sendable": "yes",
        "repairs": [],
        "choices": [],
    }


def test_inspect_finding() -> None:
    """A finding has the members of the contract."""
    (found,) = _inspect(secret_key=GOOD["secret_key"].lower())["findings"]

    definition = FINDINGS["secret-key-shape"]
    expected = {
        "code": "secret-key-shape",
        "severity": definition.severity,
        "field": "secret_key",
        "title": definition.title,
        "fix": definition.fix,
    }
    assert expected == found


@pytest.mark.parametrize(
    ("values", "sendable"),
    [({}, "yes"), ({"api_key": "unusual-1"}, "ask"), ({"passphrase": ""}, "no")],
)
def test_inspect_sendable(values: dict[str, str], sendable: str) -> None:
    """JavaScript learns whether the values may be sent."""
    assert sendable == _inspect(**values)["sendable"]


@over(GOOD)
def test_inspect_block(field: str) -> None:
    """A block in any field fills the form, with what it claims of the key as a whole."""
    shown = _inspect(**{field: _BLOCK})

    expected = GOOD if field != "passphrase" else {**GOOD, "passphrase": ""}
    assert expected == shown["fields"]
    claim = shown["findings"][-1]
    assert (claim["code"], claim["field"]) == ("can-trade", None)


def test_undo() -> None:
    """A repair is shown with what it was made from, and taken back for that very text."""
    text = f"API key: {GOOD['api_key']}"
    (repair,) = _inspect(api_key=text)["repairs"]

    assert repair == {
        "field": "api_key",
        "before": text,
        "after": GOOD["api_key"],
        "is_done": True,
    }
    undone = {"undone": {"api_key": text}}
    assert _inspect(api_key=text, **undone)["sendable"] == "ask"
    values = json.loads(bridge.cleaned(json.dumps(GOOD | {"api_key": text} | undone)))
    assert values["api_key"] == text
    assert _inspect(api_key=f"{text} ", **undone)["sendable"] == "yes"


def test_quotes_around_a_passphrase_are_asked_about() -> None:
    """Whether quotes belong to a passphrase is asked: *Remove* has the rest, *Keep* keeps them."""
    text = f'"{GOOD["passphrase"]}"'
    shown = _inspect(passphrase=text)

    assert (shown["sendable"], _codes(shown)) == ("ask", ["passphrase-wrapped"])
    (offer,) = shown["repairs"]
    assert (offer["after"], offer["is_done"]) == (GOOD["passphrase"], False)
    clock = _clock(_NOW_MS, _NOW_MS)
    assert _prepare(clock, passphrase=text)["ask"] == ["passphrase"]
    undone = {"undone": {"passphrase": text}}
    kept = _prepare(clock, passphrase=text, undone={"passphrase": text})
    assert kept["request"]["passphrase"] == text
    # What OKX answers may remind of it.
    assert _codes(_inspect(passphrase=text, **undone)) == ["passphrase-wrapped"]


def test_choice_between_keys() -> None:
    """Of several keys in a text each has a label and its last characters, and one is chosen."""
    other = {"api_key": "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", "secret_key": "B" * 31 + "1"}
    text = (
        f"DEMO_API_KEY={other['api_key']}\nDEMO_SECRET_KEY={other['secret_key']}\n"
        f"API_KEY={GOOD['api_key']}\nSECRET_KEY={GOOD['secret_key']}\n"
    )
    shown = _inspect(api_key=text, secret_key="")

    assert _codes(shown) == ["several-keys", "missing-field"]
    assert (shown["fields"], shown["sendable"]) == (None, "no")
    assert shown["choices"] == [{"label": "demo", "last": "e1f0"}, {"label": "", "last": "6f53"}]
    chosen = _inspect(api_key=text, secret_key="", chosen=1)
    assert (chosen["fields"], chosen["choices"]) == (GOOD, [])
    assert chosen["sendable"] == "yes"
    assert _inspect(api_key=text, secret_key="", chosen=2)["sendable"] == "no"


def test_cleaned() -> None:
    """The copy buttons give the values as they are sent."""
    pasted = {
        "api_key": f' "{GOOD["api_key"]}"\n',
        "secret_key": f"\u200b{GOOD['secret_key']} ",
        "passphrase": f"{GOOD['passphrase']}\r\n",
    }

    assert json.loads(bridge.cleaned(json.dumps(pasted))) == GOOD


def test_prepare_signs() -> None:
    """The request holds what the proxy takes, signed for now, and no secret."""
    shown = _prepare(_clock(_NOW_MS, _NOW_MS), secret_key=f" {GOOD['secret_key']}\n")

    expected = {
        "site": "global",
        "api_key": GOOD["api_key"],
        "passphrase": GOOD["passphrase"],
        "timestamp": _NOW,
        "signature": sign(GOOD["secret_key"], _NOW, "GET", REQUEST_PATH),
    }
    assert {"verdict": None, "ask": [], "request": expected, "clock_off_seconds": None} == shown


@over(SITE_NAMES)
def test_prepare_site(site: str) -> None:
    """The request names the site that was chosen."""
    assert site == _prepare(_clock(0, 0), site)["request"]["site"]


def test_prepare_no_site() -> None:
    """A site that OKX does not have is a mistake of the page's."""
    with pytest.raises(ValueError, match="no such site"):
        _prepare(_clock(0, 0), "moon")


@over(product([0, 9, -9, 10, -10, 31, -3_600, 86_400, -500_000_000], [0, 80, 4_001]))
def test_prepare_corrects_the_clock(ahead_seconds: int, took_ms: int) -> None:
    """However wrong the device's clock is, the timestamp is the server's time on arrival."""
    sent_ms = _NOW_MS + ahead_seconds * 1000 - took_ms // 2
    shown = _prepare(_clock(sent_ms, sent_ms + took_ms))

    off_seconds = ahead_seconds if abs(ahead_seconds) >= CLOCK_NOTICE_SECONDS else None
    assert off_seconds == shown["clock_off_seconds"]
    assert timestamp(_NOW_MS + took_ms - took_ms // 2) == shown["request"]["timestamp"]


def test_prepare_takes_fractions() -> None:
    """JavaScript's times may have fractions of a millisecond."""
    assert _prepare(_clock(_NOW_MS + 0.4, _NOW_MS + 0.6))["request"]["timestamp"] == _NOW


def test_prepare_without_clock() -> None:
    """Before the time is known there is nothing to send, and nothing to say of good values."""
    nothing: dict[str, Any] = {
        "verdict": None,
        "ask": [],
        "request": None,
        "clock_off_seconds": None,
    }
    assert nothing == _prepare()


def test_prepare_asks_about_what_is_unusual() -> None:
    """An unusual value is sent only after it was confirmed as it would be sent."""
    clock = _clock(_NOW_MS, _NOW_MS)
    values = {"api_key": " unusual-1", "passphrase": "sunny1"}
    confirmed = json.loads(bridge.cleaned(json.dumps(GOOD | values)))

    asked = _prepare(clock, **values)
    assert (asked["request"], asked["ask"]) == (None, ["api_key", "passphrase"])
    assert asked["verdict"]["outcome"] is None
    assert {"api-key-shape", "passphrase-rules"} <= set(_codes(asked["verdict"]))

    half = _prepare(clock, confirmed={"api_key": "unusual-1"}, **values)
    assert (half["request"], half["ask"]) == (None, ["passphrase"])
    other = _prepare(clock, confirmed=confirmed | {"passphrase": "sunny2"}, **values)
    assert (other["request"], other["ask"]) == (None, ["passphrase"])
    sent = _prepare(clock, confirmed=confirmed, **values)
    assert (sent["verdict"], sent["ask"]) == (None, [])
    assert sent["request"]["api_key"] == "unusual-1"


@rows("foreign")
def test_prepare_never_sends_what_is_foreign(row: dict[str, Any]) -> None:
    """What is foreign gives no request, whatever was confirmed, and nothing returned quotes it."""
    for field, code in row["expect"].items():
        if code is not None:
            values = {field: row["value"]}
            shown = _prepare(_clock(0, 0), confirmed=GOOD | values, **values)

            assert (shown["request"], shown["ask"]) == (None, [])
            assert row["value"] not in json.dumps(shown, ensure_ascii=False)


def test_prepare_format_error() -> None:
    """With a format error nothing is asked, and no outcome is claimed."""
    shown = _prepare(_clock(_NOW_MS, _NOW_MS), passphrase="é")

    assert shown["request"] is None
    assert shown["verdict"]["outcome"] is None
    assert "passphrase-not-sendable" in _codes(shown["verdict"])


@rows("responses")
def test_prepare_without_time(row: dict[str, Any]) -> None:
    """Where the time cannot be had, nothing is signed and the reason is a finding."""
    clock = {"sent_ms": 0, "received_ms": 0, "response": row["response"]}
    shown = _prepare(clock)

    assert shown["request"] is None
    assert (shown["verdict"]["outcome"], _codes(shown["verdict"])) == ("unknown", [row["code"]])


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
def test_prepare_no_time(now: object) -> None:
    """What is no time of the contract is not signed."""
    clock = {"sent_ms": 0, "received_ms": 9_000, "response": _response({"now": now})}

    assert _codes(_prepare(clock)["verdict"]) == ["checker-unavailable"]


@rows("responses")
def test_judge_failure(row: dict[str, Any]) -> None:
    """Every way in which our proxy can fail is a finding, and never a good one."""
    shown = _judge(row["response"])

    assert (shown["outcome"], _codes(shown)) == ("unknown", [row["code"]])
    assert shown["other_sites"] is None


@pytest.mark.parametrize("start", ["[", '{"a":', '{"kind":'])
def test_judge_nested(start: str) -> None:
    """Nested brackets, however many, are a failure of our proxy."""
    shown = _judge({"status": 200, "body": start * 100_000, "online": True})

    assert _codes(shown) == ["checker-unavailable"]


@given(st.sampled_from([200, 429, 503, 500]), JSON)
def test_judge_anything(status: int, body: object) -> None:
    """Any JSON from the proxy is judged, and without an answer it is unknown."""
    assert _judge(_response(body, status))["outcome"] == "unknown"


def test_judge_answer() -> None:
    """An answer has its outcome, a headline and its findings."""
    answer = {"kind": "permissions", "permissions": ["read_only"], "account": "main"}
    shown = _judge(_response({**_ANSWER, **answer, "ip_binding": "includes-flicker"}))

    assert shown["outcome"] == "read-only"
    assert shown["headline"]
    assert _codes(shown) == ["read-only", "ip-includes-flicker"]
    assert shown["other_sites"] is None
    assert (shown["expiry"], shown["okx_code"]) == ("never", None)
    assert shown["expiry_text"].endswith(".")


@pytest.mark.parametrize("kind", ["refused", "busy", "rate-limited"])
def test_judge_okx_code(kind: str) -> None:
    """What OKX refused with is told, and then nothing of when the key expires."""
    shown = _judge(_response({**_ANSWER, "kind": kind, "okx_code": "50013"}))

    assert (shown["okx_code"], shown["expiry"], shown["expiry_text"]) == ("50013", None, None)


def test_sent() -> None:
    """The list of what was sent holds each request, and of no credential more than the ends."""
    body = _prepare(_clock(_NOW_MS, _NOW_MS))["request"]
    route = {"host": "help.example", "status": 200}
    calls = [
        {"method": "GET", "path": "/api/time", "body": "", "answer": "{}", **route},
        {
            "method": "POST",
            "path": "/api/okx/permissions",
            "body": json.dumps(body),
            "answer": "<html>",
            **route,
        },
    ]

    listed = json.loads(bridge.sent(json.dumps({"requests": calls})))["requests"]

    assert [one["path"] for one in listed] == ["/api/time", "/api/okx/permissions"]
    assert [field["name"] for field in listed[1]["fields"]] == list(body)
    shown = json.dumps(listed)
    for secret in (*GOOD.values(), body["signature"]):
        assert all(secret[at : at + 5] not in shown for at in range(len(secret) - 4))


@pytest.mark.parametrize(
    ("asked", "others"),
    [
        (("global",), ["eea", "us", "tr"]),
        (("us", "global"), ["eea", "tr"]),
        (tuple(SITE_NAMES), []),
    ],
)
@pytest.mark.parametrize("okx_code", ["50119", "50111"])
def test_judge_other_sites(okx_code: str, asked: tuple[str, ...], others: list[str]) -> None:
    """Where OKX does not know the key, the sites not asked so far are offered, with their hosts."""
    answer = {**_ANSWER, "site": asked[-1], "kind": "refused", "okx_code": okx_code}
    shown = _judge(_response(answer), asked)

    assert others == [site["name"] for site in shown["other_sites"]]
    assert all(site["api_host"].endswith(".okx.com") for site in shown["other_sites"])


def test_judge_compares_the_site() -> None:
    """An answer about another site than the one that was asked last is none."""
    shown = _judge(_response({**_ANSWER, "kind": "timeout"}), ("global", "eea"))

    assert _codes(shown) == ["checker-unavailable"]


@over(["50105", "50110", "50101", "59999"])
def test_judge_no_other_sites(okx_code: str) -> None:
    """Where OKX knows the key, no other site is offered."""
    shown = _judge(_response({**_ANSWER, "kind": "refused", "okx_code": okx_code}))

    assert shown["other_sites"] is None


@over(
    [
        {},
        {"api_key": GOOD["secret_key"], "secret_key": GOOD["api_key"]},
        {"api_key": GOOD["secret_key"]},
        {"passphrase": GOOD["secret_key"]},
        {"api_key": f"{GOOD['api_key']} {GOOD['secret_key']}"},
        {"passphrase": f"{GOOD['passphrase']}{GOOD['secret_key'].lower()}"},
        {"api_key": _BLOCK},
        {"api_key": _BLOCK, "secret_key": "F" + GOOD["secret_key"][1:]},
        {"passphrase": _BLOCK, "secret_key": "F" + GOOD["secret_key"][1:]},
    ]
)
def test_secret_stays(values: dict[str, str]) -> None:
    """Whatever is pasted where, nothing that `prepare` returns holds the secret key."""
    shown = json.dumps(_prepare(_clock(_NOW_MS, _NOW_MS), **values))

    assert GOOD["secret_key"].lower() not in shown.lower()


def test_secret_stays_in_fields() -> None:
    """Of what `inspect` returns, only the values for the form hold the secret key."""
    shown = _inspect(api_key=_BLOCK)

    assert GOOD["secret_key"] in json.dumps(shown.pop("fields"))
    assert GOOD["secret_key"] not in json.dumps(shown)
