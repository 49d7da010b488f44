"""The metrics are served on loopback, and contain nothing of a request."""

from __future__ import annotations

import socket
from typing import get_args

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.proxy.serving import run_proxy
from tests.proxy.serving import served as served_proxy
from validator.commands.server import serving_metrics
from validator.core.facts import SITE_NAMES
from validator.core.practice import ACCOUNTS
from validator.proxy import UNGUARDED, Settings, create_app
from validator.proxy.limits import Limit
from validator.proxy.metrics import Metrics
from validator.proxy.middleware import KINDS

#: Alert rules, the runbook and dashboards use these names: add, never rename.
_NAMES = {
    "checker_requests",
    "checker_upstream_seconds",
    "checker_in_flight",
    "checker_limit_hits",
    "checker_breaker_state",
    "checker_store_state",
    "checker_live_test_on",
}


def _families(text: str) -> set[str]:
    return {family.name for family in text_string_to_metric_families(text)}


def test_metrics_are_served_until_the_block_ends() -> None:
    """The proxy's and the process's metrics are served on loopback until the block ends."""
    with serving_metrics(Metrics(), 0) as address:
        families = _families(httpx.get(address).text)

    assert address.startswith("http://127.0.0.1:")
    assert families >= _NAMES | {"process_resident_memory_bytes", "process_open_fds"}
    with pytest.raises(httpx.ConnectError):
        httpx.get(address)


def test_port_in_use_raises() -> None:
    """A port in use raises OSError, for which the command names the setting."""
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(OSError, match="in use"),
        serving_metrics(Metrics(), taken.getsockname()[1]),
    ):
        pass


def test_metrics_of_every_site_exist_from_the_start() -> None:
    """The metrics of every site exist before the first call."""
    registry = Metrics().registry
    for site in SITE_NAMES:
        labels = {"site": site, "checker_breaker_state": "closed"}
        assert registry.get_sample_value("checker_breaker_state", labels) == 1
        assert registry.get_sample_value("checker_upstream_seconds_count", {"site": site}) == 0


def test_counters_exist_before_the_first_request() -> None:
    """Counters start at zero, since an alert sees no increase in a series that begins with 1."""
    with served_proxy() as proxy:
        metrics = proxy.metrics
    counts = {
        tuple(sample.labels.values()): sample.value
        for counter in (metrics.requests, metrics.limit_hits)
        for family in counter.collect()
        for sample in family.samples
        if sample.name.endswith("_total")
    }

    assert counts == dict.fromkeys(
        [(kind, site) for kind in KINDS for site in ("none", *SITE_NAMES)]
        + [(limit,) for limit in get_args(Limit)],
        0,
    )


def test_live_test_gauge() -> None:
    """A gauge shows whether the live test is on."""
    values = []
    for is_on in (True, False):
        metrics = Metrics()
        create_app(Settings(live_test=is_on), metrics=metrics)
        values.append(metrics.registry.get_sample_value("checker_live_test_on"))

    assert values == [1, 0]


def test_metrics_contain_nothing_of_a_request(fake: str) -> None:
    """No label contains a text from a path, header or body."""
    metrics = Metrics()
    secret = ACCOUNTS["read-only"].pasted.api_key
    app = create_app(Settings(**(UNGUARDED | {"okx": fake})), metrics=metrics)
    with (
        run_proxy(app) as url,
        httpx.Client(
            base_url=url, headers={"X-Request-Id": secret, "User-Agent": secret}
        ) as client,
        serving_metrics(metrics, 0) as address,
    ):
        client.get(f"/{secret}", params={"key": secret})
        client.post("/api/okx/permissions", json={"site": secret, secret: secret})
        text = httpx.get(address).text

    assert secret not in text
    assert 'checker_requests_total{kind="not-found",site="none"} 1.0' in text
