"""Name servers of a test's own: OKX's hosts are found on loopback, or not at all."""

from __future__ import annotations

import asyncio
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

import aiohttp
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


class Resolver(aiohttp.abc.AbstractResolver):
    """Finds every name on loopback, at a port if one is given, and counts how often it is asked."""

    def __init__(self, port: int | None = None) -> None:
        self._port = port
        self.asked = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[aiohttp.abc.ResolveResult]:
        """Return the one address."""
        self.asked += 1
        return [
            {
                "hostname": host,
                "host": "127.0.0.1",
                "port": self._port or port,
                "family": family,
                "proto": 0,
                "flags": 0,
            }
        ]

    async def close(self) -> None:
        """Have nothing to close."""


class SilentResolver(Resolver):
    """Never answers."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[aiohttp.abc.ResolveResult]:
        """Wait for ever."""
        await asyncio.Event().wait()
        return await super().resolve(host, port, family)


class IgnorantResolver(Resolver):
    """Knows no name."""

    async def resolve(
        self,
        host: str,  # noqa: ARG002 - none is known
        port: int = 0,  # noqa: ARG002 - see above
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 - see above
    ) -> list[aiohttp.abc.ResolveResult]:
        """Raise what the library's own resolver raises then."""
        raise OSError(None, "Name or service not known")


@contextmanager
def resolved_by(resolver: Resolver) -> Iterator[None]:
    """Let proxies that start in the block look names up with it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aiohttp, "ThreadedResolver", lambda: resolver)
        yield
