"""Hosts are looked up once for all who ask, and again before their addresses are old."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import pytest

from tests.proxy.names import IgnorantResolver, Resolver, SilentResolver, resolved_by
from validator.proxy.names import Names, look_up
from validator.proxy.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from validator.proxy.names import Addresses

_HOST = "okx.invalid"


def _with(
    resolver: Resolver, play: Callable[[Names], Awaitable[None]], settings: Settings | None = None
) -> None:
    async def run() -> None:
        known = Names(settings or Settings())
        await play(known)
        await known.close()

    with resolved_by(resolver):
        asyncio.run(run())


def test_looks_a_name_up_once() -> None:
    """For all who ask at the same time, and for those who ask soon."""
    resolver = Resolver(80)

    async def play(known: Names) -> None:
        found = await asyncio.gather(*(known.find(_HOST, 443) for _ in range(5)))
        found.append(await known.find(_HOST, 443))
        assert {one[0][4] for one in found} == {("127.0.0.1", 80)}
        assert resolver.asked == 1
        await known.find("other.invalid", 443)
        assert resolver.asked == 2

    _with(resolver, play)


def test_looks_it_up_again_when_it_is_old() -> None:
    """Where connections are not to be old, addresses are not."""
    resolver = Resolver()

    async def play(known: Names) -> None:
        await known.find(_HOST, 443)
        await asyncio.sleep(1.1)
        await known.find(_HOST, 443)

    _with(resolver, play, Settings(connection_max_age_seconds=1))
    assert resolver.asked == 2


def test_a_name_that_nobody_knows_is_looked_up_again() -> None:
    """It may be known a moment later."""
    resolver = IgnorantResolver()

    async def play(known: Names) -> None:
        for _ in range(2):
            with pytest.raises(OSError, match="not known"):
                await known.find(_HOST, 443)

    _with(resolver, play)
    assert resolver.asked == 2


def test_who_gives_up_leaves_the_others_waiting() -> None:
    """One that has waited too long takes the answer away from nobody."""
    answered = asyncio.Event()

    class Slow(Resolver):
        async def look_up(self, host: str, port: int, family: socket.AddressFamily) -> Addresses:
            await answered.wait()
            return await super().look_up(host, port, family)

    async def play(known: Names) -> None:
        first = asyncio.create_task(known.find(_HOST, 443))
        second = asyncio.create_task(known.find(_HOST, 443))
        await asyncio.sleep(0)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        answered.set()
        assert await second

    resolver = Slow()
    _with(resolver, play)
    assert resolver.asked == 1


def test_what_is_under_way_ends_with_it() -> None:
    """Also where nobody answers."""

    async def play(known: Names) -> None:
        asking = asyncio.create_task(known.find(_HOST, 443))
        await asyncio.sleep(0)
        await known.close()
        with pytest.raises(asyncio.CancelledError):
            await asking

    _with(SilentResolver(), play)


@pytest.mark.parametrize(
    ("okx", "family"), [("live", socket.AF_INET), ("http://[::1]:9", socket.AF_UNSPEC)]
)
def test_okx_itself_is_asked_over_ipv4(okx: str, family: socket.AddressFamily) -> None:
    """Flicker's address is one of IPv4, and so is what OKX sees of us."""
    asked = []

    class Noting(Resolver):
        async def look_up(self, host: str, port: int, family: socket.AddressFamily) -> Addresses:
            asked.append(family)
            return await super().look_up(host, port, family)

    async def play(known: Names) -> None:
        await known.find(_HOST, 443)

    _with(Noting(), play, Settings(okx=okx))
    assert asked == [family]


def test_the_system_is_asked() -> None:
    """It knows where this machine is."""
    found = asyncio.run(look_up("localhost", 443, socket.AF_INET))

    assert [one[0] for one in found] == [socket.AF_INET]
    assert [one[4] for one in found] == [("127.0.0.1", 443)]
