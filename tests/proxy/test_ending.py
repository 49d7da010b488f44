"""At a signal the proxy finishes requests in flight and accepts no new ones."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import httpx
import pytest

from tests.proxy import processes, upstreams
from tests.proxy.faults import OK
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from tests.conftest import Body
    from tests.proxy.processes import Process

pytestmark = pytest.mark.slow

_PATH = "api/okx/permissions"
_LATE = 60.0
#: Runs before the proxy: shortens the time that requests in flight have to finish.
_SHORT_GRACE: Final = "from validator.commands import server; server.GRACE_SECONDS = 1"


@contextmanager
def _in_flight(
    body: Body, responses: list[httpx.Response], before: str = ""
) -> Iterator[tuple[Process, threading.Event]]:
    """Run a proxy with a request that OKX answers once the event is set."""
    may_answer = threading.Event()

    def behave(connection: socket.socket, upstream: upstreams.Upstream) -> None:
        may_answer.wait(_LATE)
        upstreams.replying("200 OK", OK)(connection, upstream)

    def ask(url: str) -> None:
        signed = body(ACCOUNTS["read-only"].pasted)
        responses.append(httpx.post(url + _PATH, json=signed, timeout=_LATE))

    with (
        upstreams.running(behave) as upstream,
        processes.running(upstream.url, before, TIME_LIMIT_SECONDS="50") as proxy,
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


def test_requests_in_flight_are_finished(body: Body) -> None:
    """A request in flight gets its answer, and new connections are refused."""
    responses: list[httpx.Response] = []
    with _in_flight(body, responses) as (proxy, may_answer):
        proxy.process.terminate()
        end = time.monotonic() + _LATE
        while not _is_refused(proxy.url) and time.monotonic() < end:
            time.sleep(0.01)
        assert _is_refused(proxy.url)
        assert (proxy.process.poll(), responses) == (None, [])
        may_answer.set()
        assert proxy.process.wait(_LATE) == 0

    assert [response.json()["kind"] for response in responses] == ["permissions"]
    assert proxy.lines[-1]["event"] == "ended"


def test_request_that_takes_too_long_is_cancelled(body: Body) -> None:
    """A request that takes too long gets a problem, and the exit status is still 0."""
    responses: list[httpx.Response] = []
    with _in_flight(body, responses, _SHORT_GRACE) as (proxy, _):
        proxy.process.terminate()
        assert proxy.process.wait(_LATE) == 0

    (response,) = responses
    assert (response.status_code, response.json()["type"]) == (503, "/problems/not-ready")
    assert response.headers["X-Request-Id"] in {line.get("request_id") for line in proxy.lines}
    assert proxy.lines[-1]["event"] == "ended"
