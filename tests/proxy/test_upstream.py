"""Calls to OKX are capped, measured, and admitted by the breaker."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from tests.proxy import upstreams
from tests.proxy.faults import OK
from tests.proxy.serving import LATE, served
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from tests.conftest import Body
    from tests.proxy.serving import Served

_PASTED = ACCOUNTS["read-only"].pasted


def _state(proxy: Served, site: str) -> list[str]:
    return [
        state
        for state in ("closed", "half-open", "open")
        if proxy.value("checker_breaker_state", site=site, checker_breaker_state=state)
    ]


def test_failing_site_is_not_asked(body: Body) -> None:
    """After five failures a site is not asked any more, and other sites are."""
    down = upstreams.replying("503 Service Unavailable", b"")
    with upstreams.running(down) as upstream, served(upstream.url) as proxy:
        kinds = {proxy.check(body(_PASTED)).json()["kind"] for _ in range(8)}
        asked = len(upstream.requests)
        proxy.check(body(_PASTED, "eea"))

    assert kinds == {"busy"}
    assert (asked, len(upstream.requests)) == (5, 6)
    assert (_state(proxy, "global"), _state(proxy, "eea")) == (["open"], ["closed"])


def test_refusals_do_not_open_the_breaker(body: Body) -> None:
    """Refused keys and OKX's rate limit don't open the breaker."""
    replies = {
        "refused": ("401 Unauthorized", b'{"code":"50113"}'),
        "rate-limited": ("429 Too Many Requests", b""),
    }
    for kind, reply in replies.items():
        behave = upstreams.replying(*reply)
        with upstreams.running(behave) as upstream, served(upstream.url) as proxy:
            kinds = {proxy.check(body(_PASTED)).json()["kind"] for _ in range(9)}

        assert kinds == {kind}
        assert (len(upstream.requests), _state(proxy, "global")) == (9, ["closed"])


def test_calls_are_timed(body: Body) -> None:
    """Calls are timed by site."""
    behave = upstreams.replying("200 OK", OK)
    with upstreams.running(behave) as upstream, served(upstream.url) as proxy:
        proxy.check(body(_PASTED))

    name = "checker_upstream_seconds_count"
    assert [proxy.value(name, site=site) for site in ("global", "eea")] == [1, 0]


def test_calls_in_flight_are_capped(body: Body) -> None:
    """While as many calls are in flight as the budget admits, a call to any site is refused."""
    with (
        upstreams.running(upstreams.stalling()) as upstream,
        served(upstream.url, okx_per_second=1, time_limit_seconds=1.9) as proxy,
    ):
        hanging = threading.Thread(target=proxy.check, args=(body(_PASTED),))
        hanging.start()
        end = time.monotonic() + LATE
        while not upstream.requests and time.monotonic() < end:
            time.sleep(0.01)
        in_flight = proxy.value("checker_in_flight")
        refused = proxy.check(body(_PASTED, "eea"))
        hanging.join()

    assert (in_flight, proxy.value("checker_in_flight")) == (1, 0)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert refused.json()["type"] == "/problems/checker-busy"
    assert proxy.lines[0]["limit"] == "in-flight"
    assert {b"Host: openapi.okx.com" in request for request in upstream.requests} == {True}
