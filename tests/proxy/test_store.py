"""Hits are counted in memory or in a real server that replicas share, and never wait for it."""

from __future__ import annotations

import asyncio
import json
import socket
from typing import TYPE_CHECKING, Any

import pytest
from limits import RateLimitItemPerYear

from tests.proxy import stores
from validator.proxy.logs import open_log
from validator.proxy.metrics import STORE_STATES, Metrics
from validator.proxy.settings import Settings
from validator.proxy.store import Store, _redis_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from limits import RateLimitItem

#: In memory, windows begin with the clock's; no test runs into a new year.
_THREE = RateLimitItemPerYear(3)


class _Replica:
    """A store as one replica has it, with what it logs and measures.

    `limit_seconds` is long, so that no busy machine makes it look as if the store were slow.
    """

    def __init__(self, url: str = "", *, limit_seconds: float = 5) -> None:
        self.metrics = Metrics()
        self.lines: list[dict[str, Any]] = []
        log = open_log("debug", lambda line: self.lines.append(json.loads(line)))
        settings = Settings(store_url=url, store_limit_seconds=limit_seconds)
        self.store = Store(settings, self.metrics, log, probe_seconds=0.02)

    @property
    def state(self) -> str:
        (state,) = (one for one in STORE_STATES if self._is(one))
        return state

    def _is(self, state: str) -> bool:
        labels = {"checker_store_state": state}
        return self.metrics.registry.get_sample_value("checker_store_state", labels) == 1

    async def take(self, times: int, name: str = "a") -> list[bool]:
        """Tell for each hit, each of a request of its own, whether it was within the limit."""
        hits = [self.store.take(_THREE, name) for _ in range(times)]
        return [await asyncio.create_task(hit) == 0 for hit in hits]


@pytest.fixture(name="server")
def _server() -> Iterator[stores.StoreServer]:
    with stores.running() as server:
        yield server


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - the state is that of metrics
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("valkey://store:6379/0", "redis://store:6379/0"),
        ("valkeys://:pw@store", "rediss://:pw@store"),
        ("Valkey://store", "redis://store"),
        ("redis://valkey.internal:6379", "redis://valkey.internal:6379"),
        ("rediss://:valkey-pw@store", "rediss://:valkey-pw@store"),
        ("valkey://valkey:valkey-pw@valkey/0", "redis://valkey:valkey-pw@valkey/0"),
    ],
)
def test_of_its_url_the_scheme_alone_is_changed(url: str, expected: str) -> None:
    """Host, user and password stay as they are, whatever words stand in them."""
    assert _redis_url(url) == expected


def test_memory_counts() -> None:
    """Three are let through; who comes then is told when to try again; others are not touched."""

    async def run() -> None:
        replica = _Replica()
        async with replica.store:
            assert replica.state == "memory"
            assert await replica.take(4) == [True, True, True, False]
            assert await replica.store.take(_THREE, "a") >= 1
            assert await replica.take(1, "b") == [True]

    asyncio.run(run())


def test_replicas_share_one_budget(server: stores.StoreServer) -> None:
    """What one replica counted, the other knows."""

    async def run() -> None:
        one, other = _Replica(server.url), _Replica(server.url)
        async with one.store, other.store:
            assert (one.state, other.state) == ("shared", "shared")
            assert await one.take(2) + await other.take(2) + await one.take(1) == [
                True,
                True,
                True,
                False,
                False,
            ]
            assert await other.store.take(_THREE, "a") >= 1

    asyncio.run(run())


def test_a_stalled_store_is_not_waited_for(server: stores.StoreServer) -> None:
    """The replica counts by itself, says so, and comes back by itself."""

    async def run() -> None:
        replica = _Replica(server.url, limit_seconds=2)
        async with replica.store:
            assert await replica.take(4) == [True, True, True, False]
            server.pause()
            assert (await replica.take(1), replica.state) == ([True], "fallback")
            assert await replica.take(3) == [True, True, False]
            server.resume()
            await _until(lambda: replica.state == "shared")
            assert await replica.take(1) == [False]  # the store remembers
        assert [(line["event"], line["state"]) for line in replica.lines] == [
            ("store", "fallback"),
            ("store", "shared"),
        ]
        assert replica.lines[0]["error"] == "TimeoutError"

    asyncio.run(run())


def test_it_is_waited_for_no_longer_than_the_setting_says() -> None:
    """By default less than the 50 ms that are promised; whoever then asks waits no more at all."""

    async def run() -> None:
        limits: list[float | None] = []
        loop_timeout = asyncio.timeout

        def note(seconds: float | None) -> asyncio.Timeout:
            limits.append(seconds)
            return loop_timeout(seconds)

        with stores.running() as server, pytest.MonkeyPatch.context() as patch:
            replica = _Replica(server.url, limit_seconds=Settings().store_limit_seconds)
            async with replica.store:
                server.pause()
                patch.setattr("validator.proxy.store.asyncio.timeout", note)
                assert await replica.take(2) == [True, True]
                assert limits == [0.04]

    asyncio.run(run())


def test_all_hits_of_a_request_share_its_wait(server: stores.StoreServer) -> None:
    """A store that is slow at each of them is given up; the next request has its own time."""

    async def run() -> None:
        replica = _Replica(server.url, limit_seconds=2)
        asked = []

        async def hit(_item: RateLimitItem, name: str) -> bool:
            await asyncio.sleep(0.6)
            asked.append(name)
            return True

        async with replica.store:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(replica.store._shared, "hit", hit)
                assert await replica.take(4) == [True] * 4
                assert (asked, replica.state) == (["a"] * 4, "shared")
                for _ in range(4):
                    await replica.store.take(_THREE, "b")
                assert replica.state == "fallback"
                assert asked.count("b") <= 3

    asyncio.run(run())


def test_a_store_that_is_down_at_the_start_comes_later() -> None:
    """The proxy starts without it, and shares its limits once it is there."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    async def run() -> None:
        replica = _Replica(f"redis://127.0.0.1:{port}")
        async with replica.store:
            assert replica.state == "fallback"
            assert await replica.take(4) == [True, True, True, False]
            with stores.running(port):
                await _until(lambda: replica.state == "shared")

    asyncio.run(run())


def test_a_restarted_store_needs_no_restart_of_ours() -> None:
    """Connections that died are made anew, and the store's forgotten scripts loaded again."""
    with stores.running() as server:
        port = server.port

        async def run() -> None:
            replica = _Replica(server.url)
            async with replica.store:
                assert await replica.take(1) == [True]
                server.process.terminate()
                await asyncio.to_thread(server.process.wait)
                assert await replica.take(1) == [True]
                assert replica.state == "fallback"
                with stores.running(port):
                    await _until(lambda: replica.state == "shared")
                    assert await replica.take(4) == [True, True, True, False]

        asyncio.run(run())
