"""Where requests are counted: in a store that replicas share, or else in this replica's memory."""

from __future__ import annotations

import asyncio
import math
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Self
from weakref import WeakKeyDictionary

from limits import RateLimitItemPerSecond
from limits.aio.storage import RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.asyncio import BlockingConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from validator.proxy.counters import Counters

if TYPE_CHECKING:
    from types import TracebackType

    from limits import RateLimitItem
    from structlog.typing import FilteringBoundLogger

    from validator.proxy.metrics import Metrics
    from validator.proxy.settings import Settings

_KEY_PREFIX: Final = "checker"
_MAX_CONNECTIONS: Final = 32
#: How often a store that does not answer is tried, in seconds.
_PROBE_SECONDS: Final = 1.0
#: How long the first connection may take, in seconds; it is made before requests come.
_FIRST_LIMIT_SECONDS: Final = 1.0
#: As many as no replica needs: the probe asks whether the store counts, not how much.
_PROBE: Final = RateLimitItemPerSecond(10**9)


class Store:
    """Counts hits; to be used as an asynchronous context manager.

    A shared store that is down or slow is not waited for:
    this replica counts by itself until the store answers again.
    """

    def __init__(
        self,
        settings: Settings,
        metrics: Metrics,
        log: FilteringBoundLogger,
        *,
        probe_seconds: float = _PROBE_SECONDS,
    ) -> None:
        self._limit_seconds = settings.store_limit_seconds
        self._probe_seconds = probe_seconds
        self._metrics = metrics
        self._log = log
        self._counters = Counters()
        self._own = SlidingWindowCounterRateLimiter(self._counters)
        self._shared: SlidingWindowCounterRateLimiter | None = None
        self._pool: BlockingConnectionPool | None = None
        self._probing: asyncio.Task[None] | None = None
        #: The task that answers a request -> how long it has waited for the store, in seconds.
        self._waited: WeakKeyDictionary[asyncio.Task[object], float] = WeakKeyDictionary()
        self._url = settings.store_url
        metrics.store_state.state("memory")

    async def __aenter__(self) -> Self:
        if self._url:
            url = _redis_url(self._url)
            self._pool = BlockingConnectionPool.from_url(
                url,
                max_connections=_MAX_CONNECTIONS,
                timeout=self._limit_seconds,
                # Once more, for a kept connection that died meanwhile.
                retry=Retry(NoBackoff(), 1),
            )
            self._shared = SlidingWindowCounterRateLimiter(
                RedisStorage(
                    f"async+{url}",
                    implementation="redispy",
                    key_prefix=_KEY_PREFIX,
                    connection_pool=self._pool,  # type: ignore[arg-type] # documented so
                )
            )
            self._metrics.store_state.state("shared")
            if error := await self._failure(self._shared, _FIRST_LIMIT_SECONDS):
                self._fall_back(error)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._probing is not None:
            self._probing.cancel()
            with suppress(asyncio.CancelledError):
                await self._probing
        if self._pool is not None:
            await self._pool.aclose()

    async def take(self, item: RateLimitItem, name: str) -> int:
        """Count a hit; return 0 if it is within the limit, else in how many seconds to try again.

        `name` is what the limit is counted for. All the hits of one request, which is to be
        answered in one task, wait for the store no longer than the setting says.
        """
        if self._shared is not None and self._probing is None:
            seconds = await self._take_shared(self._shared, item, name)
            if seconds is not None:
                return seconds
        if self._counters.hit(item.key_for(name), item.amount, item.get_expiry()):
            return 0
        return await _seconds_left(self._own, item, name)

    async def _take_shared(
        self, shared: SlidingWindowCounterRateLimiter, item: RateLimitItem, name: str
    ) -> int | None:
        """Return the same, or None where the store does not answer in time."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine runs in one
        waited, start = self._waited.get(task, 0.0), time.monotonic()
        try:
            async with asyncio.timeout(self._limit_seconds - waited):
                if await shared.hit(item, name):
                    return 0
                return await _seconds_left(shared, item, name)
        except Exception as error:  # noqa: BLE001 - whatever it is, a request need not know
            self._fall_back(type(error).__name__)
            return None
        finally:
            self._waited[task] = waited + time.monotonic() - start

    def _fall_back(self, error: str) -> None:
        if self._probing is None:
            self._metrics.store_state.state("fallback")
            self._log.warning("store", state="fallback", error=error)
            self._probing = asyncio.create_task(self._probe())

    async def _probe(self) -> None:
        assert self._shared is not None  # noqa: S101 - only then there is something to probe
        while True:
            await asyncio.sleep(self._probe_seconds)
            if await self._failure(self._shared, self._limit_seconds) is None:
                break
        self._probing = None
        self._metrics.store_state.state("shared")
        self._log.info("store", state="shared")

    async def _failure(self, shared: SlidingWindowCounterRateLimiter, seconds: float) -> str | None:
        """Return the type of what keeps the store from counting, or None."""
        try:
            async with asyncio.timeout(seconds):
                await shared.hit(_PROBE, "probe")
        except Exception as error:  # noqa: BLE001 - see `take`
            return type(error).__name__
        return None


def _redis_url(url: str) -> str:
    """Return the URL as the library's Redis client takes it.

    That one speaks to Valkey too, which kept Redis's protocol.
    """
    scheme, separator, rest = url.partition("://")
    return scheme.lower().replace("valkey", "redis") + separator + rest


async def _seconds_left(
    counter: SlidingWindowCounterRateLimiter, item: RateLimitItem, name: str
) -> int:
    stats = await counter.get_window_stats(item, name)
    return max(1, math.ceil(stats.reset_time - time.time()))
