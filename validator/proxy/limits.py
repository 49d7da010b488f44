"""The limits: how often one client, one API key and everyone together may have OKX asked."""

from __future__ import annotations

import asyncio
import hmac
import math
import secrets
import time
from contextlib import AsyncExitStack, suppress
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

    _Windows = dict["Limit", RateLimitItemPerSecond]

Limit = Literal["client-burst", "client-rate", "key-rate", "okx-budget", "in-flight"]

#: How long a store that did not answer is not asked, in seconds.
_STORE_PAUSE_SECONDS: Final = 1.0
_KEY_PREFIX: Final = "checker"


@dataclass(frozen=True, slots=True)
class Exceeded:
    """A limit that is used up, and when to try again."""

    limit: Limit
    retry_after_seconds: int


class Limits:
    """Counts requests under irreversible hashes, in memory or in a store that replicas share.

    A store that is down or slow is not waited for: this replica counts alone meanwhile.
    To be used as an asynchronous context manager. `minute` is how long the longer windows are, and
    `store_seconds` how long the store may take for the counters of a client or a key, in seconds.
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
        self._metrics = metrics
        self._log = log
        self._minute = minute
        self._store_seconds = store_seconds
        # Replicas that share a store share Netlify's secret too, and so count under equal hashes.
        shared = [secret.get_secret_value().encode() for secret in settings.netlify_secrets]
        self._hash_key = hmac.digest((shared or [secrets.token_bytes()])[0], b"limits", "sha256")
        client, key = settings.client_per_minute, settings.key_per_minute
        self._client_windows: _Windows = {
            "client-burst": RateLimitItemPerSecond(math.ceil(client / 3), math.ceil(minute / 6)),
            "client-rate": RateLimitItemPerSecond(client, minute),
        }
        self._key_windows: _Windows = {"key-rate": RateLimitItemPerSecond(key, minute)}
        self._site_windows: _Windows = {
            "okx-budget": RateLimitItemPerSecond(settings.okx_per_second)
        }
        self._memory = MemoryStorage()
        self._own = SlidingWindowCounterRateLimiter(self._memory)
        self._shared: SlidingWindowCounterRateLimiter | None = None
        self._store_url = settings.store_url.get_secret_value()
        self._paused_until = 0.0
        metrics.store_state.state("shared" if self._store_url else "memory")

    async def __aenter__(self) -> Self:
        self._stack = await AsyncExitStack().__aenter__()
        # The library looks for expired counters at each hit, and only then; a task of ours
        # in the place of its own does that from time to time, on an idle proxy too.
        self._memory.timer = asyncio.create_task(self._sweep())
        self._stack.push_async_callback(_end, self._memory.timer)
        if self._store_url:
            # redis-py speaks to Valkey too, which kept Redis's protocol.
            scheme, _, rest = self._store_url.partition("://")
            url = f"{scheme.replace('valkey', 'redis')}://{rest}"
            pool = ConnectionPool.from_url(url)
            self._stack.push_async_callback(pool.aclose)
            storage = RedisStorage(
                f"async+{url}",
                implementation="redispy",
                key_prefix=_KEY_PREFIX,
                connection_pool=pool,  # type: ignore[arg-type] # documented so
            )
            self._shared = SlidingWindowCounterRateLimiter(storage)
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._stack.aclose()

    async def take_client(self, address: str) -> Exceeded | None:
        """Count a check of a client."""
        return await self._take(self._hash(address), self._client_windows)

    async def take_key(self, api_key: str) -> Exceeded | None:
        """Count a check of an API key: of the same one, however it is spelled."""
        return await self._take(self._hash("".join(api_key.split()).lower()), self._key_windows)

    async def take_call(self, site: SiteName) -> Exceeded | None:
        """Count a call to a site of OKX's."""
        return await self._take(site, self._site_windows)

    async def _take(self, name: str, windows: _Windows) -> Exceeded | None:
        if self._shared is not None and time.monotonic() >= self._paused_until:
            try:
                async with asyncio.timeout(self._store_seconds):
                    exceeded = await _hit(self._shared, name, windows)
            except Exception as error:  # noqa: BLE001 - a store's fault is no fault of the request
                self._pause(type(error).__name__)
            else:
                self._resume()
                return exceeded
        return await _hit(self._own, name, windows)

    def _pause(self, error: str) -> None:
        if not self._paused_until:
            self._metrics.store_state.state("fallback")
            self._log.warning("store", state="fallback", error=error)
        self._paused_until = time.monotonic() + _STORE_PAUSE_SECONDS

    def _resume(self) -> None:
        if self._paused_until:
            self._paused_until = 0.0
            self._metrics.store_state.state("shared")
            self._log.info("store", state="shared")

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(self._minute / 6)
            for name in [*self._memory.expirations]:
                await self._memory.get(name)  # which removes it if it has expired

    def _hash(self, text: str) -> str:
        return hmac.digest(self._hash_key, text.encode(), "sha256")[:16].hex()


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _hit(
    limiter: SlidingWindowCounterRateLimiter, name: str, windows: _Windows
) -> Exceeded | None:
    for limit, window in windows.items():
        if not await limiter.hit(window, limit, name):
            stats = await limiter.get_window_stats(window, limit, name)
            return Exceeded(limit, max(1, math.ceil(stats.reset_time - time.time())))
    return None
