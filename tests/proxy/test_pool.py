"""Connections are kept for the next request, but not for too long, nor too many."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest
import uvloop

from tests.proxy import signed, upstreams
from tests.proxy.names import Resolver, resolved_by
from validator.core.practice import ACCOUNTS
from validator.proxy import pool as pool_module
from validator.proxy.okx import OkxClient
from validator.proxy.okx_connection import OkxConnection
from validator.proxy.pool import Pool, verifying_context
from validator.proxy.reply_reader import Reply
from validator.proxy.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from yarl import URL

    from validator.core.facts import SiteName
    from validator.proxy.names import Addresses

_WELL = upstreams.replying("200 OK", ACCOUNTS["read-only"].configuration())
_REQUEST = b"GET / HTTP/1.1\r\nHost: okx\r\n\r\n"
_LONG = 30.0


def _with(play: Callable[[Pool], Awaitable[None]], **changed: Any) -> None:
    """Play with a pool in front of an upstream."""

    async def run(url: str) -> None:
        pool = Pool(Settings(okx=url, **changed))
        try:
            async with asyncio.timeout(_LONG):
                await play(pool)
        finally:
            await pool.close()

    with upstreams.running(_WELL) as upstream:
        asyncio.run(run(upstream.url))


async def _take(pool: Pool, site: SiteName = "global", *, is_new: bool = False) -> OkxConnection:
    deadline = asyncio.get_running_loop().time() + _LONG
    connection = None if is_new else pool.take(site)
    connection = connection or await pool.connect(site, deadline)
    assert connection is not None
    return connection


def test_the_one_used_last_is_used_next() -> None:
    """So the others grow old, and few are kept where few are needed."""

    async def play(pool: Pool) -> None:
        first, second = await _take(pool), await _take(pool)
        assert first is not second
        pool.put_back("global", second)
        pool.put_back("global", first)
        assert await _take(pool) is first
        assert await _take(pool) is second
        assert await _take(pool) not in {first, second}

    _with(play)


def test_sites_with_one_host_share_its_connections() -> None:
    """As they do on a stand-in."""

    async def play(pool: Pool) -> None:
        connection = await _take(pool, "global")
        pool.put_back("global", connection)
        assert await _take(pool, "eea") is connection

    _with(play)


def test_a_new_one_is_new() -> None:
    """Those that are kept stay for others."""

    async def play(pool: Pool) -> None:
        kept = await _take(pool)
        pool.put_back("global", kept)
        assert await _take(pool, is_new=True) is not kept
        assert await _take(pool) is kept

    _with(play)


def test_one_that_ended_is_not_kept() -> None:
    """Whether it ended before it came back or after."""

    async def play(pool: Pool) -> None:
        first, second = await _take(pool), await _take(pool)
        first.close()
        pool.put_back("global", first)
        pool.put_back("global", second)
        second.close()
        await asyncio.sleep(0)
        assert await _take(pool) not in {first, second}

    _with(play)


def test_one_that_was_idle_for_long_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """OKX may be about to close it."""
    monkeypatch.setattr(pool_module, "_IDLE_SECONDS", 0.05)

    async def play(pool: Pool) -> None:
        first, second = await _take(pool), await _take(pool)
        pool.put_back("global", first)
        await asyncio.sleep(0.1)
        pool.put_back("global", second)
        assert not first.is_idle
        assert not second.is_idle
        assert await _take(pool) not in {first, second}

    _with(play)


def test_no_more_are_open_than_may_be() -> None:
    """The one that was idle longest makes room."""

    async def play(pool: Pool) -> None:
        first, second, third = [await _take(pool) for _ in range(3)]
        for one in (first, second, third):
            pool.put_back("global", one)
        fourth = await _take(pool, is_new=True)
        assert [one.is_idle for one in (first, second, third, fourth)] == [False, True, True, True]

    _with(play, max_in_flight=3)


def test_as_many_make_room_as_are_on_their_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are being made count too."""

    async def play(pool: Pool) -> None:
        kept = [await _take(pool) for _ in range(3)]
        for one in kept:
            pool.put_back("global", one)
        with _held(pool, monkeypatch) as go_on:
            taking = []
            for count in range(3):
                assert [one.is_idle for one in kept] == [False] * count + [True] * (3 - count)
                taking.append(asyncio.create_task(_take(pool, is_new=True)))
                # The one that makes room has ended by then.
                await asyncio.sleep(0.05)
            go_on.set()
            await asyncio.gather(*taking)
        assert [one.is_idle for one in kept] == [False] * 3

    _with(play, max_in_flight=3)


@contextmanager
def _held(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> Iterator[asyncio.Event]:
    """Let connections be made only when the event is set."""
    go_on, open_to = asyncio.Event(), pool._open_to

    async def held(origin: URL) -> OkxConnection:
        await go_on.wait()
        return await open_to(origin)

    with monkeypatch.context() as patch:
        patch.setattr(pool, "_open_to", held)
        yield go_on


def test_all_end_with_it() -> None:
    """Those that are used too."""

    async def play(pool: Pool) -> None:
        used, kept = await _take(pool), await _take(pool)
        pool.put_back("global", kept)
        await pool.close()
        assert not used.is_idle
        assert not kept.is_idle
        pool.put_back("global", used)
        assert pool.take("global") is None
        assert await pool.connect("global", asyncio.get_running_loop().time() + _LONG) is None

    _with(play)


def test_one_that_is_made_while_all_end_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """It came too late."""
    made: list[OkxConnection] = []

    async def play(pool: Pool) -> None:
        deadline = asyncio.get_running_loop().time() + _LONG
        with _held(pool, monkeypatch) as go_on:
            taking = asyncio.create_task(pool.connect("global", deadline))
            await asyncio.sleep(0.05)
            await pool.close()
            go_on.set()
            assert await taking is None
        assert [one.is_idle for one in made] == [False]

    class Made(OkxConnection):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            made.append(self)

    monkeypatch.setattr(pool_module, "OkxConnection", Made)
    _with(play)


def test_connections_are_left_behind_in_time() -> None:
    """A busy one would outlive its address: its host is looked up again."""
    resolver = Resolver()
    with upstreams.running(_WELL) as upstream:
        url = upstream.url.replace("127.0.0.1", "localhost")

        async def run() -> None:
            settings = Settings(okx=url, connection_max_age_seconds=1)
            async with OkxClient(settings) as client, asyncio.timeout(_LONG):
                while resolver.asked < 2:
                    await client.ask(signed.request())
                    await asyncio.sleep(0.05)

        with resolved_by(resolver):
            asyncio.run(run())

    assert upstream.connections >= 2


def test_the_next_address_is_tried_where_one_does_not_answer() -> None:
    """One of OKX's that is down keeps nobody waiting."""

    class Two(Resolver):
        async def look_up(self, host: str, port: int, family: socket.AddressFamily) -> Addresses:
            dead = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", full))
            return [dead, *await super().look_up(host, port, family)]

    async def run() -> None:
        pool = Pool(Settings(okx="http://localhost:9", connect_limit_seconds=20))
        start = asyncio.get_running_loop().time()
        connection = await _take(pool)
        assert asyncio.get_running_loop().time() - start < 15
        assert isinstance(await connection.exchange(_REQUEST, start + _LONG), Reply)
        await pool.close()

    with (
        _full() as full,
        upstreams.running(_WELL) as upstream,
        resolved_by(Two(upstream.port)),
    ):
        asyncio.run(run())


@contextmanager
def _full() -> Iterator[int]:
    """Yield a port where connections are neither taken nor refused: its queue is full."""
    with (
        socket.create_server(("127.0.0.1", 0), backlog=0) as listener,
        socket.create_connection(listener.getsockname()),
    ):
        yield listener.getsockname()[1]


@contextmanager
def _silent() -> Iterator[int]:
    """Yield a port where connections are taken, and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_time_limit_that_is_swallowed_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library can take its end for that of a race of its own."""

    async def swallow(addresses: Addresses, **_options: object) -> socket.socket:
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        return socket.create_connection(addresses[0][4])

    async def run() -> None:
        pool = Pool(Settings(connect_limit_seconds=0.2))
        start = asyncio.get_running_loop().time()
        assert await pool.connect("global", start + _LONG) is None
        # uvloop's own limit is a minute.
        assert asyncio.get_running_loop().time() - start < 20
        await pool.close()

    monkeypatch.setattr(pool_module, "start_connection", swallow)
    with _silent() as port, resolved_by(Resolver(port)):
        uvloop.run(run())


@pytest.mark.parametrize(("connect", "whole"), [(0.1, _LONG), (20.0, 0.1)])
def test_no_connection_in_time_is_none(connect: float, whole: float) -> None:
    """Within its own limit, and within what is left of the whole."""

    async def run(port: int) -> None:
        pool = Pool(Settings(okx=f"http://127.0.0.1:{port}", connect_limit_seconds=connect))
        start = asyncio.get_running_loop().time()
        assert await pool.connect("global", start + whole) is None
        assert asyncio.get_running_loop().time() - start < 15
        await pool.close()

    with _full() as port:
        asyncio.run(run(port))


def test_tls_trusts_certifi_and_nothing_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither other authorities nor a file for the sessions' keys."""
    keys = tmp_path / "keys"
    monkeypatch.setenv("SSLKEYLOGFILE", str(keys))
    monkeypatch.setenv("SSL_CERT_FILE", os.devnull)

    context = verifying_context()

    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert len(context.get_ca_certs()) > 50
    assert context.keylog_filename is None
    assert not keys.exists()
