"""Requests of every kind: right ones with a key of their own each, and wrong ones."""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from tests.bench.proxy.requests import asking_us, body

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONNECTIONS: Final = 32
_numbers: Final = itertools.count()


def send_mixed(url: str, count: int) -> None:
    """Send so many requests; raises RuntimeError where one is answered with 500 or not at all."""
    parts = urlsplit(url)
    asyncio.run(_send(parts.hostname or "", parts.port or 0, count))


def _requests(count: int) -> Iterator[bytes]:
    signed = body()
    for number in itertools.islice(_numbers, count):
        members = signed | {"api_key": f"f11c4e80-0000-4000-8000-{number:012x}"}
        wrong = {
            7: b"{",
            11: json.dumps(members | {"site": "mars"}).encode(),
            13: b"[" * 3000,
            17: b" " * 5000,
        }.get(number % 19)
        yield asking_us(wrong or json.dumps(members).encode())


async def _send(host: str, port: int, count: int) -> None:
    requests = _requests(count)

    async def work() -> None:
        reader, writer = await asyncio.open_connection(host, port)
        for request in requests:
            if writer.is_closing():
                reader, writer = await asyncio.open_connection(host, port)
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = head.partition(b"content-length:")[2].split(b"\r\n", 1)[0]
            await reader.readexactly(int(length))
            if head.startswith(b"http/1.1 500"):
                raise RuntimeError("answered with 500")
            if b"connection: close" in head:
                writer.close()
        writer.close()

    await asyncio.gather(*(work() for _ in range(_CONNECTIONS)))
