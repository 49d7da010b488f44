"""What is measured; each measure runs once and returns its figures by name."""

from __future__ import annotations

import statistics
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

from tests.bench.proxy import load, servers
from tests.bench.proxy.awake import awake
from tests.bench.proxy.mixed import send_mixed
from validator.core.facts import REQUEST_PATH

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from tests.bench.proxy.load import Run
    from tests.bench.proxy.servers import Server

    Figures = dict[str, float]

_SIDES: Final[dict[str, Callable[[str], AbstractContextManager[Server]]]] = {
    "nginx": servers.nginx,
    "FastAPI + httpx": servers.fastapi,
    "ours": servers.ours,
}
_MANY: Final = 1000


def saturated(seconds: float) -> Figures:
    """Requests per second with an upstream that answers at once, everything on."""
    figures = {}
    with servers.static_upstream() as upstream:
        for name, side in _SIDES.items():
            with side(upstream.url) as server:
                load.saturate(server.url, seconds=1, connections=64)
                before = load.count_served(upstream.url)
                run = load.saturate(server.url, seconds=seconds, connections=64)
                served = load.count_served(upstream.url) - before
            _assert_each_was_asked(run, served)
            figures[f"{name}, req/s"] = run.rate
    figures["ours / FastAPI + httpx"] = figures["ours, req/s"] / figures["FastAPI + httpx, req/s"]
    return figures


def added_latency(seconds: float) -> Figures:
    """How much later the answer is than OKX's own, at 200 requests/s with 100 ms upstream."""
    figures: Figures = {}
    with servers.waiting_upstream(0.1, precise=True) as upstream:
        # The other peer is left out: a slow machine may not let it serve so many.
        for name in ("nginx", "ours"):
            with _SIDES[name](upstream.url) as server:
                urls = {"direct": upstream.url + REQUEST_PATH, name: server.url}
                done = load.at_rate(urls, per_second=200, seconds=seconds)
            figures[f"{name}, errors"] = sum(one["errors"] for one in done.values())
            cuts = {url: statistics.quantiles(done[url]["latencies_ms"], n=100) for url in urls}
            for percent in (50, 99):
                direct, through = (cuts[url][percent - 1] for url in urls)
                figures[f"{name}, p{percent} direct, ms"] = direct
                figures[f"{name}, p{percent} added, ms"] = through - direct
    return figures


def added_latency_awake(seconds: float) -> Figures:
    """Measure the same on cores that do not sleep meanwhile."""
    with awake(servers.MEASURED, servers.BESIDE):
        return added_latency(seconds)


def many_in_flight(seconds: float) -> Figures:
    """1,000 requests in flight with an upstream that takes 300 ms."""
    figures = {}
    with servers.waiting_upstream(0.3) as upstream:
        for name, side in _SIDES.items():
            with side(upstream.url) as server:
                run = load.saturate(server.url, seconds=seconds, connections=_MANY)
                figures[f"{name}, req/s"] = run.rate
                figures[f"{name}, errors"] = run.errors
                figures[f"{name}, MB"] = server.resident_mb
    return figures


def two_workers(seconds: float) -> Figures:
    """Two workers against one, 1,000 in flight and 300 ms; the second one's core has others too."""
    with ExitStack() as stack:
        upstream = stack.enter_context(servers.waiting_upstream(0.3))
        one = stack.enter_context(servers.ours(upstream.url))
        two = stack.enter_context(servers.ours(upstream.url, core=servers.BESIDE))
        alone = load.saturate(one.url, seconds=seconds, connections=_MANY)
        pool = stack.enter_context(ThreadPoolExecutor())
        both = list(
            pool.map(
                lambda url: load.saturate(url, seconds=seconds, connections=_MANY // 2),
                [one.url, two.url],
            )
        )
    return {
        "one, req/s": alone.rate,
        "two, req/s": sum(run.rate for run in both),
        "errors": alone.errors + sum(run.errors for run in both),
    }


def shared_limits(seconds: float) -> Figures:
    """Requests per second with limits that replicas share through Valkey, and without."""
    figures: Figures = {}
    with servers.static_upstream() as upstream, servers.valkey() as store:
        for name, address in (("memory", ""), ("Valkey", store.url.replace("http:", "redis:"))):
            with servers.ours(upstream.url, store=address) as server:
                load.saturate(server.url, seconds=1, connections=64)
                run = load.saturate(server.url, seconds=seconds, connections=64)
            figures[f"{name}, req/s"] = run.rate
            figures[f"{name}, errors"] = run.errors
    return figures


def memory(_seconds: float) -> Figures:
    """Resident memory after 5,000 and after 50,000 mixed requests, each with a key of its own."""
    with ExitStack() as stack:
        upstream = stack.enter_context(servers.waiting_upstream(0, mixed=True))
        server = stack.enter_context(servers.ours(upstream.url))
        send_mixed(server.url, 5_000)
        early = server.resident_mb
        send_mixed(server.url, 45_000)
        late = server.resident_mb
    return {
        "after 5,000, MB": early,
        "after 50,000, MB": late,
        "growth, %": 100 * (late / early - 1),
    }


def _assert_each_was_asked(run: Run, served: int) -> None:
    """Raise RuntimeError unless every request that was answered had been asked upstream."""
    if run.errors or served < run.requests:
        raise RuntimeError(f"{run.errors} errors, {served} asked for {run.requests} answered")


MEASURES: Final[dict[str, Callable[[float], Figures]]] = {
    "saturated": saturated,
    "added latency": added_latency,
    "added latency, cores awake": added_latency_awake,
    "1,000 in flight": many_in_flight,
    "two workers": two_workers,
    "limits shared": shared_limits,
    "memory": memory,
}
