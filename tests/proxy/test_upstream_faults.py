"""Whatever OKX does, the whole proxy answers 200 with an Answer in time, and repeats none of it.

What the client alone makes of breaks below HTTP stands in `test_okx.py`.
"""

from __future__ import annotations

import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.proxy import upstreams
from tests.proxy.faults import FAULTS, HEAD, MARK, OK, TIMEOUT, UNREACHABLE, WELL
from tests.proxy.serving import run_proxy
from validator.core.practice import ACCOUNTS
from validator.proxy import UNGUARDED, Settings, create_app
from validator.proxy import upstream as upstream_module
from validator.proxy.breaker import Breaker

if TYPE_CHECKING:
    import socket

    from tests.conftest import Body
    from tests.proxy.faults import Place

_PATH = "/api/okx/permissions"
#: The time limit where only it ends the waiting, in seconds, and where it must not.
_SHORT = 0.3
_LONG = 5.0
#: By then only what waits for ever has no answer, in seconds.
_LATE = 60


def _ask(okx: str, given: dict[str, str], limit: float = _LONG) -> httpx.Response:
    settings = Settings(okx=okx, time_limit_seconds=limit, **UNGUARDED)
    with run_proxy(create_app(settings)) as url:
        return httpx.post(url + _PATH, json=given, timeout=_LATE)


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_its_answer(fault: str, body: Body) -> None:
    """The answer is the right one, comes in time, and says nothing of what OKX wrote."""
    behave, expected = FAULTS[fault]
    given = body(ACCOUNTS["read-only"].pasted)
    with upstreams.running(behave) as upstream:
        response = _ask(upstream.url, given, _SHORT if expected is TIMEOUT else _LONG)

    assert response.status_code == 200
    assert response.json() == {"site": "global", "egress": "other"} | expected
    for text in (MARK, *(given[name] for name in ("api_key", "passphrase", "signature"))):
        assert text not in response.text


def _ask_at(place: Place, given: dict[str, str], limit: float) -> tuple[Any, list[bytes]]:
    with place() as (okx, requests):
        return _ask(okx, given, limit).json(), requests


@pytest.mark.parametrize("fault", UNREACHABLE)
def test_where_no_request_arrives_nobody_answered(fault: str, body: Body) -> None:
    """Not a byte of it has left then."""
    given = body(ACCOUNTS["read-only"].pasted)

    answer, requests = _ask_at(UNREACHABLE[fault], given, _SHORT if "DNS" in fault else _LONG)

    assert answer == {"site": "global", "egress": "other"} | TIMEOUT
    assert requests == []


def test_a_certificate_for_the_host_is_taken(body: Body) -> None:
    """It is for its name and its issuer alone that the others are not."""
    answer, requests = _ask_at(WELL, body(ACCOUNTS["read-only"].pasted), _LONG)

    assert answer["kind"] == "permissions"
    assert [b"\r\nHost: openapi.okx.com\r\n" in one for one in requests] == [True]


def test_a_redirect_to_loopback_is_not_followed(body: Body) -> None:
    """Not to this machine either, where an address of ours would be within reach."""
    with upstreams.running(upstreams.replying("200 OK", OK)) as elsewhere:
        behave = upstreams.replying("302 Found", b"", f"Location: {elsewhere.url}/")
        with upstreams.running(behave) as upstream:
            response = _ask(upstream.url, body(ACCOUNTS["read-only"].pasted))

    assert (response.status_code, response.json()["kind"]) == (200, "unreadable")
    assert elsewhere.connections == 0


def test_an_idle_connection_that_okx_closed_is_replaced(body: Body) -> None:
    """The next request is not lost on a connection that died in between."""
    behave = upstreams.sending(HEAD + b"Content-Length: %d\r\n\r\n" % len(OK) + OK)
    given = body(ACCOUNTS["read-only"].pasted)
    with (
        upstreams.running(behave) as upstream,
        run_proxy(create_app(Settings(okx=upstream.url, **UNGUARDED))) as url,
    ):
        kinds = [httpx.post(url + _PATH, json=given).json()["kind"] for _ in range(3)]

    assert kinds == ["permissions"] * 3
    assert upstream.connections == 3


def test_other_requests_go_on_while_one_hangs(body: Body) -> None:
    """One reply that never comes keeps nobody else waiting."""
    is_first = threading.Lock()

    def behave(connection: socket.socket, upstream: upstreams.Upstream) -> None:
        hangs = is_first.acquire(blocking=False)
        (upstreams.stalling() if hangs else upstreams.replying("200 OK", OK))(connection, upstream)

    given = body(ACCOUNTS["read-only"].pasted)
    with (
        upstreams.running(behave) as upstream,
        run_proxy(create_app(Settings(okx=upstream.url, **UNGUARDED))) as url,
    ):
        hanging = threading.Thread(
            target=lambda: httpx.post(url + _PATH, json=given, timeout=_LATE)
        )
        hanging.start()
        while not upstream.requests:
            time.sleep(0.01)
        response = httpx.post(url + _PATH, json=given)
        assert hanging.is_alive()
        upstream.is_over.set()
        hanging.join()

    assert response.json()["kind"] == "permissions"


def test_5xx_for_a_minute_and_then_well(body: Body, monkeypatch: pytest.MonkeyPatch) -> None:
    """OKX is let rest but for a probe each ten seconds, and asked as before once it is well."""
    now = 1000.0
    # Its clock is set by the test: a minute passes at once.
    monkeypatch.setattr(upstream_module, "Breaker", partial(Breaker, clock=lambda: now))
    is_well = threading.Event()

    def behave(connection: socket.socket, upstream: upstreams.Upstream) -> None:
        reply = ("200 OK", OK) if is_well.is_set() else ("503 Service Unavailable", b"<html>")
        upstreams.replying(*reply)(connection, upstream)

    given = body(ACCOUNTS["read-only"].pasted)
    with (
        upstreams.running(behave) as upstream,
        run_proxy(create_app(Settings(okx=upstream.url, **UNGUARDED))) as url,
        httpx.Client(base_url=url) as client,
    ):
        kinds = []
        for _ in range(60):
            kinds += [client.post(_PATH, json=given).json()["kind"] for _ in range(3)]
            now += 1
        asked_while_down = len(upstream.requests)
        is_well.set()
        now += 10
        kinds_after = [client.post(_PATH, json=given).json()["kind"] for _ in range(9)]

    assert set(kinds) == {"busy"}
    # Five failures in the first two seconds, and then a probe for each ten seconds of rest.
    assert asked_while_down == Settings().breaker_failures + 5
    assert kinds_after == ["permissions"] * 9
    assert len(upstream.requests) == asked_while_down + 9
