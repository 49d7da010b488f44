"""For every fault of OKX the proxy returns an Answer in time, which repeats no text of a reply."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.proxy import upstreams
from tests.proxy.faults import ENDLESS, FAULTS, MARK, OK, TIMEOUT, UNREACHABLE
from tests.proxy.serving import served
from validator.core.practice import ACCOUNTS
from validator.proxy import upstream as upstream_module
from validator.proxy.breaker import Breaker

if TYPE_CHECKING:
    import socket

    import httpx
    import pytest

    from tests.conftest import Body

#: The time limit, in seconds, for faults that only it ends, and for all others.
_SHORT = 0.3
_LONG = 20.0
_ASKED = {"site": "global", "egress": "other"}


def _check(okx: str, signed: dict[str, str], limit: float) -> httpx.Response:
    with served(okx, time_limit_seconds=limit) as proxy:
        return proxy.check(signed)


def test_every_fault_has_its_answer(body: Body) -> None:
    """Every fault gets its answer, which repeats no text of the reply and no credential."""
    signed = body(ACCOUNTS["read-only"].pasted)
    secrets = [signed[name] for name in ("api_key", "passphrase", "signature")]

    def wrong(fault: str) -> tuple[str, str] | None:
        behave, expected = FAULTS[fault]
        with upstreams.running(behave) as upstream:
            response = _check(upstream.url, signed, _SHORT if expected is TIMEOUT else _LONG)
        is_right = (response.status_code, response.json()) == (200, _ASKED | expected)
        is_clean = not any(text in response.text for text in (MARK, *secrets))
        return None if is_right and is_clean else (fault, response.text)

    with ThreadPoolExecutor(4) as pool:
        problems = [problem for problem in pool.map(wrong, FAULTS) if problem]

    assert problems == []


def test_unreachable_site_times_out(body: Body) -> None:
    """No byte of a request is sent to a site that can't be reached or verified."""
    signed = body(ACCOUNTS["read-only"].pasted)
    problems: list[tuple[str, Any]] = []
    for fault, place in UNREACHABLE.items():
        with place() as (okx, requests):
            answer = _check(okx, signed, _SHORT if fault in ENDLESS else _LONG).json()
        if (answer, requests) != (_ASKED | TIMEOUT, []):
            problems.append((fault, answer))

    assert problems == []


def test_failing_site_is_probed(body: Body, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failing site gets one probe every ten seconds, and all checks once it recovers."""
    now = 1000.0
    # A minute passes at once.
    monkeypatch.setattr(upstream_module, "Breaker", partial(Breaker, clock=lambda: now))
    is_healthy = threading.Event()

    def behave(connection: socket.socket, upstream: upstreams.Upstream) -> None:
        reply = ("200 OK", OK) if is_healthy.is_set() else ("503 Service Unavailable", b"<html>")
        upstreams.replying(*reply)(connection, upstream)

    signed = body(ACCOUNTS["read-only"].pasted)
    with upstreams.running(behave) as upstream, served(upstream.url) as proxy:
        kinds = []
        for _ in range(60):
            kinds += [proxy.check(signed).json()["kind"] for _ in range(3)]
            now += 1
        asked_while_down = len(upstream.requests)
        is_healthy.set()
        now += 10
        kinds_after = [proxy.check(signed).json()["kind"] for _ in range(9)]

    assert set(kinds) == {"busy"}
    # Five failures in the first two seconds, and then a probe every ten seconds.
    assert asked_while_down == 5 + 5
    assert kinds_after == ["permissions"] * 9
    assert len(upstream.requests) == asked_while_down + 9
