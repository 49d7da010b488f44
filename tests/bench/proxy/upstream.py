"""A stand-in for OKX that answers after a while: `python upstream.py PORT --wait SECONDS`.

With `--mixed` each reply is the next of a list of good, bad and broken ones;
with `--precise` it waits no longer than it should, and takes fewer than 1,000 connections.
One asyncio protocol and nothing else, so that it costs little beside what is measured.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
from typing import Final

from tests.bench.proxy.loop import precise
from tests.bench.proxy.replies import MIXED, READ_ONLY


class Upstream(asyncio.Protocol):
    """One connection; requests have no body and come one after the other."""

    def __init__(self, wait: float, replies: itertools.cycle[bytes]) -> None:
        self._wait = wait
        self._replies = replies
        self._head = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer after the wait as soon as the request is there."""
        self._head += data
        if self._head.endswith(b"\r\n\r\n"):
            self._head = b""
            if self._wait:
                asyncio.get_running_loop().call_later(self._wait, self._answer)
            else:
                self._answer()

    def _answer(self) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        reply = next(self._replies)
        self._transport.write(reply)
        if b"Connection: close" in reply:
            self._transport.close()


async def _serve(port: int, wait: float, replies: itertools.cycle[bytes]) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Upstream(wait, replies), "127.0.0.1", port, backlog=_BACKLOG
    )
    await server.serve_forever()


_BACKLOG: Final = 4096


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("--wait", type=float, default=0.0)
    parser.add_argument("--mixed", action="store_true")
    parser.add_argument("--precise", action="store_true")
    arguments = parser.parse_args()
    replies = itertools.cycle(MIXED if arguments.mixed else [READ_ONLY])
    loop_factory = precise if arguments.precise else None
    asyncio.run(_serve(arguments.port, arguments.wait, replies), loop_factory=loop_factory)


if __name__ == "__main__":
    main()
