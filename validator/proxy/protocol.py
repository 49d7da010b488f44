"""A client's connection: requests come, one after the other is answered, and all has its limits.

uvicorn runs the process: it listens, and asks connections to end when a signal comes.
Its own protocol has no limits for what is not yet a request, and takes twice as long for one.
httptools, which reads here as it does there, knows the grammar.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser

from validator.proxy.guard import Exchange, marks, new_request_id
from validator.proxy.problems import HEAD_TOO_LONG, MALFORMED, REQUEST_TIMEOUT, Problem, respond
from validator.proxy.response import CONTINUE, encoded
from validator.proxy.timer import Timer
from validator.proxy.turn import Turn, http_scope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import Message
    from uvicorn import Config
    from uvicorn.server import ServerState

    from validator.proxy.app import Proxy


class ClientConnection(asyncio.Protocol):
    """A connection as uvicorn makes it, whose app is a `Proxy`."""

    _transport: asyncio.Transport

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],  # noqa: ARG002 - of the lifespan, which keeps none
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self._proxy = cast("Proxy", config.app)
        self._settings = self._proxy.settings
        self._server = server_state
        self._loop = _loop or asyncio.get_running_loop()
        self._client: tuple[str, int] | None = None
        #: Requests whose head has come, in their order; the first one is being answered.
        self._turns: deque[Turn] = deque()
        self._is_reading_paused = self._is_writing_paused = False
        #: True once nothing more is read: the connection ends when they are answered.
        self._is_deaf = False
        #: What is told at the end.
        self._refusal: Problem | None = None

        self._timer = Timer(self._loop, self._expire)
        #: When the request began that is being received, or when the last one was answered.
        self._since = self._loop.time()
        self._rest_limit = self._settings.request_limit_seconds

        self._parser = HttpRequestParser(self)
        # What follows the last request is left unread, instead of being an error.
        self._parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self._url = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._expects_continue = False
        #: True between the first byte of a request and its last.
        self._is_receiving = False
        self._has_head = False
        #: True once a request ended in what was received last.
        self._has_ended_one = False
        self._head_bytes = 0
        #: No head that is being received is longer.
        self._bytes = 0
        #: What it is when the parser stops.
        self._problem = MALFORMED

    # asyncio calls these.

    # Its own type would allow a transport that cannot write.
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Be open, if there are not too many."""
        self._transport = transport
        if len(self._server.connections) >= self._settings.max_connections:
            transport.abort()
            return
        # It takes what has a `shutdown`; its type names uvicorn's own.
        self._server.connections.add(self)  # type: ignore[arg-type]
        self._proxy.metrics.connections.set(len(self._server.connections))
        peer = transport.get_extra_info("peername")
        self._client = (peer[0], peer[1]) if isinstance(peer, tuple) else None
        self._go_on()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Be at an end."""
        self._timer.close()
        self._server.connections.discard(self)
        self._proxy.metrics.connections.set(len(self._server.connections))
        for turn in self._turns:
            turn.drop()
        self._turns.clear()
        # It leads back here, and would keep all this until Python's collector came.
        del self._parser

    def data_received(self, data: bytes) -> None:
        """Read what came."""
        if self._is_deaf or self._transport.is_closing():
            return
        if not self._is_receiving:
            self._bytes = 0
        self._bytes += len(data)
        self._has_ended_one = False
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade:
            self._turns[-1].is_last = self._is_deaf = True  # what follows is no HTTP/1.1
        except HttpParserError:
            self._refuse(self._problem)
            return
        # Of a part with the end of another request nobody says how much is this one's.
        if self._is_receiving and not self._has_head and not self._has_ended_one:
            self._head_bytes += len(data)
            if self._head_bytes > self._settings.head_max_bytes:
                self._refuse(HEAD_TOO_LONG)
                return
        self._go_on()

    def eof_received(self) -> bool:
        """Answer what was asked, and end."""
        self._is_deaf = True
        self._drop_unfinished()
        if self._turns:
            self._turns[-1].is_last = True
        return bool(self._turns)

    def pause_writing(self) -> None:
        """Begin no more answers: the client does not read those that it has."""
        self._is_writing_paused = True

    def resume_writing(self) -> None:
        """Begin the next."""
        self._is_writing_paused = False
        if not self._transport.is_closing():
            self._go_on()

    # uvicorn calls this.

    def shutdown(self) -> None:
        """Answer what was asked, and end."""
        if self._turns:
            self._turns[-1].is_last = True
        else:
            self._transport.close()

    # The parser calls these. What they raise stops it.

    def on_message_begin(self) -> None:
        """Be ready for a request."""
        self._is_receiving, self._has_head, self._head_bytes = True, False, 0
        self._url, self._headers, self._expects_continue = b"", [], False
        self._since = self._loop.time()

    def on_url(self, part: bytes) -> None:
        """Take a part of the address."""
        self._url += part

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; what comes after the body is none of the request's."""
        if not self._has_head:
            name = name.lower()
            self._headers.append((name, value))
            if name == b"expect":
                self._expects_continue = value.lower() == b"100-continue"

    def on_headers_complete(self) -> None:
        """Let the request wait for its turn."""
        if self._bytes > self._settings.head_max_bytes:
            length = len(self._url) + sum(len(name) + len(value) for name, value in self._headers)
            if length > self._settings.head_max_bytes:
                self._problem = HEAD_TOO_LONG
                raise ValueError
        scope = http_scope(
            self._parser.get_method(),
            self._url,
            self._parser.get_http_version(),
            self._headers,
            self._client,
        )
        turn = Turn(
            self,
            scope,
            is_last=not self._parser.should_keep_alive(),
            expects_continue=self._expects_continue,
            body_max_bytes=self._settings.body_max_bytes,
        )
        self._turns.append(turn)
        self._has_head = True

    def on_body(self, part: bytes) -> None:
        """Take a part of the body."""
        self._turns[-1].take(part)

    def on_message_complete(self) -> None:
        """Take the end."""
        self._is_receiving, self._has_ended_one = False, True
        self._turns[-1].end()

    # A turn calls these.

    def tell_to_continue(self) -> None:
        """Let the client send its body."""
        if not self._transport.is_closing():
            self._transport.write(CONTINUE)

    def respond(
        self, turn: Turn, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes
    ) -> None:
        """Send the response, and go on with the next turn."""
        if self._transport.is_closing():
            return
        is_head = turn.scope["method"] == "HEAD"
        self._write(status, headers, b"" if is_head else body, is_last=turn.is_last)
        if turn.is_last:
            self._transport.close()
        else:
            self._go_on()

    # What follows from all that.

    def _go_on(self) -> None:
        """Begin the next answer, read on or not, and see by when something must have happened."""
        turns = self._turns
        if turns and turns[0].is_answered and turns[0].is_whole:
            turns.popleft()
            self._rest_limit = self._settings.idle_limit_seconds
            if not self._is_receiving:
                self._since = self._loop.time()
        if (len(turns) > 1) is not self._is_reading_paused:
            self._is_reading_paused = not self._is_reading_paused
            if self._is_reading_paused:
                self._transport.pause_reading()
            else:
                self._transport.resume_reading()
                self._since = self._loop.time()  # it could not go on for a while
        if turns and not turns[0].is_begun and not self._is_writing_paused:
            turns[0].is_begun = True
            task = self._loop.create_task(turns[0].run(self._proxy))
            self._server.tasks.add(task)
            task.add_done_callback(partial(self._be_done, turns[0]))
        if self._is_deaf and not turns:
            self._end()
        else:
            self._timer.set(self._deadline())

    def _be_done(self, turn: Turn, task: asyncio.Task[None]) -> None:
        self._server.tasks.discard(task)
        if not (turn.is_answered or turn.is_dropped):
            self._transport.close()  # the app failed, and nothing else would end it

    def _write(
        self, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes, *, is_last: bool
    ) -> None:
        all_headers = (*self._server.default_headers, *headers)
        self._transport.write(encoded(status, all_headers, body, is_last=is_last))

    def _refuse(self, problem: Problem) -> None:
        """Answer in the app's place when it is this request's turn, and end."""
        self._is_deaf = True
        if not self._drop_unfinished():
            self._refusal = problem
        self._go_on()

    def _drop_unfinished(self) -> bool:
        """Forget the request that will not be whole any more; tell whether it was answered."""
        if not (self._is_receiving and self._has_head):
            return False
        turn = self._turns.pop()
        turn.drop()
        return turn.is_answered

    def _end(self) -> None:
        if self._refusal is not None and not self._transport.is_closing():
            response, request_id = respond(self._refusal), new_request_id()
            headers = [*response.raw_headers, *marks(request_id)]
            self._write(self._refusal.status, headers, bytes(response.body), is_last=True)
            exchange = Exchange({}, _no_message, {}, request_id, problem=self._refusal.name)
            self._proxy.guard.tell(exchange, 0.0)
        self._transport.close()

    def _deadline(self) -> float:
        if self._is_receiving and not self._is_reading_paused and not self._is_deaf:
            return self._since + self._settings.request_limit_seconds
        if self._turns and self._turns[0].is_begun:
            return math.inf  # the app has limits of its own
        return self._since + self._rest_limit

    def _expire(self) -> None:
        if self._is_receiving and not self._is_reading_paused and not self._is_deaf:
            self._refuse(REQUEST_TIMEOUT)
        elif self._transport.get_write_buffer_size():
            self._transport.abort()  # whoever does not read would stay for ever
        else:
            self._transport.close()


async def _no_message() -> Message:
    return {"type": "http.disconnect"}
