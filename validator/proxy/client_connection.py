"""A client's connection: requests come, one after the other is answered, and all has its limits.

uvicorn runs the process: it listens, and asks connections to end when a signal comes.
Its own protocol has no limits for what is not yet a request, and takes twice as long for one.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

from validator.proxy.guard import Exchange, marks, new_request_id
from validator.proxy.problems import REQUEST_TIMEOUT, Problem, respond
from validator.proxy.request_reader import RequestReader
from validator.proxy.response import CONTINUE, encoded
from validator.proxy.timer import Timer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import Message
    from uvicorn import Config
    from uvicorn.server import ServerState

    from validator.proxy.app import Proxy
    from validator.proxy.turn import Turn

#: How much is read at once, and so how many small requests can wait before no more are read.
_READ_BYTES: Final = 4096
#: How long a client may take to see that the connection has ended, in seconds:
#: from the last that it sent, if it still sends.
_LINGER_SECONDS: Final = 2.0


class ClientConnection(asyncio.BufferedProtocol):
    """A connection as uvicorn makes it, whose app is a `Proxy`."""

    _transport: asyncio.Transport
    _reader: RequestReader

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
        self._buffer = bytearray(_READ_BYTES)
        #: Requests whose head has come, in their order; the first one is being answered.
        self._turns: deque[Turn] = deque()
        self._is_reading_paused = self._is_writing_paused = False
        #: True once nothing more is read: the connection ends when they are answered.
        self._is_deaf = False
        #: True once the client has said that it sends no more.
        self._has_ended = False
        #: What is told at the end.
        self._refusal: Problem | None = None
        #: True once nothing more is written, and when it ends at the latest.
        self._is_leaving = False
        self._leaves_by = math.inf
        self._timer = Timer(self._loop, self._expire)
        #: Since when it has had nothing to do, and how long that may be.
        self._rested_at = self._loop.time()
        self._rest_limit = self._settings.request_limit_seconds

    # asyncio calls these.

    # Its own type would allow a transport that cannot write.
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Be open, if there are not too many."""
        self._transport = transport
        peer = transport.get_extra_info("peername")
        client = (peer[0], peer[1]) if isinstance(peer, tuple) else None
        self._reader = RequestReader(self, self._turns, self._settings, client)
        if len(self._server.connections) >= self._settings.max_connections:
            transport.abort()
            return
        # It takes what has a `shutdown`; its type names uvicorn's own.
        self._server.connections.add(self)  # type: ignore[arg-type]
        self._proxy.metrics.connections.set(len(self._server.connections))
        # To be told as soon as the client does not read what it is sent.
        transport.set_write_buffer_limits(0)
        self._go_on()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Be at an end."""
        self._timer.close()
        self._reader.close()
        self._drop_turns()
        self._server.connections.discard(self)
        self._proxy.metrics.connections.set(len(self._server.connections))

    def get_buffer(self, sizehint: int) -> bytearray:  # noqa: ARG002 - asyncio's signature
        """Return where to put what comes."""
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Read what came."""
        if self._is_leaving:
            self._linger()
        elif not self._is_deaf and not self._transport.is_closing():
            problem = self._reader.read(memoryview(self._buffer)[:nbytes])
            self._is_deaf = self._reader.is_over
            if problem is None:
                self._go_on()
            else:
                self._refuse(problem)
        self._buffer[:nbytes] = bytes(nbytes)  # nothing of a request is kept while it rests

    def eof_received(self) -> bool:
        """Answer what was asked, and end."""
        self._has_ended = True
        if not self._is_deaf:
            self._is_deaf = True
            self._reader.abandon()
            if self._turns:
                self._turns[-1].is_last = True
        return bool(self._turns)

    def pause_writing(self) -> None:
        """Begin no more answers: the client does not read those that it has."""
        self._is_writing_paused = True

    def resume_writing(self) -> None:
        """Begin the next, or see the client end."""
        self._is_writing_paused = False
        if self._is_leaving and not self._transport.is_closing():
            self._listen()
        else:
            self._go_on()

    # uvicorn calls this.

    def shutdown(self) -> None:
        """Answer what was asked, and end; who reads nothing is not waited for."""
        if self._is_leaving or self._is_stuck:
            self._leave()
            self._leaves_by = self._loop.time() + _LINGER_SECONDS
            self._timer.set(self._leaves_by)
        elif self._turns:
            self._turns[-1].is_last = True
            self._go_on()
        else:
            self._transport.close()

    # A turn calls these.

    def tell_to_continue(self) -> None:
        """Let the client send its body."""
        if not self._is_leaving and not self._transport.is_closing():
            self._transport.write(CONTINUE)

    def respond(
        self, turn: Turn, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes
    ) -> None:
        """Send the response, and go on with the next turn."""
        is_head = turn.scope["method"] == "HEAD"
        self._write(status, headers, b"" if is_head else body, is_last=turn.is_last)
        self._go_on()

    # What follows from all that.

    def _go_on(self) -> None:
        """Begin the next answer, read on or not, and see by when something must have happened."""
        if self._is_leaving or self._transport.is_closing():
            return
        turns = self._turns
        if turns and turns[0].is_answered and (turns[0].is_whole or turns[0].is_last):
            turn = turns.popleft()
            if turn.is_last:
                self._leave()
                return
            self._rested_at = self._loop.time()
            self._rest_limit = self._settings.idle_limit_seconds
        if (len(turns) > 1) is not self._is_reading_paused:
            self._is_reading_paused = not self._is_reading_paused
            if self._is_reading_paused:
                self._transport.pause_reading()
            else:
                self._transport.resume_reading()
                self._reader.began_at = self._loop.time()  # it could not go on for a while
        if turns and not turns[0].is_begun and not self._is_writing_paused:
            self._begin(turns[0])
        if self._is_deaf and not turns:
            self._end()
        else:
            self._timer.set(self._deadline())

    def _begin(self, turn: Turn) -> None:
        turn.is_begun = True
        task = self._loop.create_task(self._proxy.guard(turn.scope, turn.receive, turn.send))
        self._server.tasks.add(task)
        task.add_done_callback(partial(self._be_done, turn))

    def _be_done(self, turn: Turn, task: asyncio.Task[None]) -> None:
        self._server.tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._loop.call_exception_handler({"message": "the app failed", "exception": error})
        if error is not None or not (turn.is_answered or turn.is_dropped):
            self._leave()  # nothing else would end it

    def _write(
        self, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes, *, is_last: bool
    ) -> None:
        if not self._is_leaving and not self._transport.is_closing():
            all_headers = (*self._server.default_headers, *headers)
            self._transport.write(encoded(status, all_headers, body, is_last=is_last))

    def _refuse(self, problem: Problem) -> None:
        """Answer in the app's place when it is this request's turn, and end."""
        self._is_deaf = True
        if not self._reader.abandon():
            self._refusal = problem
        self._go_on()

    def _end(self) -> None:
        if self._refusal is not None:
            response, request_id = respond(self._refusal), new_request_id()
            headers = [*response.raw_headers, *marks(request_id)]
            self._write(self._refusal.status, headers, bytes(response.body), is_last=True)
            exchange = Exchange({}, _no_message, {}, request_id, problem=self._refusal.name)
            self._proxy.guard.tell(exchange, 0.0)
        self._leave()

    def _leave(self) -> None:
        """Say that nothing more comes, and close once the client has seen it.

        To close while it still sends would make the system reset the connection,
        and what it has not read yet would be lost (RFC 9112, 9.6).
        """
        if self._is_leaving or self._transport.is_closing():
            return
        self._is_leaving = self._is_deaf = True
        self._drop_turns()
        if self._has_ended:
            self._transport.close()
        else:
            self._transport.write_eof()
        if self._is_writing_paused:
            self._transport.pause_reading()
            self._timer.set(self._loop.time() + self._settings.idle_limit_seconds)
        else:
            self._listen()

    def _listen(self) -> None:
        """Wait until the client, who has been sent all, ends."""
        self._leaves_by = self._loop.time() + self._settings.request_limit_seconds
        self._transport.resume_reading()
        self._linger()

    def _linger(self) -> None:
        self._timer.set(min(self._loop.time() + _LINGER_SECONDS, self._leaves_by))

    def _drop_turns(self) -> None:
        for turn in self._turns:
            turn.drop()
        self._turns.clear()

    @property
    def _is_stuck(self) -> bool:
        """Tell whether it is the client who has to read."""
        return self._is_writing_paused and not (self._turns and self._turns[0].is_begun)

    # How long it may take.

    @property
    def _is_awaited(self) -> bool:
        """Tell whether it is the client who has to go on with a request."""
        return self._reader.is_receiving and not self._is_reading_paused and not self._is_deaf

    def _deadline(self) -> float:
        if self._is_awaited:
            return self._reader.began_at + self._settings.request_limit_seconds
        if self._turns and self._turns[0].is_begun:
            return math.inf  # the app has limits of its own
        return self._rested_at + self._rest_limit

    def _expire(self) -> None:
        if self._is_awaited:
            self._refuse(REQUEST_TIMEOUT)
        elif self._is_leaving or self._is_stuck:
            self._transport.abort()  # whoever does not read would stay for ever
        else:
            self._transport.close()


async def _no_message() -> Message:
    return {"type": "http.disconnect"}
