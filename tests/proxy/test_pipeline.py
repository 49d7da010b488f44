"""Several requests on one connection get their responses in turn, and whoever ends is served."""

from __future__ import annotations

import gc
import socket
import time
from typing import TYPE_CHECKING

import pytest

from tests.proxy import raw
from tests.proxy.raw import CHECK, HEALTH, LAST, told, until, until_closed
from tests.proxy.serving import LATE, held, wait
from validator.core.practice import ACCOUNTS
from validator.proxy.client_connection import ClientConnection

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from tests.conftest import Body

_HEALTHY = b'{"status":"ok"}'


@pytest.fixture(name="check")
def _check(body: Body) -> bytes:
    """Return a request that OKX is asked for."""
    return raw.check(body(ACCOUNTS["read-only"].pasted))


_ANSWERED = (200, "permissions")
_FINE = (200, None)
_MALFORMED = (400, "/problems/malformed-request")
_NO_JSON = (400, "/problems/no-json")
_TOO_LONG = (413, "/problems/body-too-long")


def test_what_is_asked_next_waits_for_its_turn(check: bytes) -> None:
    """A quick response does not overtake a slow one."""
    with held() as running, running.connect() as connection:
        connection.sendall(check + HEALTH)
        running.wait_for_requests(1)
        connection.sendall(HEALTH)
        connection.settimeout(0.2)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        connection.settimeout(LATE)
        running.may_answer.set()
        connection.sendall(LAST)

        assert told(until_closed(connection)) == [_ANSWERED, _FINE, _FINE, _FINE]


@pytest.mark.parametrize("is_at_once", [True, False])
def test_a_malformed_request_waits_for_its_turn(check: bytes, *, is_at_once: bool) -> None:
    """The answer before it is not lost, and the connection ends after the problem."""
    with held() as running, running.connect() as connection:
        if is_at_once:
            connection.sendall(check + HEALTH + b"hello\r\n\r\n")
        else:
            connection.sendall(check)
            running.wait_for_requests(1)
            connection.sendall(b"hello\r\n\r\n")
        running.wait_for_requests(1)
        connection.sendall(HEALTH)  # nobody reads it
        running.may_answer.set()

        expected = [_ANSWERED, *[_FINE] * is_at_once, _MALFORMED]
        assert told(until_closed(connection)) == expected


def test_who_sends_no_more_gets_what_he_asked_for(check: bytes) -> None:
    """A client may close its half of the connection when it has asked."""
    with held() as running, running.connect() as connection:
        connection.sendall(check + HEALTH)
        connection.shutdown(socket.SHUT_WR)
        running.wait_for_requests(1)
        time.sleep(0.1)
        running.may_answer.set()

        assert told(until_closed(connection)) == [_ANSWERED, _FINE]


def test_who_ends_within_a_request_gets_no_response(check: bytes) -> None:
    """It will never be whole; what was asked before is answered."""
    with held() as running, running.connect() as connection:
        connection.sendall(check + check[:-10])
        connection.shutdown(socket.SHUT_WR)
        running.wait_for_requests(1)
        running.may_answer.set()

        assert told(until_closed(connection)) == [_ANSWERED]
        running.wait_for_connections(0)
    with held() as running, running.connect() as connection:
        connection.sendall(check[:-10])
        connection.shutdown(socket.SHUT_WR)

        assert until_closed(connection) == b""
        wait(lambda: [one["kind"] for one in running.lines] == ["client-left"])


def test_who_ends_behind_a_malformed_request_is_told_all(check: bytes) -> None:
    """The answer that he waits for, and the problem."""
    for malformed in (b"hello\r\n\r\n", CHECK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"):
        with held() as running, running.connect() as connection:
            connection.sendall(check)
            running.wait_for_requests(1)
            connection.sendall(malformed)
            time.sleep(0.05)
            connection.shutdown(socket.SHUT_WR)
            time.sleep(0.05)
            running.may_answer.set()

            assert told(until_closed(connection)) == [_ANSWERED, _MALFORMED]


def test_who_is_gone_is_not_answered(check: bytes) -> None:
    """And nothing goes wrong: what was asked ends by itself."""
    with held() as running:
        with running.connect() as connection:
            connection.sendall(check)
            running.wait_for_requests(1)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        running.wait_for_connections(0)
        running.may_answer.set()
        wait(lambda: [one["kind"] for one in running.lines] == ["permissions"])


def test_a_wait_for_others_does_not_count(check: bytes) -> None:
    """The time limit of a request does not run while nobody reads it."""
    with held(request_limit_seconds=0.5) as running, running.connect() as connection:
        connection.sendall(check + HEALTH + HEALTH[:10])
        running.wait_for_requests(1)
        time.sleep(1)
        running.may_answer.set()
        received = until(connection, _HEALTHY)
        connection.sendall(HEALTH[10:])
        received += until(connection, _HEALTHY)

        assert told(received) == [_ANSWERED, _FINE, _FINE]


def test_a_late_request_waits_for_its_turn_too(check: bytes) -> None:
    """Who asked before it is answered before it is refused."""
    with held(request_limit_seconds=0.3) as running, running.connect() as connection:
        connection.sendall(check)
        running.wait_for_requests(1)
        connection.sendall(check[:-10])
        time.sleep(1)
        running.may_answer.set()

        late = (408, "/problems/request-timeout")
        assert told(until_closed(connection)) == [_ANSWERED, late]


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (HEALTH.replace(b"1.1", b"0.9"), _MALFORMED),
        (HEALTH.replace(b"1.1", b"2.0"), _MALFORMED),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", _MALFORMED),
        (HEALTH.replace(b" HTTP/1.1", b""), _MALFORMED),
        (HEALTH.replace(b"1.1", b"1.0"), _FINE),
        (LAST, _FINE),
        (
            HEALTH.replace(b"Host: a", b"Host: a\r\nConnection: Upgrade\r\nUpgrade: websocket"),
            _FINE,
        ),
        (HEALTH.replace(b"Host: a", b"Host: a\r\nConnection: Upgrade\r\nUpgrade: h2c"), _FINE),
        (HEALTH.replace(b"1.1", b"1.0").replace(b"Host: a", b"Connection: keep-alive"), _FINE),
        (
            CHECK + b"Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\n{}",
            _MALFORMED,
        ),
        (CHECK + b"Expect: 100-continue\r\nContent-Length: 5000\r\n\r\n", _TOO_LONG),
        (CHECK + b"Expect: 100-continue \r\nContent-Length: 5000\r\n\r\n", _TOO_LONG),
        (
            CHECK + b"Expect: 100-continue\r\nExpect: x\r\nContent-Length: 5000\r\n\r\n",
            _TOO_LONG,
        ),
        (CHECK + b"Transfer-Encoding: chunked\r\n\r\n0\r\nConnection: close\r\n\r\n", _NO_JSON),
        (CHECK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", _MALFORMED),
        (
            CHECK.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            _MALFORMED,
        ),
        (HEALTH.replace(b"GET", b"CONNECT"), (405, "/problems/method-not-allowed")),
    ],
)
def test_some_requests_are_the_last(request_: bytes, status: tuple[int, str | None]) -> None:
    """What the client says goes on after it is not read; the response says so."""
    with held() as running, running.connect() as connection:
        connection.sendall(request_ + HEALTH)

        received = until_closed(connection)
        assert told(received) == [status]
        assert b"\r\nconnection: close\r\n" in received


def test_what_follows_a_body_is_no_header(check: bytes) -> None:
    """A type that is named after the body came too late."""
    body = check.partition(b"\r\n\r\n")[2]
    chunked = (
        b"POST /api/okx/permissions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"%x\r\n%s\r\n0\r\nContent-Type: application/json\r\n\r\n" % (len(body), body)
    )
    with held() as running, running.connect() as connection:
        running.may_answer.set()
        connection.sendall(chunked + LAST)

        wrong_type = (415, "/problems/unsupported-media-type")
        assert told(until_closed(connection)) == [wrong_type, _FINE]


@pytest.mark.parametrize("size", [1, 7, 50])
def test_requests_may_come_in_any_pieces(size: int, check: bytes) -> None:
    """The same requests, whole or not, have the same responses."""
    body = check.partition(b"\r\n\r\n")[2]
    chunked = check.replace(b"Content-Length: %d" % len(body), b"Transfer-Encoding: chunked")
    chunked = chunked.replace(
        body, b"3\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (body[:3], len(body) - 3, body[3:])
    )
    last = LAST
    requests = check + HEALTH + chunked + check.replace(b"json\r\n", b"xml\r\n") + last
    with held() as running, running.connect() as connection:
        running.may_answer.set()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start in range(0, len(requests), size):
            connection.sendall(requests[start : start + size])

        wrong_type = (415, "/problems/unsupported-media-type")
        expected = [_ANSWERED, _FINE, _ANSWERED, wrong_type, _FINE]
        assert told(until_closed(connection)) == expected


@pytest.mark.parametrize("is_begun", [False, True])
def test_an_app_that_fails_ends_the_connection(
    caplog: pytest.LogCaptureFixture, *, is_begun: bool
) -> None:
    """Nothing else would: no limit of ours runs while the app answers. The log tells of it."""

    async def fail(_scope: Scope, _receive: Receive, send: Send) -> None:
        if is_begun:
            await send({"type": "http.response.start", "status": 299, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        raise KeyError(299)

    with held() as running, running.connect() as connection:
        running.proxy.guard = fail  # type: ignore[assignment] # a fault that the guard cannot have
        connection.sendall(HEALTH * 2)

        assert until_closed(connection) == b""
    failures = [one.exc_info[0] for one in caplog.records if one.exc_info]
    assert failures == [KeyError]


def test_a_connection_that_ended_leaves_nothing(check: bytes) -> None:
    """Not even until Python's collector comes: requests hold what clients sent."""
    with held() as running:
        running.may_answer.set()
        gc.collect()
        gc.disable()
        try:
            for requests in (b"", HEALTH, check + HEALTH, check[:-10], b"hello\r\n\r\n"):
                with running.connect() as connection:
                    connection.sendall(requests)
                    connection.shutdown(socket.SHUT_WR)
                    until_closed(connection)
            running.wait_for_connections(0)
            time.sleep(0.1)
            left = [
                one
                for one in gc.get_objects()
                if isinstance(one, ClientConnection) and one._proxy is running.proxy
            ]
            assert left == []
        finally:
            gc.enable()
