"""Lets the core do all that a page may ask of it; run inside Pyodide, at build.

What is imported by then is what the site has to hold, and what runs is what a visitor waits for.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from validator.core import bridge
from validator.core.findings import FINDINGS
from validator.core.practice import ACCOUNTS, refusal

if TYPE_CHECKING:
    from collections.abc import Callable

_NOW: Final = "2026-01-01T00:00:00.000Z"
_NOW_MS: Final = 1_767_225_600_000
#: What comes of a network and of a proxy in good and in bad order.
_RESPONSES: Final[tuple[dict[str, object], ...]] = (
    {"status": None, "body": "", "online": False},
    {"status": None, "body": "", "online": True},
    {"status": 200, "body": "not JSON", "online": True},
    {"status": 200, "body": '{"kind": "new"}', "online": True},
    {"status": 429, "body": "{}", "online": True},
    {"status": 502, "body": "<html>", "online": True},
    {"status": 503, "body": '{"type": "/problems/live-test-off"}', "online": True},
    {"status": 200, "body": json.dumps({"now": _NOW}), "online": True},
)


def once() -> None:
    """Check and judge one made-up key, as a visitor's first press does."""
    _rehearse("can-trade")


def thoroughly() -> None:
    """Show every finding and every practice account, whatever the network does."""
    for name in (*FINDINGS, *ACCOUNTS, "no-such-name"):
        _rehearse(name)
    values = _values("read-only")
    for response in _RESPONSES:
        _ask(values, response)
        _call(bridge.judge, {"response": response, "asked": ["global"]})
    for copied in (_block(values), *(f" {mark}" for mark in "*•\u200b\xa0é")):
        _call(bridge.inspect, {**values, "passphrase": copied})
        _call(bridge.inspect, {**values, "api_key": copied})
    for code in ("50119", "50013", "50011"):
        for kind in ("refused", "busy", "rate-limited", "blocked", "timeout", "unreadable"):
            answer = {"kind": kind, "site": "global", "egress": "other", "okx_code": code}
            response = {"status": 200, "body": json.dumps(answer), "online": True}
            _call(bridge.judge, {"response": response, "asked": ["global"]})
    refusal("50110")


def _rehearse(name: str) -> None:
    shown = json.loads(bridge.rehearse(json.dumps({"name": name})))
    if shown is None:
        return
    values = shown["values"]
    _call(bridge.inspect, values)
    _call(bridge.cleaned, values)
    _ask(values, _RESPONSES[-1])
    _call(bridge.judge, {"response": _permissions(), "asked": ["global"]})
    request = {"method": "POST", "host": "localhost", "path": "/api/okx/permissions"}
    body = json.dumps(values | {"site": "global"})
    came = {"status": 503, "answer": '{"type": "/problems/live-test-off"}'}
    _call(bridge.sent, {"requests": [request | {"body": body} | came]})
    page = {"help_url": "", "version": "", "user_agent": "Safari", "language": "en"}
    _call(
        bridge.report,
        {
            "values": values,
            "verdict": shown["verdict"],
            "sites": ["global"],
            "page": page | {"request_id": None, "now_ms": _NOW_MS, "clock_off_seconds": None},
        },
    )


def _ask(values: dict[str, str], response: dict[str, object]) -> None:
    times = {"sent_ms": _NOW_MS, "received_ms": _NOW_MS, "response": response}
    for clock in (None, times):
        _call(bridge.prepare, {**values, "site": "global", "confirmed": {}, "clock": clock})


def _permissions() -> dict[str, object]:
    answer: dict[str, object] = {"kind": "permissions", "site": "global", "egress": "other"}
    answer |= {"permissions": ["read_only"], "ip_binding": "none", "account": "main"}
    return {"status": 200, "body": json.dumps(answer), "online": True}


def _values(name: str) -> dict[str, str]:
    pasted = ACCOUNTS[name].pasted
    return {
        "api_key": pasted.api_key,
        "secret_key": pasted.secret_key,
        "passphrase": pasted.passphrase,
    }


def _block(values: dict[str, str]) -> str:
    return "\n".join(f'{name} = "{value}"' for name, value in values.items())


def _call(function: Callable[[str], str], argument: object) -> str:
    return function(json.dumps(argument))
