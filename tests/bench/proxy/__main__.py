"""Compares the proxy with FastAPI and httpx: `python -m tests.bench.proxy`.

Each server has a core of its own; load and upstream share the other one. Rounds are interleaved,
and the table has medians with ranges.
"""
# ruff: noqa: T201 - it prints its report

from __future__ import annotations

import argparse
import gc
import os
import statistics
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from tests.bench.proxy import load, servers

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from tests.bench.proxy.servers import Server

    Figures = dict[str, float]

_SIDES: Final[dict[str, Callable[[str], AbstractContextManager[Server]]]] = {
    "FastAPI + httpx": servers.fastapi,
    "ours": servers.ours,
}
_CONNECTIONS: Final = 64


def saturated(seconds: float) -> Figures:
    """Return requests per second with an upstream that responds at once."""
    figures = {}
    with servers.upstream(0) as upstream:
        for name, side in _SIDES.items():
            with side(upstream.url) as server:
                load.saturate(server.url, _CONNECTIONS, seconds=1)
                run = load.saturate(server.url, _CONNECTIONS, seconds=seconds)
            figures[f"{name}, req/s"] = run.answered / run.seconds
            figures[f"{name}, errors"] = run.errors
    figures["ours / FastAPI + httpx"] = figures["ours, req/s"] / figures["FastAPI + httpx, req/s"]
    return figures


def added_latency(seconds: float) -> Figures:
    """Return the latency that the proxy adds, at 20 requests/s with an upstream of 100 ms."""
    figures: Figures = {}
    with servers.upstream(0.1) as upstream:
        for name, side in _SIDES.items():
            with side(upstream.url) as server:
                urls = {"direct": upstream.url, name: server.url}
                took = load.at_rate(urls, per_second=20, seconds=seconds)
            for percent in (50, 95):
                direct, through = (
                    statistics.quantiles(took[url], n=100)[percent - 1] * 1000 for url in urls
                )
                figures[f"{name}, p{percent} added, ms"] = through - direct
    return figures


def in_flight(seconds: float) -> Figures:
    """Return the throughput of 500 requests in flight, with an upstream of 300 ms."""
    figures = {}
    with servers.upstream(0.3) as upstream:
        for name, side in _SIDES.items():
            with side(upstream.url) as server:
                run = load.saturate(server.url, 500, seconds=seconds)
                figures[f"{name}, req/s"] = run.answered / run.seconds
                figures[f"{name}, errors"] = run.errors
                figures[f"{name}, MB"] = server.resident_mb
    return figures


def memory(_seconds: float) -> Figures:
    """Return the resident memory after 5,000 and after 50,000 requests with 1,000 keys."""
    with servers.upstream(0) as upstream, servers.ours(upstream.url) as server:
        errors = load.saturate(server.url, _CONNECTIONS, count=5_000).errors
        early = server.resident_mb
        errors += load.saturate(server.url, _CONNECTIONS, count=45_000).errors
        late = server.resident_mb
    return {
        "after 5,000, MB": early,
        "after 50,000, MB": late,
        "growth, %": 100 * (late / early - 1),
        "errors": errors,
    }


MEASURES: Final[dict[str, Callable[[float], Figures]]] = {
    "saturated": saturated,
    "added latency": added_latency,
    "500 in flight": in_flight,
    "memory": memory,
}


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=8, help="of load for each figure")
    arguments = parser.parse_args()
    os.sched_setaffinity(0, {servers.BESIDE})
    gc.disable()  # its pauses would be counted as the servers'
    figures: dict[tuple[str, str], list[float]] = defaultdict(list)
    for _ in range(arguments.rounds):
        for name, measure in MEASURES.items():
            for figure, value in measure(arguments.seconds).items():
                figures[name, figure].append(value)
    print("| measure | figure | median | range |\n|---|---|--:|--:|")
    for row, values in figures.items():
        median, least, most = (f(values) for f in (statistics.median, min, max))
        print(f"| {' | '.join(row)} | {median:,.2f} | {least:,.2f} to {most:,.2f} |")


if __name__ == "__main__":
    main()
