"""Name servers of a test's own: OKX's hosts are found on loopback, or not at all."""

from __future__ import annotations

import asyncio
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from validator.proxy import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validator.proxy.names import Addresses


class Resolver:
    """Finds every name on loopback, at a port if one is given, and counts how often it is asked."""

    def __init__(self, port: int | None = None) -> None:
        self._port = port
        self.asked = 0

    async def look_up(self, _host: str, port: int, _family: socket.AddressFamily) -> Addresses:
        """Return the one address."""
        self.asked += 1
        where = ("127.0.0.1", self._port or port)
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", where)]


class SilentResolver(Resolver):
    """Never answers."""

    async def look_up(self, host: str, port: int, family: socket.AddressFamily) -> Addresses:
        """Wait for ever."""
        await asyncio.Event().wait()
        return await super().look_up(host, port, family)


class IgnorantResolver(Resolver):
    """Knows no name."""

    async def look_up(self, _host: str, _port: int, _family: socket.AddressFamily) -> Addresses:
        """Raise what the system raises then."""
        self.asked += 1
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@contextmanager
def resolved_by(resolver: Resolver) -> Iterator[None]:
    """Let what looks names up in the block do so with it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(names, "look_up", resolver.look_up)
        yield
