"""A connection ends once its client has been sent all and has seen the end, or in a while."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from uvicorn.server import ServerState

from tests.proxy.raw import HEALTH, LAST
from validator.proxy import UNGUARDED, Settings, client_connection, create_app
from validator.proxy.client_connection import ClientConnection

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

#: How long a connection lingers here, and what nothing takes, in seconds.
_LINGER = 0.2
_LONG = 30.0


class _Transport:
    """Notes what is done with it; it says so itself when the client does not read."""

    def __init__(self) -> None:
        self.sent = b""
        self.is_reading = True
        self.has_eof = self.is_closed = self.is_aborted = False

    def get_extra_info(self, _name: str) -> tuple[str, int]:
        return "192.0.2.1", 1

    def set_write_buffer_limits(self, _high: int) -> None:
        pass

    def pause_reading(self) -> None:
        self.is_reading = False

    def resume_reading(self) -> None:
        self.is_reading = True

    def write(self, part: bytes) -> None:
        assert not self.has_eof
        self.sent += part

    def write_eof(self) -> None:
        self.has_eof = True

    def is_closing(self) -> bool:
        return self.is_closed or self.is_aborted

    def close(self) -> None:
        self.is_closed = True

    def abort(self) -> None:
        self.is_aborted = True


class _Client:
    """A client of one connection, without a network."""

    def __init__(self, **changed: Any) -> None:
        proxy = create_app(Settings(**(UNGUARDED | {"okx": "http://127.0.0.1:9"} | changed)))
        config: Any = SimpleNamespace(app=proxy)
        self.server = ServerState()
        self.transport = _Transport()
        self.connection = ClientConnection(config, self.server, {})
        self.connection.connection_made(cast("asyncio.Transport", self.transport))

    async def send(self, content: bytes) -> None:
        """Send, and let the proxy do what it does about it."""
        self.put(content)
        await asyncio.gather(*self.server.tasks)
        await asyncio.sleep(0)

    def put(self, content: bytes) -> None:
        """Send."""
        buffer = self.connection.get_buffer(-1)
        buffer[: len(content)] = content
        self.connection.buffer_updated(len(content))


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_connection, "_LINGER_SECONDS", _LINGER)


def _play(act: Callable[[_Client], Awaitable[None]], **changed: Any) -> None:
    async def main() -> None:
        client = _Client(**changed)
        async with asyncio.timeout(_LONG):
            await act(client)
        client.connection.connection_lost(None)
        assert client.server.connections == set()

    asyncio.run(main())


async def _until_aborted(client: _Client) -> float:
    """Return how long it took."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    while not client.transport.is_aborted:  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(0.005)
    return loop.time() - start


def test_a_client_has_time_to_see_the_end() -> None:
    """Then the connection is cut."""

    async def act(client: _Client) -> None:
        await client.send(LAST)
        assert client.transport.sent.startswith(b"HTTP/1.1 200 ")
        assert client.transport.has_eof
        assert not client.transport.is_closing()
        assert await _until_aborted(client) > _LINGER / 2

    _play(act)


def test_a_client_that_ends_is_let_go() -> None:
    """`False` has asyncio close the transport."""

    async def act(client: _Client) -> None:
        await client.send(LAST)
        assert client.connection.eof_received() is False

    _play(act)


def test_a_client_that_has_ended_is_not_waited_for() -> None:
    """All is said on both sides, once what was written is out."""

    async def act(client: _Client) -> None:
        client.put(HEALTH)
        assert client.connection.eof_received() is True
        while not client.transport.is_closed:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0)
        assert client.transport.sent.startswith(b"HTTP/1.1 200 ")
        assert not client.transport.has_eof

    _play(act)


def test_what_is_still_sent_prolongs_it() -> None:
    """A client may finish what it was sending; nobody reads it."""

    async def act(client: _Client) -> None:
        await client.send(LAST)
        for _ in range(4):
            await asyncio.sleep(_LINGER / 2)
            assert not client.transport.is_aborted
            await client.send(HEALTH)
        await _until_aborted(client)
        assert client.transport.sent.count(b"HTTP/1.1") == 1

    _play(act)


def test_it_is_not_prolonged_for_ever() -> None:
    """A client may send as long as a request may take."""

    async def act(client: _Client) -> None:
        await client.send(LAST)
        for _ in range(1000):
            if client.transport.is_aborted:
                return
            await client.send(HEALTH)
            await asyncio.sleep(0.01)
        raise AssertionError("it is still there")

    _play(act, request_limit_seconds=3 * _LINGER)


def test_what_is_unsent_is_waited_for() -> None:
    """As long as a connection may rest. Meanwhile nothing is read; afterwards it is as ever."""

    async def act(client: _Client) -> None:
        client.connection.pause_writing()
        await client.send(b"hello\r\n\r\n")
        assert (client.transport.has_eof, client.transport.is_reading) == (True, False)
        await asyncio.sleep(2 * _LINGER)
        assert not client.transport.is_aborted
        client.connection.resume_writing()
        assert client.transport.is_reading
        assert await _until_aborted(client) < _LONG / 2

    _play(act, idle_limit_seconds=2 * _LONG)


def test_what_stays_unsent_is_cut() -> None:
    """With the idle limit."""

    async def act(client: _Client) -> None:
        client.connection.pause_writing()
        await client.send(b"hello\r\n\r\n")
        assert await _until_aborted(client) > _LINGER

    _play(act, idle_limit_seconds=2 * _LINGER)


def test_nothing_begins_while_the_client_reads_nothing() -> None:
    """And when it reads, all goes on."""

    async def act(client: _Client) -> None:
        client.connection.pause_writing()
        await client.send(HEALTH * 2)
        assert (client.transport.sent, client.transport.is_reading) == (b"", False)
        client.connection.resume_writing()
        while client.transport.sent.count(b"HTTP/1.1 200 ") < 2:  # noqa: ASYNC110 - see above
            await asyncio.sleep(0)
        assert client.transport.is_reading

    _play(act)


@pytest.mark.parametrize("sent", [b"hello\r\n\r\n", HEALTH * 2, b""])
def test_at_the_end_who_reads_nothing_is_not_waited_for(sent: bytes) -> None:
    """Others have all of the grace."""

    async def act(client: _Client) -> None:
        client.connection.pause_writing()
        if sent:
            await client.send(sent)
        client.connection.shutdown()
        assert await _until_aborted(client) < _LONG / 2

    _play(act, idle_limit_seconds=2 * _LONG, request_limit_seconds=2 * _LONG)


def test_at_the_end_who_is_being_answered_is_waited_for() -> None:
    """Even if he has not read yet what was sent before."""

    async def act(client: _Client) -> None:
        client.put(HEALTH)
        client.connection.pause_writing()
        client.connection.shutdown()
        assert not client.transport.has_eof
        await asyncio.gather(*client.server.tasks)
        assert client.transport.sent.startswith(b"HTTP/1.1 200 ")
        assert b"\r\nconnection: close\r\n" in client.transport.sent
        assert client.transport.has_eof

    _play(act)


def test_at_the_end_who_asks_nothing_is_let_go() -> None:
    """At once."""

    async def act(client: _Client) -> None:
        client.connection.shutdown()
        assert client.transport.is_closed

    _play(act)


def test_nothing_of_a_request_is_kept() -> None:
    """What is read next is put where it was; until then it is gone."""

    async def act(client: _Client) -> None:
        await client.send(HEALTH)
        buffer = client.connection.get_buffer(-1)
        assert bytes(buffer) == bytes(len(buffer))

    _play(act)
