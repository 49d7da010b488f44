"""Requests and responses as they stand on a connection, for tests of what is below HTTP clients."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

HEALTH = b"GET /api/health HTTP/1.1\r\nHost: a\r\n\r\n"
#: The same, with which the connection ends.
LAST = HEALTH.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
#: The beginning of a check's head.
CHECK = b"POST /api/okx/permissions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"


def check(given: dict[str, str]) -> bytes:
    """Return a request that OKX is asked for."""
    content = json.dumps(given).encode()
    return CHECK + b"Content-Length: %d\r\n\r\n%s" % (len(content), content)


def until_closed(connection: socket.socket) -> bytes:
    """Return all that comes until the server ends."""
    received = b""
    while part := connection.recv(65536):
        received += part
    return received


def until(connection: socket.socket, end: bytes) -> bytes:
    """Return all that comes until it ends so."""
    received = b""
    while not received.endswith(end):
        part = connection.recv(65536)
        assert part
        received += part
    return received


def told(received: bytes) -> list[tuple[int, str | None]]:
    """Return the statuses of all responses, with the kind of an answer or the type of a problem."""
    found: list[tuple[int, str | None]] = []
    while received:
        head, _, rest = received.partition(b"\r\n\r\n")
        length = int(re.findall(rb"content-length: (\d+)", head)[0])
        document, received = json.loads(rest[:length]), rest[length:]
        found.append((int(head.split()[1]), document.get("kind") or document.get("type")))
    return found
