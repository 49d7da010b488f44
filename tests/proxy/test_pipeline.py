"""Several requests on one connection get their responses in turn, and whoever ends is served."""

from __future__ import annotations

import gc
import json
import re
import socket
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.proxy import upstreams
from tests.proxy.faults import OK
from tests.proxy.serving import run_proxy
from validator.core.practice import ACCOUNTS
from validator.proxy import UNGUARDED, Proxy, Settings, create_app
from validator.proxy.logs import open_log
from validator.proxy.protocol import ClientConnection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Receive, Scope, Send

    from tests.conftest import Body

_HEALTH = b"GET /api/health HTTP/1.1\r\nHost: a\r\n\r\n"
_HEALTHY = b'{"status":"ok"}'
_UNREAD = b"POST /api/okx/permissions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
_LATE = 30.0


@dataclass
class _Running:
    """A proxy in front of an OKX that answers once it may."""

    proxy: Proxy
    port: int
    upstream: upstreams.Upstream
    may_answer: threading.Event
    lines: list[dict[str, Any]]

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=_LATE)

    def wait_for_requests(self, count: int) -> None:
        _wait(lambda: len(self.upstream.requests) == count)

    def wait_for_connections(self, count: int) -> None:
        registry = self.proxy.metrics.registry
        _wait(lambda: registry.get_sample_value("checker_connections") == count)


def _wait(has_happened: Any) -> None:
    end = time.monotonic() + _LATE
    while not has_happened() and time.monotonic() < end:
        time.sleep(0.01)
    assert has_happened()


@contextmanager
def _running(**changed: Any) -> Iterator[_Running]:
    may_answer = threading.Event()

    def behave(connection: socket.socket, upstream: upstreams.Upstream) -> None:
        may_answer.wait(_LATE)
        upstreams.replying("200 OK", OK)(connection, upstream)

    lines: list[dict[str, Any]] = []
    log = open_log("info", lambda line: lines.append(json.loads(line)))
    with upstreams.running(behave) as upstream:
        settings = UNGUARDED | {
            "okx": upstream.url,
            "time_limit_seconds": _LATE,
            "read_limit_seconds": _LATE,
        }
        proxy = create_app(Settings(**(settings | changed)), log=log)
        try:
            with run_proxy(proxy) as url:
                port = int(url.rpartition(":")[2])
                yield _Running(proxy, port, upstream, may_answer, lines)
        finally:
            may_answer.set()


@pytest.fixture(name="check")
def _check(body: Body) -> bytes:
    """Return a request that OKX is asked for."""
    content = json.dumps(body(ACCOUNTS["read-only"].pasted)).encode()
    return (
        b"POST /api/okx/permissions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (len(content), content)
    )


def _until_closed(connection: socket.socket) -> bytes:
    received = b""
    while part := connection.recv(65536):
        received += part
    return received


def _until(connection: socket.socket, end: bytes) -> bytes:
    received = b""
    while not received.endswith(end):
        part = connection.recv(65536)
        assert part
        received += part
    return received


def _told(received: bytes) -> list[tuple[int, str | None]]:
    """Return the statuses of all responses, with the kind of an answer or the type of a problem."""
    told: list[tuple[int, str | None]] = []
    while received:
        head, _, rest = received.partition(b"\r\n\r\n")
        length = int(re.findall(rb"content-length: (\d+)", head)[0])
        document, received = json.loads(rest[:length]), rest[length:]
        told.append((int(head.split()[1]), document.get("kind") or document.get("type")))
    return told


_ANSWERED = (200, "permissions")
_FINE = (200, None)
_MALFORMED = (400, "/problems/malformed-request")
_NO_JSON = (400, "/problems/no-json")
_TOO_LONG = (413, "/problems/body-too-long")


def test_what_is_asked_next_waits_for_its_turn(check: bytes) -> None:
    """A quick response does not overtake a slow one."""
    with _running() as running, running.connect() as connection:
        connection.sendall(check + _HEALTH)
        running.wait_for_requests(1)
        connection.sendall(_HEALTH)
        connection.settimeout(0.2)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        connection.settimeout(_LATE)
        running.may_answer.set()
        connection.sendall(_HEALTH.replace(b"Host: a", b"Connection: close"))

        assert _told(_until_closed(connection)) == [_ANSWERED, _FINE, _FINE, _FINE]


@pytest.mark.parametrize("is_at_once", [True, False])
def test_a_malformed_request_waits_for_its_turn(check: bytes, *, is_at_once: bool) -> None:
    """The answer before it is not lost, and the connection ends after the problem."""
    with _running() as running, running.connect() as connection:
        if is_at_once:
            connection.sendall(check + _HEALTH + b"hello\r\n\r\n")
        else:
            connection.sendall(check)
            running.wait_for_requests(1)
            connection.sendall(b"hello\r\n\r\n")
        running.wait_for_requests(1)
        connection.sendall(_HEALTH)  # nobody reads it
        running.may_answer.set()

        expected = [_ANSWERED, *[_FINE] * is_at_once, _MALFORMED]
        assert _told(_until_closed(connection)) == expected


def test_who_sends_no_more_gets_what_he_asked_for(check: bytes) -> None:
    """A client may close its half of the connection when it has asked."""
    with _running() as running, running.connect() as connection:
        connection.sendall(check + _HEALTH)
        connection.shutdown(socket.SHUT_WR)
        running.wait_for_requests(1)
        time.sleep(0.1)
        running.may_answer.set()

        assert _told(_until_closed(connection)) == [_ANSWERED, _FINE]


def test_who_ends_within_a_request_gets_no_response(check: bytes) -> None:
    """It will never be whole; what was asked before is answered."""
    with _running() as running, running.connect() as connection:
        connection.sendall(check + check[:-10])
        connection.shutdown(socket.SHUT_WR)
        running.wait_for_requests(1)
        running.may_answer.set()

        assert _told(_until_closed(connection)) == [_ANSWERED]
        running.wait_for_connections(0)
    with _running() as running, running.connect() as connection:
        connection.sendall(check[:-10])
        connection.shutdown(socket.SHUT_WR)

        assert _until_closed(connection) == b""
        _wait(lambda: [one["kind"] for one in running.lines] == ["client-left"])


def test_who_ends_behind_a_malformed_request_is_told_all(check: bytes) -> None:
    """The answer that he waits for, and the problem."""
    for malformed in (b"hello\r\n\r\n", _UNREAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"):
        with _running() as running, running.connect() as connection:
            connection.sendall(check)
            running.wait_for_requests(1)
            connection.sendall(malformed)
            time.sleep(0.05)
            connection.shutdown(socket.SHUT_WR)
            time.sleep(0.05)
            running.may_answer.set()

            assert _told(_until_closed(connection)) == [_ANSWERED, _MALFORMED]


def test_who_is_gone_is_not_answered(check: bytes) -> None:
    """And nothing goes wrong: what was asked ends by itself."""
    with _running() as running:
        with running.connect() as connection:
            connection.sendall(check)
            running.wait_for_requests(1)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        running.wait_for_connections(0)
        running.may_answer.set()
        _wait(lambda: [one["kind"] for one in running.lines] == ["permissions"])


def test_a_wait_for_others_does_not_count(check: bytes) -> None:
    """The time limit of a request does not run while nobody reads it."""
    with _running(request_limit_seconds=0.5) as running, running.connect() as connection:
        connection.sendall(check + _HEALTH + _HEALTH[:10])
        running.wait_for_requests(1)
        time.sleep(1)
        running.may_answer.set()
        received = _until(connection, _HEALTHY)
        connection.sendall(_HEALTH[10:])
        received += _until(connection, _HEALTHY)

        assert _told(received) == [_ANSWERED, _FINE, _FINE]


def test_a_late_request_waits_for_its_turn_too(check: bytes) -> None:
    """Who asked before it is answered before it is refused."""
    with _running(request_limit_seconds=0.3) as running, running.connect() as connection:
        connection.sendall(check)
        running.wait_for_requests(1)
        connection.sendall(check[:-10])
        time.sleep(1)
        running.may_answer.set()

        late = (408, "/problems/request-timeout")
        assert _told(_until_closed(connection)) == [_ANSWERED, late]


_DOCUMENT = _HEALTH.replace(b"health", b"openapi.json")
_LAST = _HEALTH.replace(b"Host: a", b"Connection: close")


def _slow(port: int) -> socket.socket:
    """Connect as a client whose system takes little at a time."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", port))
    connection.settimeout(_LATE)
    return connection


@pytest.mark.parametrize("end", [b"", _LAST, b"hello\r\n\r\n", None])
def test_who_reads_nothing_is_let_go(end: bytes | None) -> None:
    """At whichever response the system takes no more, and however the client ends; None is FIN."""
    with (
        ExitStack() as stack,
        _running(idle_limit_seconds=0.5, request_limit_seconds=600) as running,
    ):
        for count in range(1, 64):
            connection = stack.enter_context(_slow(running.port))
            with suppress(OSError):  # it may be let go while it still sends
                connection.sendall(_DOCUMENT * count + (end or b""))
                if end is None:
                    connection.shutdown(socket.SHUT_WR)
        running.wait_for_connections(0)


def test_who_reads_nothing_is_answered_little() -> None:
    """What he was sent waits for him, and no more is made: else it would fill the memory."""
    with _running() as running, _slow(running.port) as connection:
        connection.settimeout(0.5)
        with suppress(TimeoutError):
            connection.sendall(_DOCUMENT * 20_000)
        time.sleep(1)

        assert 0 < len(running.lines) < 1000


def test_who_reads_late_loses_nothing() -> None:
    """Although he sends on after his last request: a reset would take what he has not read yet."""
    with _running() as running, _slow(running.port) as connection:
        connection.sendall(_DOCUMENT * 3 + _LAST)
        for _ in range(20):
            connection.sendall(_HEALTH)
            time.sleep(0.01)

        statuses = [status for status, _ in _told(_until_closed(connection))]
        assert statuses == [200] * 4


def test_who_reads_slowly_gets_all() -> None:
    """The limit is for each response."""
    with _running(idle_limit_seconds=1) as running, running.connect() as connection:
        connection.sendall(_DOCUMENT * 600 + _LAST)
        received = b""
        start = time.monotonic()
        while part := connection.recv(65536):
            received += part
            time.sleep(0.01)

        assert time.monotonic() - start > 1
        assert [status for status, _ in _told(received)] == [200] * 601


def test_who_sends_on_after_his_refusal_may_finish() -> None:
    """Python's own client reads no response before it has sent all; this one takes longer."""
    with _running() as running, running.connect() as connection:
        connection.sendall(_UNREAD.replace(b"1.1", b"1.0") + b"Content-Length: 40000\r\n\r\n")
        for _ in range(40):
            connection.sendall(bytes(1000))
            time.sleep(0.08)

        assert _told(_until_closed(connection)) == [_TOO_LONG]
        running.wait_for_connections(0)


def test_who_sends_for_ever_is_cut_off() -> None:
    """After the time that a request may take."""
    with _running(request_limit_seconds=1) as running, running.connect() as connection:
        with suppress(ConnectionError):
            while True:
                connection.sendall(b"hello\r\n\r\n")
                time.sleep(0.01)
        running.wait_for_connections(0)


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (_HEALTH.replace(b"1.1", b"0.9"), _MALFORMED),
        (_HEALTH.replace(b"1.1", b"2.0"), _MALFORMED),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", _MALFORMED),
        (_HEALTH.replace(b" HTTP/1.1", b""), _MALFORMED),
        (_HEALTH.replace(b"1.1", b"1.0"), _FINE),
        (_HEALTH.replace(b"Host: a", b"Connection: close"), _FINE),
        (_HEALTH.replace(b"Host: a", b"Connection: Upgrade\r\nUpgrade: websocket"), _FINE),
        (_HEALTH.replace(b"Host: a", b"Connection: Upgrade\r\nUpgrade: h2c"), _FINE),
        (_HEALTH.replace(b"1.1", b"1.0").replace(b"Host: a", b"Connection: keep-alive"), _FINE),
        (
            _UNREAD + b"Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\n{}",
            _MALFORMED,
        ),
        (_UNREAD + b"Expect: 100-continue\r\nContent-Length: 5000\r\n\r\n", _TOO_LONG),
        (_UNREAD + b"Expect: 100-continue \r\nContent-Length: 5000\r\n\r\n", _TOO_LONG),
        (
            _UNREAD + b"Expect: 100-continue\r\nExpect: x\r\nContent-Length: 5000\r\n\r\n",
            _TOO_LONG,
        ),
        (_UNREAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\nConnection: close\r\n\r\n", _NO_JSON),
        (_UNREAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", _MALFORMED),
        (
            _UNREAD.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            _MALFORMED,
        ),
        (_HEALTH.replace(b"GET", b"CONNECT"), (405, "/problems/method-not-allowed")),
    ],
)
def test_some_requests_are_the_last(request_: bytes, status: tuple[int, str | None]) -> None:
    """What the client says goes on after it is not read; the response says so."""
    with _running() as running, running.connect() as connection:
        connection.sendall(request_ + _HEALTH)

        received = _until_closed(connection)
        assert _told(received) == [status]
        assert b"\r\nconnection: close\r\n" in received


def test_what_follows_a_body_is_no_header(check: bytes) -> None:
    """A type that is named after the body came too late."""
    body = check.partition(b"\r\n\r\n")[2]
    chunked = (
        b"POST /api/okx/permissions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"%x\r\n%s\r\n0\r\nContent-Type: application/json\r\n\r\n" % (len(body), body)
    )
    with _running() as running, running.connect() as connection:
        running.may_answer.set()
        connection.sendall(chunked + _HEALTH.replace(b"Host: a", b"Connection: close"))

        wrong_type = (415, "/problems/unsupported-media-type")
        assert _told(_until_closed(connection)) == [wrong_type, _FINE]


@pytest.mark.parametrize("size", [1, 7, 50])
def test_requests_may_come_in_any_pieces(size: int, check: bytes) -> None:
    """The same requests, whole or not, have the same responses."""
    body = check.partition(b"\r\n\r\n")[2]
    chunked = check.replace(b"Content-Length: %d" % len(body), b"Transfer-Encoding: chunked")
    chunked = chunked.replace(
        body, b"3\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (body[:3], len(body) - 3, body[3:])
    )
    last = _HEALTH.replace(b"Host: a", b"Connection: close")
    requests = check + _HEALTH + chunked + check.replace(b"json\r\n", b"xml\r\n") + last
    with _running() as running, running.connect() as connection:
        running.may_answer.set()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start in range(0, len(requests), size):
            connection.sendall(requests[start : start + size])

        wrong_type = (415, "/problems/unsupported-media-type")
        expected = [_ANSWERED, _FINE, _ANSWERED, wrong_type, _FINE]
        assert _told(_until_closed(connection)) == expected


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

    with _running() as running, running.connect() as connection:
        running.proxy.guard = fail  # type: ignore[assignment] # a fault that the guard cannot have
        connection.sendall(_HEALTH * 2)

        assert _until_closed(connection) == b""
    failures = [one.exc_info[0] for one in caplog.records if one.exc_info]
    assert failures == [KeyError]


def test_a_connection_that_ended_leaves_nothing(check: bytes) -> None:
    """Not even until Python's collector comes: requests hold what clients sent."""
    with _running() as running:
        running.may_answer.set()
        gc.collect()
        gc.disable()
        try:
            for requests in (b"", _HEALTH, check + _HEALTH, check[:-10], b"hello\r\n\r\n"):
                with running.connect() as connection:
                    connection.sendall(requests)
                    connection.shutdown(socket.SHUT_WR)
                    _until_closed(connection)
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
