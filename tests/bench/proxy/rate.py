"""A load at a constant rate: `python rate.py --rate N --seconds S NAME=URL…`.

Each request has its moment, whatever became of those before it, and its latency counts from there.
The URLs take turns, so that what disturbs one disturbs the others.
A URL without a path is asked as the proxy is; the one with OKX's path is asked as OKX is.
Prints, as JSON, errors and latencies in milliseconds by name.
"""
# ruff: noqa: T201 - it reports by printing

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import time
from collections import defaultdict
from typing import Final
from urllib.parse import urlsplit

from tests.bench.proxy.loop import precise
from tests.bench.proxy.requests import asking_okx, asking_us

_READ_MAX: Final = 65536
_WARM_UP_SECONDS: Final = 1.0


class Connections:
    """Connections to one server, each with one request at a time."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._address = (parts.hostname or "", parts.port or 0)
        self._request = asking_okx() if parts.path else asking_us()
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def ask(self) -> bool:
        """Send the request; tell whether it was answered with 200."""
        reader, writer = (
            self._idle.pop() if self._idle else await asyncio.open_connection(*self._address)
        )
        writer.write(self._request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]
        body = await reader.readexactly(int(length))
        self._idle.append((reader, writer))
        return head.startswith(b"HTTP/1.1 200 ") and (b"read_only" in body)

    def close(self) -> None:
        """Close all."""
        for _, writer in self._idle:
            writer.close()


async def _run(urls: dict[str, str], rate: float, seconds: float) -> dict[str, dict[str, object]]:
    connections = {name: Connections(url) for name, url in urls.items()}
    latencies: dict[str, list[float]] = defaultdict(list)
    errors: dict[str, int] = defaultdict(int)

    async def ask(name: str, moment: float, *, counts: bool) -> None:
        try:
            is_right = await connections[name].ask()
        except (OSError, EOFError, ValueError):
            is_right = False
        if counts:
            errors[name] += not is_right
            latencies[name].append((time.perf_counter() - moment) * 1000)

    step = 1 / rate / len(urls)
    start = time.perf_counter() + 0.1
    tasks = []
    for number in range(int((seconds + _WARM_UP_SECONDS) / step)):
        moment = start + number * step
        await _until(moment)
        name = list(urls)[number % len(urls)]
        counts = moment - start >= _WARM_UP_SECONDS
        tasks.append(asyncio.create_task(ask(name, moment, counts=counts)))
    await asyncio.gather(*tasks)
    for one in connections.values():
        one.close()
    return {
        name: {"errors": errors[name], "latencies_ms": sorted(latencies[name])} for name in urls
    }


async def _until(moment: float) -> None:
    left = moment - time.perf_counter()
    if left > 0:
        await asyncio.sleep(left)


def main() -> None:
    """Run the load and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("urls", nargs="+", metavar="NAME=URL")
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    arguments = parser.parse_args()
    urls = dict(one.split("=", 1) for one in arguments.urls)
    gc.disable()  # its pauses would be counted as the server's
    run = _run(urls, arguments.rate, arguments.seconds)
    print(json.dumps(asyncio.run(run, loop_factory=precise)))


if __name__ == "__main__":
    main()
