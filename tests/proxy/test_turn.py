"""A turn is one request to an app, which may begin before it is whole, and one response of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httptools
import pytest

from validator.proxy.turn import Turn, http_scope

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from starlette.types import Message

_START: Message = {"type": "http.response.start", "status": 200, "headers": [(b"a", b"b")]}
_BODY: Message = {"type": "http.response.body", "body": b"{}"}
_MAX = 8


class _Line:
    """Notes what a turn wants of its connection."""

    def __init__(self) -> None:
        self.continues = 0
        self.responses: list[tuple[int, list[tuple[bytes, bytes]], bytes]] = []

    def tell_to_continue(self) -> None:
        self.continues += 1

    def respond(
        self, _turn: Turn, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes
    ) -> None:
        self.responses.append((status, [*headers], body))


def _turn(line: _Line | None = None, *, expects_continue: bool = False) -> Turn:
    return Turn(
        line or _Line(),
        {},
        is_last=False,
        expects_continue=expects_continue,
        body_max_bytes=_MAX,
    )


def _given(body: bytes, *, more: bool) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


_LEFT: Message = {"type": "http.disconnect"}


def _play(act: Callable[[], Awaitable[None]]) -> None:
    async def main() -> None:
        async with asyncio.timeout(30):
            await act()

    asyncio.run(main())


async def _waiting(turn: Turn) -> asyncio.Task[Message]:
    """Return what receives, once it waits."""
    receiving = asyncio.create_task(turn.receive())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not receiving.done()
    return receiving


def test_what_is_whole_is_given_at_once() -> None:
    """After it there is nothing but the client's leaving."""

    async def act() -> None:
        turn = _turn()
        turn.take(b"{")
        turn.take(b"}")
        turn.end()
        assert await turn.receive() == _given(b"{}", more=False)
        receiving = await _waiting(turn)
        turn.drop()
        assert await receiving == _LEFT

    _play(act)


def test_parts_are_given_as_they_come() -> None:
    """And the end, where nothing else comes with it."""

    async def act() -> None:
        turn = _turn()
        receiving = await _waiting(turn)
        turn.take(b"{")
        assert await receiving == _given(b"{", more=True)
        turn.take(b"}")
        assert await turn.receive() == _given(b"}", more=True)
        receiving = await _waiting(turn)
        turn.end()
        assert await receiving == _given(b"", more=False)

    _play(act)


def test_who_leaves_is_told_of() -> None:
    """Also where a part of the body is there already: it will never be whole."""

    async def act() -> None:
        turn = _turn()
        turn.take(b"{")
        turn.drop()
        assert await turn.receive() == _LEFT

    _play(act)


def test_no_more_is_kept_than_is_needed() -> None:
    """The app sees that it is too long; the rest of it is nobody's."""

    async def act() -> None:
        turn = _turn()
        for _ in range(1000):
            turn.take(b"x" * 5)
        message = await turn.receive()
        assert _MAX < len(message["body"]) <= _MAX + 5

    _play(act)


def test_a_client_that_asks_is_told_to_go_on_once() -> None:
    """When the app wants its body, and only if it has not come by itself."""

    async def act() -> None:
        line = _Line()
        turn = _turn(line, expects_continue=True)
        assert line.continues == 0
        receiving = await _waiting(turn)
        assert line.continues == 1
        turn.take(b"{")
        await receiving
        receiving = await _waiting(turn)
        turn.end()
        await receiving
        assert line.continues == 1

        early = _turn(line, expects_continue=True)
        early.take(b"{}")
        early.end()
        await early.receive()
        assert line.continues == 1

    _play(act)


def test_a_response_goes_out_with_its_body() -> None:
    """Once."""

    async def act() -> None:
        line = _Line()
        turn = _turn(line)
        await turn.send(_START)
        assert (line.responses, turn.is_answered) == ([], False)
        await turn.send(_BODY)
        assert (line.responses, turn.is_answered) == ([(200, [(b"a", b"b")], b"{}")], True)
        with pytest.raises(RuntimeError, match="twice"):
            await turn.send(_START)

    _play(act)


def test_a_response_in_pieces_is_a_fault() -> None:
    """The connection writes no chunks; no route of ours needs them."""

    async def act() -> None:
        turn = _turn()
        await turn.send(_START)
        with pytest.raises(RuntimeError, match="pieces"):
            await turn.send({**_BODY, "more_body": True})

    _play(act)


def test_nobody_is_sent_what_nobody_waits_for() -> None:
    """The app may end as if he did."""

    async def act() -> None:
        line = _Line()
        turn = _turn(line)
        turn.drop()
        await turn.send(_START)
        await turn.send(_BODY)
        assert (line.responses, turn.is_answered) == ([], True)

    _play(act)


@pytest.mark.parametrize(
    ("url", "path", "raw_path", "query"),
    [
        (b"/api/time", "/api/time", b"/api/time", b""),
        (b"/api/time?a=b?c", "/api/time", b"/api/time", b"a=b?c"),
        (b"/api/%74ime", "/api/time", b"/api/%74ime", b""),
        (b"/%C3%A4", "/ä", b"/%C3%A4", b""),
        (b"//host/api/time", "//host/api/time", b"//host/api/time", b""),
        (b"http://host/api/time?a=b", "/api/time", b"/api/time", b"a=b"),
        (b"http://host", "", b"", b""),
    ],
)
def test_an_address_is_taken_apart(url: bytes, path: str, raw_path: bytes, query: bytes) -> None:
    """As it is sent to a server, or to a forward proxy; never is a host a part of the path."""
    scope = http_scope(b"GET", url, "1.1", [(b"host", b"a")], ("192.0.2.1", 1))

    assert (scope["path"], scope["raw_path"], scope["query_string"]) == (path, raw_path, query)
    assert (scope["method"], scope["http_version"]) == ("GET", "1.1")
    assert (scope["headers"], scope["client"]) == ([(b"host", b"a")], ("192.0.2.1", 1))


@pytest.mark.parametrize("version", ["0.9", "2.0", "1.2", ""])
def test_another_version_is_none_of_ours(version: str) -> None:
    """The parser lets some of them pass."""
    with pytest.raises(ValueError, match="version"):
        http_scope(b"GET", b"/", version, [], None)


@pytest.mark.parametrize("url", [b"/\xff", b"okx.com:443", b"\xff"])
def test_what_is_no_address_is_refused(url: bytes) -> None:
    """No byte that is not ASCII, and no target of CONNECT."""
    with pytest.raises((ValueError, httptools.HttpParserError)):
        http_scope(b"GET", url, "1.1", [], None)
