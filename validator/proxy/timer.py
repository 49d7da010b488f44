"""A time limit that moves with every request, on one of the event loop's timers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

#: In seconds; uvloop's clock counts in these, and rounds.
_TICK: Final = 0.001


class Timer:
    """Calls `expired` when the deadline has passed.

    A deadline that is moved on leaves the loop's timer as it is, which looks again when it fires:
    a connection's deadline moves thousands of times, and passes once.
    """

    __slots__ = ("_deadline", "_expired", "_fires_at", "_handle", "_loop")

    def __init__(self, loop: asyncio.AbstractEventLoop, expired: Callable[[], None]) -> None:
        self._loop = loop
        self._expired = expired
        self._deadline = self._fires_at = math.inf
        self._handle: asyncio.TimerHandle | None = None

    def set(self, deadline: float) -> None:
        """Set the deadline, a time of the event loop's clock."""
        self._deadline = deadline
        if deadline < self._fires_at:
            if self._handle is not None:
                self._handle.cancel()
            self._fires_at = deadline
            self._handle = self._loop.call_at(deadline, self._fire)

    def stop(self) -> None:
        """Have no deadline."""
        self._deadline = math.inf

    def close(self) -> None:
        """Be of no more use, and hold nothing: `expired` leads back to whoever has the timer."""
        if self._handle is not None:
            self._handle.cancel()
        del self._expired

    def _fire(self) -> None:
        self._handle, self._fires_at = None, math.inf
        if self._deadline > self._loop.time() + _TICK:
            self.set(self._deadline)
        else:
            self._deadline = math.inf
            self._expired()
