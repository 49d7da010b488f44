"""A kept connection to OKX, which carries one request at a time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from validator.proxy.reply_reader import Failure, Reply, ReplyReader
from validator.proxy.timer import Timer

if TYPE_CHECKING:
    from collections.abc import Callable

    from validator.proxy.settings import Settings


class OkxConnection(asyncio.Protocol):
    """One connection, which tells `forget` when it has ended."""

    _transport: asyncio.Transport

    def __init__(self, settings: Settings, forget: Callable[[OkxConnection], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._forget = forget
        self._reader = ReplyReader(settings.reply_max_bytes)
        self._read_limit = settings.read_limit_seconds
        self._outcome: asyncio.Future[Reply | Failure] | None = None
        self._timer = Timer(self._loop, self._stall)
        self._deadline = 0.0
        self._is_closed_there = False
        self.opened_at = self.idle_since = self._loop.time()

    @property
    def is_idle(self) -> bool:
        """Tell whether a request may be sent."""
        return self._outcome is None and not self._transport.is_closing()

    async def exchange(self, request: bytes, deadline: float) -> Reply | Failure:
        """Send a request and return what came of it by then; ends a connection that cannot go on.

        `deadline` is a time of the event loop's clock.
        """
        if not self.is_idle:
            return Failure.DIED
        now = self._loop.time()
        if now >= deadline:
            return Failure.STALLED
        self._transport.write(request)
        self._outcome = self._loop.create_future()
        self._deadline = deadline
        self._timer.set(min(now + self._read_limit, deadline))
        try:
            return await self._outcome
        finally:
            self._timer.stop()
            self._outcome = None
            self.idle_since = self._loop.time()
            if not self._reader.may_go_on:
                self.close()
            # Also so that nothing of the reply is kept, however long the connection is.
            self._reader.begin()

    def close(self) -> None:
        """End it at once."""
        self._transport.abort()

    # asyncio's own type would allow a transport that cannot write.
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Be open."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Read a piece of the reply."""
        if self._outcome is None or self._outcome.done():
            self.close()  # nothing was asked
            return
        outcome = self._reader.read(data)
        if outcome is None:
            self._timer.set(min(self._loop.time() + self._read_limit, self._deadline))
        else:
            self._settle(outcome)

    def eof_received(self) -> None:
        """Note that the other side closed it, which under TLS it must say."""
        self._is_closed_there = True

    def connection_lost(self, exc: Exception | None) -> None:
        """Be at an end."""
        self._timer.close()
        self._settle(self._reader.end(is_clean=exc is None and self._is_closed_there))
        self._forget(self)

    def _stall(self) -> None:
        self._settle(Failure.STALLED)

    def _settle(self, outcome: Reply | Failure) -> None:
        if self._outcome is not None and not self._outcome.done():
            self._outcome.set_result(outcome)
