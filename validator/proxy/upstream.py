"""All that stands between a request and OKX: calls in flight, breaker, budget, one retry."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Self

from validator.core.facts import SITE_NAMES
from validator.core.reply import Answer, Busy, Timeout
from validator.proxy.breaker import Breaker
from validator.proxy.limits import Exceeded
from validator.proxy.okx import OkxClient

if TYPE_CHECKING:
    from types import TracebackType

    from structlog.typing import FilteringBoundLogger

    from validator.core.facts import SiteName
    from validator.proxy.limits import Limits
    from validator.proxy.metrics import Metrics
    from validator.proxy.requests import SignedRequest
    from validator.proxy.settings import Settings


class Upstream:
    """OKX's sites; to be used as an asynchronous context manager."""

    def __init__(
        self, settings: Settings, limits: Limits, metrics: Metrics, log: FilteringBoundLogger
    ) -> None:
        self._limits = limits
        self._metrics = metrics
        self._log = log
        self._max_in_flight = settings.max_in_flight
        self._egress = settings.egress
        self._in_flight = 0
        metrics.in_flight.set_function(lambda: self._in_flight)
        self._seconds = {one: metrics.upstream_seconds.labels(one) for one in SITE_NAMES}
        self._breakers = {one: self._breaker(one, settings) for one in SITE_NAMES}
        self._client = OkxClient(settings, may_retry=self._may_retry)

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._client.__aexit__(kind, error, traceback)

    async def ask(self, request: SignedRequest) -> Answer | Exceeded:
        """Ask OKX, unless it rests or a limit is used up."""
        if self._in_flight >= self._max_in_flight:
            return Exceeded("in-flight", 1)
        breaker = self._breakers[request.site]
        passed = breaker.admit()
        if passed is None:
            return Busy(request.site, self._egress, None)
        # Before anything is waited for: who asks meanwhile is to see it.
        self._in_flight += 1
        asked_at: float | None = None
        is_settled = False
        try:
            if exceeded := await self._limits.take_call(request.site):
                return exceeded
            asked_at = time.perf_counter()
            answer = await self._client.ask(request)
            (breaker.fail if isinstance(answer, Timeout | Busy) else breaker.succeed)(passed)
            is_settled = True
            return answer
        finally:
            self._in_flight -= 1
            if asked_at is not None:
                seconds = time.perf_counter() - asked_at
                # Once the answer is out: it need not wait for this.
                asyncio.get_running_loop().call_soon(self._seconds[request.site].observe, seconds)
            if not is_settled:
                breaker.give_back(passed)

    async def _may_retry(self, site: SiteName) -> bool:
        """Count the second call, which is one more for OKX."""
        if await self._limits.take_call(site):
            return False
        self._metrics.retries.labels(site).inc()
        return True

    def _breaker(self, site: SiteName, settings: Settings) -> Breaker:
        state = self._metrics.breaker_state.labels(site)

        def note(changed: str) -> None:
            state.state(changed)
            self._log.warning("breaker", site=site, state=changed)

        return Breaker(settings.breaker_failures, settings.breaker_seconds, note)
