"""A proxy behind which there is nothing: it keeps what a browser sends beyond loopback."""

from __future__ import annotations

import socketserver
import threading
from contextlib import AbstractContextManager
from typing import override

_LONGEST = 65_536


class _Handler(socketserver.BaseRequestHandler):
    server: _Server

    @override
    def handle(self) -> None:
        self.server.received.append(self.request.recv(_LONGEST))


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self) -> None:
        self.received: list[bytes] = []
        super().__init__(("127.0.0.1", 0), _Handler)


class Outside(AbstractContextManager["Outside"]):
    """Takes every connection, keeps its first bytes, and hangs up."""

    def __init__(self) -> None:
        self._server = _Server()
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @override
    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self) -> str:
        """`host:port`."""
        host, port = self._server.server_address[:2]
        return f"{host!s}:{port}"

    @property
    def received(self) -> list[bytes]:
        """What was sent on each connection: with TLS, the line that names the host."""
        return self._server.received
