"""Prometheus reads the metrics from a port of loopback, and finds nothing of a client's in them."""

from __future__ import annotations

import socket
from typing import get_args

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.proxy.serving import run_proxy
from validator.core.facts import SITE_NAMES
from validator.core.practice import ACCOUNTS
from validator.proxy import UNGUARDED, Settings, create_app
from validator.proxy.guard import KINDS, NONE
from validator.proxy.limits import Limit
from validator.proxy.metrics import Metrics, served

#: What alert rules, the runbook and dashboards go by: add, never rename.
_NAMES = {
    "checker_requests",
    "checker_upstream_seconds",
    "checker_in_flight",
    "checker_retries",
    "checker_limit_hits",
    "checker_breaker_state",
    "checker_store_state",
    "checker_connections",
    "checker_live_test_on",
}


def _families(text: str) -> set[str]:
    return {one.name for one in text_string_to_metric_families(text)}


def test_they_are_served_until_the_end() -> None:
    """On loopback, by their names, with what Prometheus knows of every process."""
    with served(Metrics(), 0) as address:
        families = _families(httpx.get(address).text)

    assert address.startswith("http://127.0.0.1:")
    assert families >= _NAMES | {"process_resident_memory_bytes", "process_open_fds"}
    with pytest.raises(httpx.ConnectError):
        httpx.get(address)


def test_a_taken_port_is_told() -> None:
    """The command then names the setting."""
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(OSError, match="in use"),
        served(Metrics(), taken.getsockname()[1]),
    ):
        pass


def test_every_site_is_there_from_the_start() -> None:
    """An alert need not tell "never" from "not yet"."""
    registry = Metrics().registry
    for site in SITE_NAMES:
        labels = {"site": site, "checker_breaker_state": "closed"}
        assert registry.get_sample_value("checker_breaker_state", labels) == 1
        assert registry.get_sample_value("checker_upstream_seconds_count", {"site": site}) == 0


def test_what_alerts_count_is_there_before_the_first_request() -> None:
    """Else the first hit would be no increase: the series would begin with it."""
    metrics = Metrics()
    create_app(Settings(), metrics=metrics)
    counts = {
        tuple(sample.labels.values()): sample.value
        for counter in (metrics.requests, metrics.limit_hits)
        for family in counter.collect()
        for sample in family.samples
        if sample.name.endswith("_total")
    }

    assert counts == dict.fromkeys(
        [(kind, site) for kind in KINDS for site in (NONE, *SITE_NAMES)]
        + [(limit,) for limit in get_args(Limit)],
        0,
    )


@pytest.mark.parametrize(("is_on", "value"), [(True, 1), (False, 0)])
def test_they_tell_whether_the_live_test_is_on(*, is_on: bool, value: int) -> None:
    """Somebody may forget to switch it on again."""
    metrics = Metrics()
    create_app(Settings(is_live_test_on=is_on), metrics=metrics)

    assert metrics.registry.get_sample_value("checker_live_test_on") == value


def test_they_hold_nothing_that_was_sent(fake: str) -> None:
    """Neither paths nor headers nor bodies make a label."""
    metrics = Metrics()
    secret = ACCOUNTS["read-only"].pasted.api_key
    app = create_app(Settings(**(UNGUARDED | {"okx": fake})), metrics=metrics)
    with (
        run_proxy(app) as url,
        httpx.Client(
            base_url=url, headers={"X-Request-Id": secret, "User-Agent": secret}
        ) as client,
        served(metrics, 0) as address,
    ):
        client.get(f"/{secret}", params={"key": secret})
        client.post("/api/okx/permissions", json={"site": secret, secret: secret})
        text = httpx.get(address).text

    assert secret not in text
    assert 'checker_requests_total{kind="not-found",site="none"} 1.0' in text
