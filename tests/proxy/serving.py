"""Runs the proxy in a thread of the test process, on the same server as in production."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx

from validator.core.practice import ACCOUNTS
from validator.loopback import run_in_thread
from validator.proxy import UNGUARDED, Settings, create_app
from validator.proxy.logs import open_log
from validator.proxy.metrics import Metrics
from validator.proxy.requests import SignedRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validator.core.facts import SiteName

PATH = "/api/okx/permissions"
#: A well-formed signature, which stand-ins for OKX do not verify.
SIGNATURE = "pFhLd3HQUnXCqC1ydO1JtJ1mAVlzqC3FHaC5H1yUuQ8="
#: A timeout, in seconds, that only something that never happens exceeds.
LATE = 30.0
#: No server listens there, so that every check gets a timeout.
NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True, slots=True)
class Served:
    """A running proxy with a client for it, its log lines and its metrics."""

    client: httpx.Client
    lines: list[dict[str, Any]]
    metrics: Metrics

    def check(self, signed: dict[str, str]) -> httpx.Response:
        """Send a check to the proxy."""
        return self.client.post(PATH, json=signed)

    def value(self, name: str, **labels: str) -> float | None:
        """Return the value of a metric."""
        return self.metrics.registry.get_sample_value(name, labels)


def signed_request(site: SiteName = "global") -> SignedRequest:
    """Return a request as the page sends it, with a fixed signature."""
    pasted = ACCOUNTS["read-only"].pasted
    return SignedRequest(
        site=site,
        api_key=pasted.api_key,
        passphrase=pasted.passphrase,
        timestamp="2026-11-23T10:00:00.000Z",
        signature=SIGNATURE,
    )


@contextmanager
def served(okx: str = NOWHERE, **changed: Any) -> Iterator[Served]:
    """Run a proxy with some settings, and otherwise without limits."""
    lines: list[dict[str, Any]] = []
    metrics = Metrics()
    app = create_app(
        Settings(**(UNGUARDED | {"okx": okx} | changed)),
        metrics=metrics,
        log=open_log("debug", lambda line: lines.append(json.loads(line))),
    )
    with (
        run_in_thread(app) as url,
        httpx.Client(base_url=url, timeout=LATE, trust_env=False) as client,
    ):
        yield Served(client, lines, metrics)
