"""A deadline that moves passes once, and is looked at by one timer of the loop's."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import TYPE_CHECKING

import pytest
import uvloop

from validator.proxy.timer import Timer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    _Play = Callable[[Callable[["_Watched"], Awaitable[None]]], None]

_SHORT = 0.05
_LONG = 30.0


class _Watched:
    """Who has a timer, and notes when its deadline passed."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.passed: asyncio.Queue[float] = asyncio.Queue()
        self.timer = Timer(self.loop, self._note)

    def _note(self) -> None:
        self.passed.put_nowait(self.loop.time())

    def set_in(self, seconds: float) -> float:
        """Set the deadline, and return it."""
        deadline = self.loop.time() + seconds
        self.timer.set(deadline)
        return deadline

    async def wait(self) -> float:
        """Return when the deadline passed."""
        async with asyncio.timeout(_LONG):
            return await self.passed.get()


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def play(request: pytest.FixtureRequest) -> _Play:
    """Return what plays with a timer, on either loop."""

    def run(act: Callable[[_Watched], Awaitable[None]]) -> None:
        async def main() -> None:
            watched = _Watched()
            await act(watched)
            assert watched.passed.empty()

        with asyncio.Runner(loop_factory=request.param) as runner:
            runner.run(main())

    return run


#: uvloop's clock counts whole milliseconds, and a timer may be one of them early.
_EARLY = 0.002


def test_tells_when_the_deadline_has_passed(play: _Play) -> None:
    """Once, and again when it is set again."""

    async def act(watched: _Watched) -> None:
        for _ in range(2):
            deadline = watched.set_in(_SHORT)
            assert await watched.wait() > deadline - _EARLY
            await asyncio.sleep(2 * _SHORT)
            assert watched.passed.empty()

    play(act)


def test_a_deadline_that_is_moved_on_passes_later(play: _Play) -> None:
    """Although the loop's timer fires at the first one."""

    async def act(watched: _Watched) -> None:
        watched.set_in(_SHORT)
        deadline = watched.set_in(4 * _SHORT)
        assert await watched.wait() > deadline - _EARLY

    play(act)


def test_a_deadline_that_is_moved_nearer_passes_earlier(play: _Play) -> None:
    """Although the loop's timer was for later."""

    async def act(watched: _Watched) -> None:
        late = watched.set_in(2 * _LONG)
        watched.set_in(_SHORT)
        assert await watched.wait() < late

    play(act)


def test_nothing_is_told_once_it_is_stopped(play: _Play) -> None:
    """Until a deadline is set again, be it while the loop's timer runs or after it fired."""

    async def act(watched: _Watched) -> None:
        for pause in (0, 3 * _SHORT):
            watched.set_in(_SHORT)
            watched.timer.stop()
            await asyncio.sleep(pause)
            assert watched.passed.empty()
            watched.set_in(_SHORT)
            await watched.wait()

    play(act)


def test_a_deadline_that_has_passed_already_is_told(play: _Play) -> None:
    """At once, but not before `set` has returned."""

    async def act(watched: _Watched) -> None:
        watched.set_in(-1)
        assert watched.passed.empty()
        await watched.wait()

    play(act)


def test_a_closed_timer_keeps_nobody(play: _Play) -> None:
    """Neither does the loop, nor do both each other until Python's collector comes."""

    async def act(watched: _Watched) -> None:
        other = _Watched()
        other.set_in(_LONG)
        other.timer.close()
        gone = weakref.ref(other)
        gc.disable()
        try:
            del other
            # asyncio's own heap of timers drops what was cancelled by and by.
            watched.set_in(_SHORT)
            await watched.wait()
            assert gone() is None
        finally:
            gc.enable()

    play(act)
