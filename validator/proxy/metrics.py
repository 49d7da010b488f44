"""The metrics for Prometheus."""

from __future__ import annotations

from functools import partial
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Enum, Gauge, Histogram, ProcessCollector

from validator.core.facts import SITE_NAMES

#: OKX usually answers within 100 to 300 ms; the time limit is 5 s.
_BUCKETS: Final = (0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5, 10)
BREAKER_STATES: Final = ["closed", "half-open", "open"]
#: `memory`: no store is set; `fallback`: a store is set, but does not answer in time.
STORE_STATES: Final = ["memory", "shared", "fallback"]


class Metrics:
    """The metrics of one proxy; no label contains text from a client or from OKX."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        counter, gauge = partial(Counter, registry=registry), partial(Gauge, registry=registry)
        states = partial(Enum, registry=registry)
        self.requests = counter(
            "checker_requests",
            "Requests by what they were answered with: an answer's kind or a problem's name.",
            ["kind", "site"],
        )
        self.upstream_seconds = Histogram(
            "checker_upstream_seconds",
            "Seconds that calls to OKX took.",
            ["site"],
            buckets=_BUCKETS,
            registry=registry,
        )
        self.in_flight = gauge("checker_in_flight", "Calls to OKX in flight.")
        self.limit_hits = counter("checker_limit_hits", "Requests that a limit refused.", ["limit"])
        self.breaker_state = states(
            "checker_breaker_state", "Whether OKX is asked.", ["site"], states=BREAKER_STATES
        )
        self.store_state = states(
            "checker_store_state", "Where limits are counted.", states=STORE_STATES
        )
        self.live_test_on = gauge("checker_live_test_on", "1 unless the operator switched it off.")
        # Created at the start, so that an alert sees zero instead of a missing series.
        for site in SITE_NAMES:
            self.upstream_seconds.labels(site)
            self.breaker_state.labels(site).state("closed")
