"""Hits in memory are counted by the library's rule, in one step and within bounds."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from validator.proxy.counters import MAX_COUNTERS, Counters

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEGIN = 1_000_000.0
_SECONDS = 10


class _Clock:
    """The time that all count by, in seconds since 1970."""

    def __init__(self) -> None:
        self.now = _BEGIN

    def time(self) -> float:
        return self.now


@pytest.fixture(name="clock", scope="module")
def _clock() -> Iterator[_Clock]:
    clock = _Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("time.time", clock.time)
        yield clock


def _hits(counters: Counters, times: int, name: str = "a") -> list[bool]:
    return [counters.hit(name, 4, _SECONDS) for _ in range(times)]


@pytest.mark.parametrize(
    ("second", "left"), [(0, 0), (9, 0), (10, 0), (12, 1), (15, 2), (17, 3), (20, 4), (40, 4)]
)
def test_what_reaches_into_the_time_counts(second: int, left: int, clock: _Clock) -> None:
    """Of four hits in a window of ten seconds fewer count with each second of the next."""
    clock.now = _BEGIN
    counters = Counters()
    assert _hits(counters, 5) == [True] * 4 + [False]
    clock.now += second

    assert _hits(counters, 5).count(True) == left


@given(
    amount=st.integers(1, 5),
    seconds=st.sampled_from([1, 10]),
    # Quarters of a second are exact, so that both round alike.
    steps=st.lists(
        st.tuples(st.integers(0, 50).map(lambda quarters: quarters / 4), st.sampled_from("ab")),
        max_size=40,
    ),
)
def test_the_librarys_own_storage_would_decide_the_same(
    amount: int, seconds: int, steps: list[tuple[float, str]], clock: _Clock
) -> None:
    """Whatever the hits and the times between them; what still counts agrees too."""
    item = RateLimitItemPerSecond(amount, seconds)
    clock.now = _BEGIN
    ours, theirs = Counters(), MemoryStorage()
    limiter = SlidingWindowCounterRateLimiter(theirs)

    async def run() -> None:
        for step, name in steps:
            clock.now += step
            key = item.key_for(name)
            before, lasts, hits, last = await ours.get_sliding_window(key, seconds)
            expected = await theirs.get_sliding_window(key, seconds)
            assert (before, before and lasts, hits, last) == pytest.approx(expected)
            assert ours.hit(key, amount, seconds) == await limiter.hit(item, name)

    asyncio.run(run())


def test_a_clock_that_is_put_back_begins_no_window(clock: _Clock) -> None:
    """What was counted stays counted."""
    clock.now = _BEGIN
    counters = Counters()
    assert _hits(counters, 4) == [True] * 4
    clock.now -= _SECONDS

    assert _hits(counters, 1) == [False]


def test_memory_is_bounded(clock: _Clock) -> None:
    """Whoever makes up clients fills no memory; the oldest counters go first."""
    clock.now = _BEGIN
    counters = Counters()
    for number in range(MAX_COUNTERS * 2):
        assert counters.hit(str(number), 1, _SECONDS)

    assert len(counters._counters) <= MAX_COUNTERS
    assert not counters.hit(str(MAX_COUNTERS * 2 - 1), 1, _SECONDS)
    assert counters.hit("0", 1, _SECONDS)


@pytest.mark.parametrize("expired", [0, 1, MAX_COUNTERS // 4, MAX_COUNTERS // 2])
def test_room_is_made_for_many(expired: int, clock: _Clock) -> None:
    """However few have expired: to look for them takes as long as hundreds of hits."""
    clock.now = _BEGIN
    counters = Counters()
    for number in range(expired):
        counters.hit(f"short {number}", 1, 1)
    for number in range(MAX_COUNTERS - expired):
        counters.hit(str(number), 1, _SECONDS)
    clock.now += 3
    counters.hit("one more", 1, _SECONDS)

    assert len(counters._counters) == MAX_COUNTERS - max(expired, MAX_COUNTERS // 4) + 1


def test_a_counter_is_as_old_as_its_window(clock: _Clock) -> None:
    """The budget for OKX, which begins one each second, outlives any flood of other names."""
    clock.now = _BEGIN
    counters = Counters()
    assert counters.hit("budget", 1, 1)
    for number in range(MAX_COUNTERS - 2):
        counters.hit(str(number), 1, _SECONDS)
    clock.now += 1
    assert not counters.hit("budget", 1, 1)  # of the last second all still counts
    clock.now += 1
    assert counters.hit("budget", 1, 1)
    for number in range(MAX_COUNTERS // 2):
        counters.hit(f"more {number}", 1, _SECONDS)

    assert not counters.hit("budget", 1, 1)


def test_what_no_longer_counts_is_forgotten(clock: _Clock) -> None:
    """A counter lasts for two windows."""
    clock.now = _BEGIN
    counters = Counters()
    assert _hits(counters, 1) == [True]
    clock.now += 2 * _SECONDS - 1
    assert _hits(counters, 1, "b") == [True]
    assert len(counters._counters) == 2
    clock.now += 5

    assert _hits(counters, 1, "b") == [True]
    assert len(counters._counters) == 1
