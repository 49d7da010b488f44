"""The server's side of a connection: uvicorn's, with limits for what is not yet a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from validator.proxy.guard import Exchange, marks, new_request_id
from validator.proxy.problems import (
    HEAD_TOO_LONG,
    MALFORMED,
    REQUEST_TIMEOUT,
    Problem,
    respond,
)

if TYPE_CHECKING:
    import asyncio

    from validator.proxy.app import Proxy

#: Where a response that is not the last one to its request begins (RFC 9110, 15.2.1).
_CONTINUE: Final = b"HTTP/1.1 100 "


def limited(proxy: Proxy) -> type[HttpToolsProtocol]:
    """Return the class of a server's connections: how many, how long a head, how slow a request."""
    settings, open_connections = proxy.settings, proxy.metrics.connections

    class Connection(HttpToolsProtocol):
        _head_bytes = 0
        _has_head = False
        #: True between the first byte of a request and its last.
        _is_receiving = False
        #: True once a request ended in what was received last.
        _has_ended_one = False
        _deadline: asyncio.TimerHandle | None = None
        _problem: Problem = MALFORMED
        _whole: _Whole

        # As uvicorn narrows it too: asyncio's type would allow a transport that cannot write.
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            if len(self.connections) >= settings.max_connections:
                self.transport = transport
                transport.abort()
                return
            super().connection_made(transport)
            self._whole = _Whole(transport)
            open_connections.set(len(self.connections))
            self._start_deadline()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop_deadline()
            super().connection_lost(exc)
            open_connections.set(len(self.connections))

        def data_received(self, data: bytes) -> None:
            if self.transport.is_closing():
                return
            self._has_ended_one = False
            super().data_received(data)
            if not self._is_receiving:
                self._stop_deadline()
                return
            # Of a part with the end of another request nobody says how much is this one's;
            # `on_headers_complete` measures it once more.
            if not self._has_head and not self._has_ended_one:
                self._head_bytes += len(data)
                if self._head_bytes > settings.head_max_bytes:
                    self._refuse(HEAD_TOO_LONG)
                    return
            if self._deadline is None:
                self._start_deadline()

        def on_message_begin(self) -> None:
            self._is_receiving, self._has_head, self._head_bytes = True, False, 0
            super().on_message_begin()

        def on_headers_complete(self) -> None:
            length = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
            if length > settings.head_max_bytes:
                self._problem = HEAD_TOO_LONG
                raise ValueError  # the parser stops, and `send_400_response` tells
            super().on_headers_complete()
            self.cycle.transport = self._whole  # type: ignore[assignment] # all that it calls
            self._has_head = True

        def on_message_complete(self) -> None:
            self._is_receiving, self._has_ended_one = False, True
            super().on_message_complete()

        def on_response_complete(self) -> None:
            self._whole.flush()
            super().on_response_complete()

        def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - the problem tells
            self._refuse(self._problem)

        def _start_deadline(self) -> None:
            self._deadline = self.loop.call_later(
                settings.request_limit_seconds, self._refuse, REQUEST_TIMEOUT
            )

        def _stop_deadline(self) -> None:
            if self._deadline is not None:
                self._deadline.cancel()
                self._deadline = None

        def _refuse(self, problem: Problem) -> None:
            """Answer in the app's place, and close."""
            self._stop_deadline()
            if self.transport.is_closing():
                return
            cycle = self.cycle  # of this request once its head was read, else of the last one
            can_answer = cycle is None or (
                not cycle.response_started if self._has_head else cycle.response_complete
            )
            if cycle is not None and not cycle.response_complete:
                cycle.disconnected = True
                cycle.message_event.set()
            # Half a response cannot be followed by another; who never began needs none.
            if can_answer and (self._is_receiving or problem is not REQUEST_TIMEOUT):
                request_id = new_request_id()
                self.transport.write(_raw(problem, request_id))
                exchange = Exchange({}, _no_message, {}, request_id, problem=problem.name)
                proxy.guard.tell(exchange, 0.0)
            self.transport.close()

    return Connection


class _Whole:
    """What the server writes a response to: its head waits for its body, and both go out at once.

    Written one after the other, each would cost a call to the system and wake the client up.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> None:
        self._parts.append(part)
        if part.startswith(_CONTINUE):
            self.flush()

    def flush(self) -> None:
        if self._parts:
            self._transport.write(b"".join(self._parts))
            self._parts.clear()

    def close(self) -> None:
        self.flush()
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()


def _raw(problem: Problem, request_id: str) -> bytes:
    response = respond(problem)
    headers = [
        *response.raw_headers,
        *marks(request_id),
        (b"connection", b"close"),
    ]
    lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
    return STATUS_LINE[problem.status] + lines + b"\r\n" + bytes(response.body)


async def _no_message() -> dict[str, object]:
    return {"type": "http.disconnect"}
