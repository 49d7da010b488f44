"""Stand-ins for OKX that send exactly the bytes that a test chooses, at the time it chooses."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

    #: Handles a connection after a request has arrived on it.
    Behaviour = Callable[[socket.socket, "Upstream"], None]


@dataclass
class Upstream:
    """A running server, with its connections and requests."""

    url: str = ""
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)
    #: Set at the end of the test, for handlers that wait.
    is_over: threading.Event = field(default_factory=threading.Event)

    @property
    def port(self) -> int:
        """Return the port that it listens on."""
        return int(self.url.rpartition(":")[2])


@contextmanager
def running(behave: Behaviour, tls: ssl.SSLContext | None = None) -> Iterator[Upstream]:
    """Run a server that calls `behave` for each request, with TLS if a context is given."""
    upstream = Upstream()

    class Handler(socketserver.BaseRequestHandler):
        request: socket.socket

        def handle(self) -> None:
            upstream.connections += 1
            try:
                with _wrapped(self.request, tls) as connection:
                    while request := _read_head(connection):
                        upstream.requests.append(request)
                        behave(connection, upstream)
            except OSError:
                return  # the client disconnected

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        upstream.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield upstream
        finally:
            upstream.is_over.set()
            server.shutdown()
            thread.join()


def sending(*parts: bytes, closes: bool = True) -> Behaviour:
    """Send these bytes, and close the connection if `closes`."""

    def behave(connection: socket.socket, _upstream: Upstream) -> None:
        for part in parts:
            connection.sendall(part)
        if closes:
            connection.shutdown(socket.SHUT_RDWR)

    return behave


def replying(status: str, body: bytes, *headers: str) -> Behaviour:
    """Send a complete response and keep the connection."""
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""])
    return sending(head.encode() + body, closes=False)


def resetting(*parts: bytes) -> Behaviour:
    """Send these bytes and reset the connection."""

    def behave(connection: socket.socket, upstream: Upstream) -> None:
        sending(*parts, closes=False)(connection, upstream)
        if parts:
            upstream.is_over.wait(0.05)  # so that the reset doesn't overtake the data
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    return behave


def dripping(head: bytes) -> Behaviour:
    """Send these bytes, and then a byte at a time without end."""

    def behave(connection: socket.socket, upstream: Upstream) -> None:
        connection.sendall(head)
        while not upstream.is_over.wait(0.02):
            connection.sendall(b" ")

    return behave


def stalling(head: bytes = b"") -> Behaviour:
    """Send these bytes, and then nothing."""

    def behave(connection: socket.socket, upstream: Upstream) -> None:
        connection.sendall(head)
        upstream.is_over.wait()

    return behave


@contextmanager
def _wrapped(connection: socket.socket, tls: ssl.SSLContext | None) -> Iterator[socket.socket]:
    if tls is None:
        yield connection
        return
    with tls.wrap_socket(connection, server_side=True) as wrapped:
        yield wrapped


def _read_head(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        part = connection.recv(65536)
        if not part:
            return b""
        head += part
    return head
