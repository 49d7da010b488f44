"""The series that Prometheus reads from the proxy, with their labels."""

from __future__ import annotations

from typing import Final, get_args

from validator.core.facts import SITE_NAMES
from validator.proxy import Settings, create_app
from validator.proxy.limits import Limit
from validator.proxy.metrics import BREAKER_STATES, STORE_STATES, Metrics
from validator.proxy.middleware import KINDS

LIMITS: Final = frozenset(get_args(Limit))
#: Label -> its possible values; `job` is Prometheus's own.
LABELS: Final[dict[str, frozenset[str]]] = {
    "job": frozenset({"flicker-checker"}),
    "kind": KINDS,
    "site": frozenset({"none", *SITE_NAMES}),
    "limit": LIMITS,
    "checker_breaker_state": frozenset(BREAKER_STATES),
    "checker_store_state": frozenset(STORE_STATES),
}


def series() -> dict[str, frozenset[str]]:
    """Return the labels of each series of the proxy by name, including Prometheus's own `up`."""
    metrics = Metrics()
    # A series exists once its metric has labels, which the app's parts create at the start.
    create_app(Settings(), metrics=metrics).build_middleware_stack()
    return {"up": frozenset({"job"})} | {
        sample.name: frozenset({"job", *sample.labels})
        for family in metrics.registry.collect()
        for sample in family.samples
    }
