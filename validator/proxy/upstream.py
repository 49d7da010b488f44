"""Calls to OKX, subject to a cap on calls in flight, circuit breakers and a budget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validator.core.facts import SITE_NAMES
from validator.core.reply import Answer, Busy, Timeout
from validator.proxy.breaker import Breaker
from validator.proxy.limits import Exceeded

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

    from validator.core.facts import SiteName
    from validator.proxy.limits import Limits
    from validator.proxy.metrics import Metrics
    from validator.proxy.okx import OkxClient
    from validator.proxy.requests import SignedRequest
    from validator.proxy.settings import Settings


class Upstream:
    """Calls OKX's sites; `client` and `limits` must have been entered."""

    def __init__(
        self,
        settings: Settings,
        client: OkxClient,
        limits: Limits,
        metrics: Metrics,
        log: FilteringBoundLogger,
    ) -> None:
        self._client, self._limits = client, limits
        self._metrics, self._log = metrics, log
        self._egress = settings.egress
        #: As many calls as the budget admits during the slowest one.
        self._max_in_flight = max(1, int(settings.okx_per_second * settings.time_limit_seconds))
        self._in_flight = 0
        metrics.in_flight.set_function(lambda: self._in_flight)
        self._breakers = {site: self._breaker(site) for site in SITE_NAMES}

    async def ask(self, request: SignedRequest) -> Answer | Exceeded:
        """Call OKX, unless the site is failing or a limit is used up."""
        if self._in_flight >= self._max_in_flight:
            return Exceeded("in-flight", 1)
        breaker = self._breakers[request.site]
        admitted = breaker.admit()
        if admitted is None:
            return Busy(request.site, self._egress, None)
        # Counted before the first await, so that concurrent requests see it.
        self._in_flight += 1
        answer: Answer | None = None
        try:
            if exceeded := await self._limits.take_call(request.site):
                return exceeded
            with self._metrics.upstream_seconds.labels(request.site).time():
                answer = await self._client.ask(request)
            return answer
        finally:
            self._in_flight -= 1
            if answer is None:
                breaker.release(admitted)
            elif isinstance(answer, Timeout | Busy):
                breaker.record_failure(admitted)
            else:
                breaker.record_success(admitted)

    def _breaker(self, site: SiteName) -> Breaker:
        gauge = self._metrics.breaker_state.labels(site)

        def record(state: str) -> None:
            gauge.state(state)
            self._log.warning("breaker", site=site, state=state)

        return Breaker(record)
