"""The metrics are served on loopback, and contain nothing of a request."""

from __future__ import annotations

import socket
from typing import get_args

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.proxy.serving import served
from validator.commands.server import serving_metrics
from validator.core.facts import SITE_NAMES
from validator.core.practice import ACCOUNTS
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


def test_metrics_are_served_until_the_block_ends() -> None:
    """The proxy's and the process's metrics are served on loopback until the block ends."""
    with serving_metrics(Metrics(), 0) as address:
        text = httpx.get(address).text

    names = {family.name for family in text_string_to_metric_families(text)}
    assert address.startswith("http://127.0.0.1:")
    assert names >= _NAMES | {
        "process_resident_memory_bytes",
        "process_open_fds",
    }
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


def test_series_exist_before_the_first_request() -> None:
    """Series start at zero, since an alert sees no increase in a series that begins with 1."""
    with served() as proxy:
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
    assert proxy.value("checker_live_test_on") == 1
    for site in SITE_NAMES:
        assert proxy.value("checker_breaker_state", site=site, checker_breaker_state="closed") == 1
        assert proxy.value("checker_upstream_seconds_count", site=site) == 0


def test_metrics_contain_nothing_of_a_request(fake: str) -> None:
    """No label contains text from a path, header or body."""
    secret = ACCOUNTS["read-only"].pasted.api_key
    with served(fake) as proxy, serving_metrics(proxy.metrics, 0) as address:
        proxy.client.headers.update({"X-Request-Id": secret, "User-Agent": secret})
        proxy.client.get(f"/{secret}", params={"key": secret})
        proxy.check({"site": secret, secret: secret})
        text = httpx.get(address).text

    assert secret not in text
    assert 'checker_requests_total{kind="not-found",site="none"} 1.0' in text
