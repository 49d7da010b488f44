"""Load for the proxy: signed requests at full speed or at a fixed rate."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from itertools import count as numbers
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from validator.core.facts import METHOD, REQUEST_PATH
from validator.core.practice import ACCOUNTS
from validator.core.signing import access_headers, sign, timestamp

if TYPE_CHECKING:
    from collections.abc import Sequence

_PASTED: Final = ACCOUNTS["read-only"].pasted


@dataclass
class Run:
    """The result of a load."""

    answered: int = 0
    errors: int = 0
    seconds: float = 0.0


def saturate(
    url: str, connections: int, *, seconds: float = float("inf"), count: int | None = None
) -> Run:
    """Keep some connections busy for some seconds, or until `count` requests were sent."""
    return asyncio.run(_saturate(url, connections, seconds, count))


def at_rate(urls: dict[str, str], *, per_second: float, seconds: float) -> dict[str, list[float]]:
    """Send requests to the URLs in turn, each at a rate; return latencies in seconds by name."""
    return asyncio.run(_at_rate(urls, per_second, seconds))


async def _saturate(url: str, connections: int, seconds: float, count: int | None) -> Run:
    run, requests, sent = Run(), _requests(), numbers()
    start = time.perf_counter()

    async def keep_busy() -> None:
        reader, writer = await _connect(url)
        while time.perf_counter() - start < seconds:
            number = next(sent)
            if count is not None and number >= count:
                break
            is_right = await _ask(reader, writer, requests[number % len(requests)])
            run.answered += is_right
            run.errors += not is_right
        writer.close()

    await asyncio.gather(*(keep_busy() for _ in range(connections)))
    run.seconds = time.perf_counter() - start
    return run


async def _at_rate(urls: dict[str, str], rate: float, seconds: float) -> dict[str, list[float]]:
    took: dict[str, list[float]] = {name: [] for name in urls}
    requests = {name: [_direct()] if name == "direct" else _requests() for name in urls}
    for number in range(int(seconds * rate)):
        for name, url in urls.items():
            start = time.perf_counter()
            reader, writer = await _connect(url)
            if not await _ask(reader, writer, requests[name][number % len(requests[name])]):
                raise RuntimeError(f"{name} did not answer")
            took[name].append(time.perf_counter() - start)
            writer.close()
            await asyncio.sleep(max(0.0, start + 1 / rate / len(urls) - time.perf_counter()))
    return took


async def _connect(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = urlsplit(url)
    return await asyncio.open_connection(parts.hostname, parts.port)


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> bool:
    """Send a request and return whether the response is a success."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]
    body = await reader.readexactly(int(length))
    return head.startswith(b"HTTP/1.1 200 ") and b"read_only" in body


def _requests() -> Sequence[bytes]:
    """Return requests to the proxy, signed now, each with a key of its own."""
    signed = _signed()
    requests = []
    for number in range(1_000):
        content = json.dumps(signed | {"api_key": f"{signed['api_key'][:-4]}{number:04}"}).encode()
        head = (
            "POST /api/okx/permissions HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        requests.append(head.encode() + content)
    return requests


def _direct() -> bytes:
    """Return a request as the proxy sends it to OKX."""
    signed = _signed()
    names = ("api_key", "passphrase", "timestamp", "signature")
    headers = access_headers(*(signed[name] for name in names))
    lines = [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([f"GET {REQUEST_PATH} HTTP/1.1", "Host: okx", *lines, "", ""]).encode()


def _signed() -> dict[str, str]:
    moment = timestamp(time.time_ns() // 1_000_000)
    return {
        "site": "global",
        "api_key": _PASTED.api_key,
        "passphrase": _PASTED.passphrase,
        "timestamp": moment,
        "signature": sign(_PASTED.secret_key, moment, METHOD, REQUEST_PATH),
    }
