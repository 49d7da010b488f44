"""A proxy with no network behind it: records everything that a browser sends beyond loopback."""

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
    """Accepts every connection, records its first bytes, and closes it."""

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
        """The first bytes of each connection: with TLS, the line that names the host."""
        return self._server.received
