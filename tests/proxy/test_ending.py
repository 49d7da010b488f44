"""Told to end, the proxy takes nobody new, finishes what it can in its time, and exits with 0."""

from __future__ import annotations

import re
import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx

from tests.proxy import processes, raw, upstreams
from tests.proxy.faults import OK
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Body
    from tests.proxy.processes import Process

_PATH = "api/okx/permissions"
_LATE = 60.0


@contextmanager
def _in_flight(
    body: Body, responses: list[httpx.Response], **environment: str
) -> Iterator[tuple[Process, threading.Event]]:
    """Run a proxy with a request that OKX answers once the event is set."""
    may_answer = threading.Event()

    def behave(connection: socket.socket, upstream: upstreams.Upstream) -> None:
        may_answer.wait(_LATE)
        upstreams.replying("200 OK", OK)(connection, upstream)

    def ask(url: str) -> None:
        given = body(ACCOUNTS["read-only"].pasted)
        responses.append(httpx.post(url + _PATH, json=given, timeout=_LATE))

    with (
        upstreams.running(behave) as upstream,
        processes.running(
            upstream.url, TIME_LIMIT_SECONDS="50", READ_LIMIT_SECONDS="50", **environment
        ) as proxy,
    ):
        asking = threading.Thread(target=ask, args=(proxy.url,))
        asking.start()
        try:
            while not upstream.requests:
                asking.join(0.01)
                assert asking.is_alive()
            yield proxy, may_answer
        finally:
            may_answer.set()
            asking.join()


def _is_refused(url: str) -> bool:
    try:
        httpx.get(f"{url}api/health", timeout=_LATE)
    except httpx.TransportError:
        return True
    return False


def test_what_is_in_flight_is_finished_and_nobody_new_is_taken(body: Body) -> None:
    """Who has asked gets his answer; who comes then is refused, so that he asks another replica."""
    responses: list[httpx.Response] = []
    with _in_flight(body, responses, GRACE_SECONDS="50") as (proxy, may_answer):
        proxy.process.terminate()
        end = time.monotonic() + _LATE
        while not _is_refused(proxy.url) and time.monotonic() < end:
            time.sleep(0.01)
        assert _is_refused(proxy.url)
        assert (proxy.process.poll(), responses) == (None, [])
        may_answer.set()
        assert proxy.process.wait(_LATE) == 0

    assert [one.json()["kind"] for one in responses] == ["permissions"]


def test_what_takes_longer_than_it_may_is_told(body: Body) -> None:
    """With a problem like any other, and the exit status is 0 all the same."""
    responses: list[httpx.Response] = []
    with _in_flight(body, responses, GRACE_SECONDS="0.2") as (proxy, _):
        proxy.process.terminate()
        assert proxy.process.wait(_LATE) == 0

    (response,) = responses
    assert (response.status_code, response.json()["type"]) == (503, "/problems/not-ready")
    told = [one for one in proxy.lines if one["event"] == "request"]
    assert [(one["problem"], one["request_id"]) for one in told] == [
        ("not-ready", response.headers["X-Request-Id"])
    ]
    assert proxy.lines[-1]["event"] == "ended"


def test_of_requests_in_a_row_the_first_is_told(body: Body) -> None:
    """And that it is the last: those behind it can be sent elsewhere. None has an error."""
    request = raw.check(body(ACCOUNTS["read-only"].pasted))
    responses: list[httpx.Response] = []
    with _in_flight(body, responses, GRACE_SECONDS="0.2") as (proxy, _):
        port = httpx.URL(proxy.url).port
        with socket.create_connection(("127.0.0.1", port), timeout=_LATE) as connection:
            connection.sendall(request * 3)
            time.sleep(0.1)
            proxy.process.terminate()
            received = raw.until_closed(connection)
        assert proxy.process.wait(_LATE) == 0

    assert re.findall(rb"HTTP/1.1 (\d+) ", received) == [b"503"]
    assert b"\r\nconnection: close\r\n" in received
    assert {one["event"] for one in proxy.lines} & {"unexpected", "crash"} == set()


def test_who_was_answered_early_holds_nothing_up() -> None:
    """The rest of a body that nobody waits for is not waited for at the end either."""
    with processes.running("http://127.0.0.1:9", GRACE_SECONDS="50") as proxy:
        port = httpx.URL(proxy.url).port
        with socket.create_connection(("127.0.0.1", port), timeout=_LATE) as connection:
            connection.sendall(raw.CHECK + b"Content-Length: 5000\r\n\r\n")
            assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")
            proxy.process.terminate()
            assert connection.recv(65536) == b""
        assert proxy.process.wait(_LATE / 2) == 0
