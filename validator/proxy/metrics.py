"""The metrics for Prometheus, and the server that it reads them from."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Enum,
    Gauge,
    Histogram,
    ProcessCollector,
    start_http_server,
)

from validator.core.facts import SITE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

_HOST: Final = "127.0.0.1"
#: OKX usually answers within 100 to 300 ms; the time limit is 5 s.
_BUCKETS: Final = (0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5, 10)
BREAKER_STATES: Final = ("closed", "half-open", "open")
#: `memory`: no store is set; `fallback`: one is set, and does not answer in time.
STORE_STATES: Final = ("memory", "shared", "fallback")


class Metrics:
    """The metrics of one proxy; no label holds anything that a client or OKX wrote."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self.requests = Counter(
            "checker_requests",
            "Requests by what they were answered with: an answer's kind or a problem's name.",
            ["kind", "site"],
            registry=registry,
        )
        self.upstream_seconds = Histogram(
            "checker_upstream_seconds",
            "Seconds that calls to OKX took.",
            ["site"],
            buckets=_BUCKETS,
            registry=registry,
        )
        self.in_flight = Gauge("checker_in_flight", "Calls to OKX in flight.", registry=registry)
        self.limit_hits = Counter(
            "checker_limit_hits",
            "Requests that were refused by a limit.",
            ["limit"],
            registry=registry,
        )
        self.breaker_state = Enum(
            "checker_breaker_state",
            "Whether a site of OKX's is asked.",
            ["site"],
            states=list(BREAKER_STATES),
            registry=registry,
        )
        self.store_state = Enum(
            "checker_store_state",
            "Where limits are counted.",
            states=list(STORE_STATES),
            registry=registry,
        )
        self.live_test_on = Gauge(
            "checker_live_test_on", "1 unless the operator switched it off.", registry=registry
        )
        # There from the start, so that an alert need not tell "none yet" from "not known".
        for site in SITE_NAMES:
            self.upstream_seconds.labels(site)
            self.breaker_state.labels(site).state("closed")


@contextmanager
def served(metrics: Metrics, port: int) -> Iterator[str]:
    """Serve the metrics on loopback until the block ends, and yield their address.

    Raises OSError where the port cannot be had.
    """
    server, thread = start_http_server(port, _HOST, metrics.registry)
    try:
        yield f"http://{_HOST}:{server.server_port}/metrics"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
