"""Who reads or sends slowly gets all that is his; who does neither is let go."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack, suppress

import pytest

from tests.proxy.raw import CHECK, HEALTH, LAST, told, until_closed
from tests.proxy.serving import LATE, served

_DOCUMENT = HEALTH.replace(b"health", b"openapi.json")


def _slow(port: int) -> socket.socket:
    """Connect as a client whose system takes little at a time."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", port))
    connection.settimeout(LATE)
    return connection


@pytest.mark.parametrize("end", [b"", LAST, b"hello\r\n\r\n", None])
def test_who_reads_nothing_is_let_go(end: bytes | None) -> None:
    """At whichever response the system takes no more, and however the client ends; None is FIN."""
    with (
        ExitStack() as stack,
        served(idle_limit_seconds=0.5, request_limit_seconds=600) as running,
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
    with served() as running, _slow(running.port) as connection:
        connection.settimeout(0.5)
        with suppress(TimeoutError):
            connection.sendall(_DOCUMENT * 20_000)
        time.sleep(1)

        assert 0 < len(running.lines) < 1000


def test_who_reads_late_loses_nothing() -> None:
    """Although he sends on after his last request: a reset would take what he has not read yet."""
    with served() as running, _slow(running.port) as connection:
        connection.sendall(_DOCUMENT * 3 + LAST)
        for _ in range(20):
            connection.sendall(HEALTH)
            time.sleep(0.01)

        statuses = [status for status, _ in told(until_closed(connection))]
        assert statuses == [200] * 4


def test_who_reads_slowly_gets_all() -> None:
    """The limit is for each response."""
    with served(idle_limit_seconds=1) as running, running.connect() as connection:
        connection.sendall(_DOCUMENT * 600 + LAST)
        received = b""
        start = time.monotonic()
        while part := connection.recv(65536):
            received += part
            time.sleep(0.01)

        assert time.monotonic() - start > 1
        assert [status for status, _ in told(received)] == [200] * 601


def test_who_sends_on_after_his_refusal_may_finish() -> None:
    """Python's own client reads no response before it has sent all; this one takes longer."""
    with served() as running, running.connect() as connection:
        connection.sendall(CHECK.replace(b"1.1", b"1.0") + b"Content-Length: 40000\r\n\r\n")
        for _ in range(40):
            connection.sendall(bytes(1000))
            time.sleep(0.08)

        assert told(until_closed(connection)) == [(413, "/problems/body-too-long")]
        running.wait_for_connections(0)


def test_who_sends_for_ever_is_cut_off() -> None:
    """After the time that a request may take."""
    with served(request_limit_seconds=1) as running, running.connect() as connection:
        with suppress(ConnectionError):
            while True:
                connection.sendall(b"hello\r\n\r\n")
                time.sleep(0.01)
        running.wait_for_connections(0)
