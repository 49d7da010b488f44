"""What is not yet a request has limits too: for size, for time, and for how many there are."""

from __future__ import annotations

import json
import re
import time
from contextlib import suppress

import pytest

from tests.proxy.raw import CHECK, HEALTH, LAST, until_closed
from tests.proxy.serving import served


def _problem(received: bytes) -> tuple[int, str]:
    """Return status and type of a problem that is as whole as any other response."""
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.decode().lower().split("\r\n")
    assert re.fullmatch("x-request-id: [0-9a-f]{16}", next(one for one in lines if "x-req" in one))
    assert {"cache-control: no-store", "content-type: application/problem+json"} <= set(lines)
    assert f"content-length: {len(body)}" in lines
    return int(received.split()[1]), json.loads(body)["type"]


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"hello\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nA: b\nc\x00: d\r\n\r\n",
        b"CONNECT okx.com:443 HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
)
def test_what_is_no_http_is_a_problem(request_: bytes) -> None:
    """As a document with an id, and in the log without a word of it."""
    with served() as running, running.connect() as connection:
        connection.sendall(request_)

        assert _problem(until_closed(connection)) == (400, "/problems/malformed-request")
        problems = [one["problem"] for one in running.lines if one["event"] == "request"]
        assert problems == ["malformed-request"]


def test_a_malformed_second_request_is_answered_too() -> None:
    """The connection was good for one."""
    with served() as running, running.connect() as connection:
        connection.sendall(HEALTH)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
        connection.sendall(b"hello\r\n\r\n")

        assert _problem(until_closed(connection)) == (400, "/problems/malformed-request")


@pytest.mark.parametrize("is_whole", [True, False])
def test_a_long_head_is_refused(*, is_whole: bool) -> None:
    """Whether it comes in one piece, or goes on and on."""
    with served(head_max_bytes=4096) as running, running.connect() as connection:
        connection.sendall(CHECK + b"X: " + b"x" * 4096 + (b"\r\n\r\n" if is_whole else b""))

        assert _problem(until_closed(connection)) == (431, "/problems/head-too-long")


@pytest.mark.parametrize("part", [b"G", CHECK, CHECK + b"Content-Length: 10\r\n\r\n{"])
def test_a_slow_request_is_refused(part: bytes) -> None:
    """Half a head, or half a body, ends after the time limit."""
    with served(request_limit_seconds=1) as running, running.connect() as connection:
        connection.sendall(part)

        assert _problem(until_closed(connection)) == (408, "/problems/request-timeout")


def test_drops_prolong_nothing() -> None:
    """The limit is for the whole request, not between two bytes of it."""
    with served(request_limit_seconds=1) as running, running.connect() as connection:
        connection.settimeout(0.02)
        connection.sendall(CHECK + b"X: ")
        end = time.monotonic() + 30
        received = b""
        while not received and time.monotonic() < end:
            with suppress(TimeoutError):
                received = connection.recv(65536)
            if not received:
                connection.sendall(b"x")

        assert _problem(received) == (408, "/problems/request-timeout")


def test_who_says_nothing_is_let_go() -> None:
    """Without a response, for nothing was asked."""
    with served(request_limit_seconds=0.2) as running, running.connect() as connection:
        assert until_closed(connection) == b""
        assert running.lines == []


def test_who_was_answered_is_let_go_after_a_while() -> None:
    """An idle connection is kept no longer than the setting says."""
    with served(idle_limit_seconds=0.2) as running, running.connect() as connection:
        connection.sendall(HEALTH)

        assert until_closed(connection).startswith(b"HTTP/1.1 200 ")


def test_the_limit_begins_anew_with_each_request() -> None:
    """Many requests on one connection may take longer than the limit, if none does."""
    with served(request_limit_seconds=4) as running, running.connect() as connection:
        for _ in range(15):
            connection.sendall(HEALTH[:10])
            time.sleep(0.3)
            connection.sendall(HEALTH[10:])
            assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")


def test_connections_are_capped() -> None:
    """One more than may be is closed at once; a place that becomes free can be had."""
    with served(max_connections=2) as running:
        with running.connect() as one, running.connect():
            running.wait_for_connections(2)
            with running.connect() as third:
                third.settimeout(30)
                with suppress(ConnectionResetError):
                    assert third.recv(1) == b""
            one.sendall(HEALTH)
            assert one.recv(65536).startswith(b"HTTP/1.1 200 ")
        running.wait_for_connections(0)
        with running.connect() as fourth:
            fourth.sendall(HEALTH)
            assert fourth.recv(65536).startswith(b"HTTP/1.1 200 ")


def test_pipelined_requests_are_answered_in_turn() -> None:
    """Each gets its response."""
    with served() as running, running.connect() as connection:
        connection.sendall(HEALTH * 2 + LAST)

        assert until_closed(connection).count(b'{"status":"ok"}') == 3


def test_a_pipeline_is_no_long_head() -> None:
    """What came before a request in the same part of the stream is not counted as its own."""
    with served(head_max_bytes=1024) as running, running.connect() as connection:
        connection.sendall(HEALTH * 100 + CHECK[:20])
        received = b""
        while received.count(b'{"status":"ok"}') < 100:
            part = connection.recv(65536)
            assert part
            received += part
        connection.sendall(CHECK[20:] + b"Content-Length: 2\r\nConnection: close\r\n\r\n{}")

        assert _problem(until_closed(connection)) == (422, "/problems/invalid-field")


def test_a_long_head_after_another_request_is_refused() -> None:
    """It is counted from its second part on."""
    with served(head_max_bytes=1024) as running, running.connect() as connection:
        connection.sendall(HEALTH + CHECK)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
        connection.sendall(b"X: " + b"x" * 1024)

        assert _problem(until_closed(connection)) == (431, "/problems/head-too-long")


def test_a_long_head_of_which_most_came_with_another_request_is_refused() -> None:
    """When its end has come it is measured as a whole."""
    with served(head_max_bytes=1024) as running, running.connect() as connection:
        connection.sendall(HEALTH + CHECK + b"X: " + b"x" * 1024)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
        connection.sendall(b"\r\nContent-Length: 2\r\n\r\n{}")

        assert _problem(until_closed(connection)) == (431, "/problems/head-too-long")


def test_a_response_arrives_at_once() -> None:
    """Head and body are sent together: nobody is woken up for half a response."""
    with served() as running, running.connect() as connection:
        for request in (HEALTH, HEALTH.replace(b"1.1", b"1.0")):
            connection.sendall(request)
            assert connection.recv(65536).endswith(b'\r\n\r\n{"status":"ok"}')


def test_a_head_alone_is_answered_alone() -> None:
    """A response that has no body is not kept back to wait for it."""
    with served() as running, running.connect() as connection:
        connection.settimeout(10)
        connection.sendall(HEALTH.replace(b"GET", b"HEAD"))
        assert connection.recv(65536).endswith(b"\r\n\r\n")


def test_who_asks_whether_to_go_on_is_told() -> None:
    """A client that announces its body gets to send it, and then its answer."""
    with served() as running, running.connect() as connection:
        connection.settimeout(10)
        connection.sendall(CHECK + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"{}")
        assert _problem(connection.recv(65536)) == (422, "/problems/invalid-field")


def test_a_length_that_is_too_long_is_refused_unread() -> None:
    """Nobody has to send it first, nor is told to go on."""
    with served() as running, running.connect() as connection:
        connection.sendall(CHECK + b"Expect: 100-continue\r\nContent-Length: 5000\r\n\r\n")

        assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")


def test_is_ready_while_it_runs() -> None:
    """From the start to the signal."""
    with served() as running, running.connect() as connection:
        ready = HEALTH.replace(b"health", b"ready")
        connection.sendall(ready)
        first = connection.recv(65536)
        running.proxy.leave()
        connection.sendall(ready)
        second = connection.recv(65536)
        connection.sendall(HEALTH)
        third = connection.recv(65536)

    assert first.startswith(b"HTTP/1.1 200 ")
    assert first.endswith(b'{"status":"ready"}')
    assert _problem(second) == (503, "/problems/not-ready")
    assert third.startswith(b"HTTP/1.1 200 ")
