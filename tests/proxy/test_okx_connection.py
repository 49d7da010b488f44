"""A connection carries one request at a time, waits as long as it may, and ends when broken."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

import pytest
import uvloop

from tests.proxy import certificates, upstreams
from validator.proxy.okx_connection import OkxConnection
from validator.proxy.pool import verifying_context
from validator.proxy.reply_reader import Failure, Reply
from validator.proxy.settings import Settings

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator, Awaitable, Callable

_REQUEST = b"GET / HTTP/1.1\r\nHost: okx\r\n\r\n"
_WELL = upstreams.replying("200 OK", b"{}")
_REPLY = Reply(200, b"{}")
#: Longer than any machine takes, in seconds.
_LONG = 30.0
_SHORT = 0.1


@asynccontextmanager
async def _open(url: str, read_limit: float) -> AsyncIterator[OkxConnection]:
    """Open a connection, which must tell its end once."""
    ended: asyncio.Queue[OkxConnection] = asyncio.Queue()
    settings = Settings(read_limit_seconds=read_limit)
    _, connection = await asyncio.get_running_loop().create_connection(
        partial(OkxConnection, settings, ended.put_nowait), "127.0.0.1", int(url.rpartition(":")[2])
    )
    try:
        yield connection
    finally:
        connection.close()
    assert await ended.get() is connection
    assert ended.empty()


def _with(
    behave: upstreams.Behaviour,
    play: Callable[[OkxConnection], Awaitable[None]],
    read_limit: float = _LONG,
) -> upstreams.Upstream:
    """Play with one connection to an upstream."""

    async def run(url: str) -> None:
        async with asyncio.timeout(_LONG), _open(url, read_limit) as connection:
            await play(connection)

    with upstreams.running(behave) as upstream:
        asyncio.run(run(upstream.url))
    return upstream


async def _exchange(connection: OkxConnection, seconds: float = _LONG) -> Reply | Failure:
    return await connection.exchange(_REQUEST, asyncio.get_running_loop().time() + seconds)


async def _until_ended(connection: OkxConnection) -> None:
    while connection.is_idle:  # noqa: ASYNC110 - it is what the pool asks too
        await asyncio.sleep(0.01)


def test_carries_one_request_after_another() -> None:
    """What it is sent it sends, and it is idle in between."""

    async def play(connection: OkxConnection) -> None:
        since = connection.idle_since
        for _ in range(3):
            assert connection.is_idle
            assert await _exchange(connection) == _REPLY
        assert connection.idle_since > since == connection.opened_at

    assert _with(_WELL, play).requests == [_REQUEST] * 3


def test_keeps_nothing_of_a_reply() -> None:
    """It holds what nobody but its owner is to see, and a connection lives for minutes."""

    async def play(connection: OkxConnection) -> None:
        assert await _exchange(connection) == _REPLY
        assert connection.is_idle
        assert connection._reader._body == b""

    _with(_WELL, play)


def test_is_not_idle_meanwhile() -> None:
    """A second request at the same time is not sent."""

    async def play(connection: OkxConnection) -> None:
        first = asyncio.create_task(_exchange(connection, 0.3))
        await asyncio.sleep(0)
        assert not connection.is_idle
        assert await _exchange(connection) == Failure.DIED
        assert await first == Failure.STALLED

    assert len(_with(upstreams.stalling(), play).requests) == 1


@pytest.mark.parametrize(("read_limit", "seconds"), [(_SHORT, _LONG), (_LONG, _SHORT)])
@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"])
def test_waits_no_longer_than_it_may(read_limit: float, seconds: float, sent: bytes) -> None:
    """For the next piece, and for the whole; then it ends."""

    async def play(connection: OkxConnection) -> None:
        assert await _exchange(connection, seconds) == Failure.STALLED
        assert not connection.is_idle

    _with(upstreams.stalling(sent), play, read_limit)


def test_pieces_that_come_in_time_are_waited_for() -> None:
    """The limit for a piece is none for the whole."""

    def behave(connection: socket.socket, upstream: upstreams.Upstream) -> None:
        for part in (b"HTTP/1.1 200 OK\r\n", b"Content-Length: 2\r\n", b"\r\n", b"{", b"}"):
            connection.sendall(part)
            upstream.is_over.wait(0.3)

    async def play(connection: OkxConnection) -> None:
        assert await _exchange(connection) == _REPLY

    _with(behave, play, read_limit=1.0)


def test_a_deadline_that_has_passed_is_not_waited_for() -> None:
    """Not for a moment, and nothing is sent."""

    async def play(connection: OkxConnection) -> None:
        assert await _exchange(connection, -1) == Failure.STALLED

    assert _with(upstreams.stalling(), play).requests == []


@pytest.mark.parametrize(
    ("behave", "outcome"),
    [
        (upstreams.sending(b"no HTTP"), Failure.GARBLED),
        (upstreams.sending(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}"), _REPLY),
        (
            upstreams.sending(
                b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}", closes=False
            ),
            _REPLY,
        ),
        (upstreams.resetting(), Failure.DIED),
        (upstreams.resetting(b"HTTP/1.1"), Failure.CUT),
    ],
    ids=["no HTTP", "closed", "to be closed", "reset", "reset in the head"],
)
def test_ends_when_it_cannot_go_on(behave: upstreams.Behaviour, outcome: Reply | Failure) -> None:
    """And another request is not even tried."""

    async def play(connection: OkxConnection) -> None:
        assert await _exchange(connection) == outcome
        assert not connection.is_idle
        assert await _exchange(connection) == Failure.DIED

    assert len(_with(behave, play).requests) == 1


def test_who_gives_up_ends_it() -> None:
    """The reply that may still come is nobody else's."""

    async def play(connection: OkxConnection) -> None:
        waiting = asyncio.create_task(_exchange(connection))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert not connection.is_idle

    _with(upstreams.stalling(), play)


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200 OK\r\n\r\n{"], ids=["nothing", "half a body"])
def test_what_we_end_ourselves_is_no_reply(sent: bytes) -> None:
    """Also not one that would have gone on until the connection ended."""

    async def play(connection: OkxConnection) -> None:
        waiting = asyncio.create_task(_exchange(connection))
        await asyncio.sleep(0.2)
        connection.close()
        assert isinstance(await waiting, Failure)

    _with(upstreams.stalling(sent), play)


def test_under_tls_the_other_side_must_say_that_it_ends() -> None:
    """Anybody on the way could cut the connection: without it half a body would be a whole one."""

    async def run(port: int) -> None:
        connection = OkxConnection(Settings(), lambda _: None)
        await asyncio.get_running_loop().create_connection(
            lambda: connection, "127.0.0.1", port, ssl=verifying_context(), server_hostname="okx"
        )
        assert await _exchange(connection) == Failure.GARBLED

    behave = upstreams.sending(b"HTTP/1.1 200 OK\r\n\r\n{}")
    with (
        certificates.serving_as("okx", is_trusted=True) as tls,
        upstreams.running(behave, tls) as upstream,
    ):
        uvloop.run(run(upstream.port))


@pytest.mark.parametrize(
    ("first", "outcome"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", _REPLY),
        (b"HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n", Failure.GARBLED),
    ],
    ids=["a reply", "another protocol"],
)
def test_more_than_the_reply_ends_it(first: bytes, outcome: Reply | Failure) -> None:
    """Even where it comes before anybody has looked at the reply."""

    async def play(connection: OkxConnection) -> None:
        waiting = asyncio.create_task(_exchange(connection))
        await asyncio.sleep(0)
        connection.data_received(first)
        connection.data_received(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        assert await waiting == outcome
        assert not connection.is_idle

    _with(upstreams.stalling(), play)


def test_ends_when_the_other_side_closes_it() -> None:
    """An idle one is known to be of no more use."""

    def behave(connection: socket.socket, upstream: upstreams.Upstream) -> None:
        _WELL(connection, upstream)
        connection.close()

    async def play(connection: OkxConnection) -> None:
        assert await _exchange(connection) == _REPLY
        await _until_ended(connection)

    _with(behave, play)


def test_ends_when_something_comes_that_nobody_asked_for() -> None:
    """It would be taken for the reply to the next request."""

    def behave(connection: socket.socket, upstream: upstreams.Upstream) -> None:
        _WELL(connection, upstream)
        upstream.is_over.wait(0.3)
        _WELL(connection, upstream)

    async def play(connection: OkxConnection) -> None:
        assert await _exchange(connection) == _REPLY
        await _until_ended(connection)

    _with(behave, play)
