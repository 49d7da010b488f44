"""Rate limits for a client, an API key, and all calls to an OKX site."""

from __future__ import annotations

import asyncio
import hmac
import math
import re
import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Self

from limits import RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.asyncio import ConnectionPool

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

    from validator.core.facts import SiteName
    from validator.proxy.metrics import Metrics
    from validator.proxy.settings import Settings

Limit = Literal["client-burst", "client-rate", "key-rate", "okx-budget", "in-flight"]

#: How long a store is left alone after it failed, in seconds.
_STORE_PAUSE_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Exceeded:
    """A limit that is used up, and when to retry."""

    limit: Limit
    retry_after_seconds: int


class Limits:
    """Counts requests under irreversible hashes, in memory or in a store that replicas share.

    While a store is down or slow, this replica counts alone.
    Use it as an asynchronous context manager. `minute` is the length of the longer windows, and
    `store_seconds` the time limit for the store, both in seconds.
    """

    def __init__(
        self,
        settings: Settings,
        metrics: Metrics,
        log: FilteringBoundLogger,
        *,
        minute: int = 60,
        store_seconds: float = 0.05,
    ) -> None:
        self._metrics, self._log = metrics, log
        self._minute, self._store_seconds = minute, store_seconds
        # Replicas that share a store also share Netlify's secret, so their hashes are equal.
        shared = [secret.get_secret_value().encode() for secret in settings.netlify_secrets]
        self._hash_key = hmac.digest((shared or [secrets.token_bytes()])[0], b"limits", "sha256")
        window, client = RateLimitItemPerSecond, settings.client_per_minute
        self._windows: dict[Limit, RateLimitItemPerSecond] = {
            "client-burst": window(math.ceil(client / 3), math.ceil(minute / 6)),
            "client-rate": window(client, minute),
            "key-rate": window(settings.key_per_minute, minute),
            "okx-budget": window(settings.okx_per_second),
        }
        self._memory = MemoryStorage()
        self._own = SlidingWindowCounterRateLimiter(self._memory)
        # redis-py works with Valkey too, which kept Redis's protocol.
        url = re.sub("^valkey", "redis", settings.store_url.get_secret_value())
        self._pool = ConnectionPool.from_url(url) if url else None
        self._shared = _shared_limiter(url, self._pool) if self._pool else None
        self._paused_until = 0.0
        metrics.store_state.state("shared" if url else "memory")

    async def __aenter__(self) -> Self:
        # The library removes expired counters only at a hit. This task, in place of its own, also
        # removes them while the proxy is idle.
        self._memory.timer = asyncio.create_task(self._sweep())
        return self

    async def __aexit__(self, *_error: object) -> None:
        if self._memory.timer is not None:
            self._memory.timer.cancel()
        if self._pool is not None:
            await self._pool.aclose()

    async def take_client(self, address: str) -> Exceeded | None:
        """Count a check of a client."""
        return await self._take(self._hash(address), "client-burst", "client-rate")

    async def take_key(self, api_key: str) -> Exceeded | None:
        """Count a check of an API key, whatever its letter case and spaces."""
        return await self._take(self._hash("".join(api_key.split()).lower()), "key-rate")

    async def take_call(self, site: SiteName) -> Exceeded | None:
        """Count a call to an OKX site."""
        return await self._take(site, "okx-budget")

    async def _take(self, name: str, *limits: Limit) -> Exceeded | None:
        if self._shared is not None and time.monotonic() >= self._paused_until:
            try:
                async with asyncio.timeout(self._store_seconds):
                    exceeded = await self._hit(self._shared, name, limits)
            except Exception as error:  # noqa: BLE001 - a failing store must not fail a request
                self._report("fallback", type(error).__name__)
                self._paused_until = time.monotonic() + _STORE_PAUSE_SECONDS
            else:
                self._report("shared")
                self._paused_until = 0.0
                return exceeded
        return await self._hit(self._own, name, limits)

    async def _hit(
        self, limiter: SlidingWindowCounterRateLimiter, name: str, limits: tuple[Limit, ...]
    ) -> Exceeded | None:
        for limit in limits:
            if not await limiter.hit(self._windows[limit], limit, name):
                stats = await limiter.get_window_stats(self._windows[limit], limit, name)
                return Exceeded(limit, max(1, math.ceil(stats.reset_time - time.time())))
        return None

    def _report(self, state: str, error: str | None = None) -> None:
        if (state == "fallback") != bool(self._paused_until):
            self._metrics.store_state.state(state)
            self._log.warning("store", state=state, error=error)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(self._minute / 6)
            for name in [*self._memory.expirations]:
                await self._memory.get(name)  # removes it if it has expired

    def _hash(self, text: str) -> str:
        return hmac.digest(self._hash_key, text.encode(), "sha256")[:16].hex()


def _shared_limiter(url: str, pool: ConnectionPool) -> SlidingWindowCounterRateLimiter:
    storage = RedisStorage(
        f"async+{url}",
        implementation="redispy",
        key_prefix="checker",
        connection_pool=pool,  # type: ignore[arg-type] # documented so
    )
    return SlidingWindowCounterRateLimiter(storage)
