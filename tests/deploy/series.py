"""What Prometheus reads of the proxy: each series by its name, with the labels that it has."""

from __future__ import annotations

from typing import Final, get_args

from prometheus_client.metrics import MetricWrapperBase

from validator.core.facts import SITE_NAMES
from validator.proxy.limits import Limit
from validator.proxy.metrics import BREAKER_STATES, STORE_STATES, Metrics
from validator.proxy.middleware import KINDS

LIMITS: Final = frozenset(get_args(Limit))
#: Label -> the values that it can have; `job` is Prometheus's own.
LABELS: Final[dict[str, frozenset[str]]] = {
    "job": frozenset({"flicker-checker"}),
    "kind": KINDS,
    "site": frozenset({"none", *SITE_NAMES}),
    "limit": LIMITS,
    "checker_breaker_state": frozenset(BREAKER_STATES),
    "checker_store_state": frozenset(STORE_STATES),
}


def series() -> dict[str, frozenset[str]]:
    """Return name -> labels of all that Prometheus has of the proxy, its own `up` included."""
    metrics = Metrics()
    for metric in vars(metrics).values():
        if isinstance(metric, MetricWrapperBase) and metric._labelnames:
            metric.labels(*metric._labelnames)  # there is no series before there is a value
    return {"up": frozenset({"job"})} | {
        sample.name: frozenset({"job", *sample.labels})
        for family in metrics.registry.collect()
        for sample in family.samples
    }
