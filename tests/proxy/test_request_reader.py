"""Where requests begin and end, however they come, and what is refused while it comes."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.proxy.problems import HEAD_TOO_LONG, MALFORMED, Problem
from validator.proxy.request_reader import RequestReader
from validator.proxy.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from validator.proxy.turn import Turn

_SETTINGS = Settings(head_max_bytes=1024, body_max_bytes=1024)
_HOST = b"Host: a\r\n"
_CHUNKED = b"Transfer-Encoding: chunked\r\n"


class _Line:
    """Sends nothing."""

    def tell_to_continue(self) -> None:
        raise AssertionError("a reader sends nothing")

    def respond(
        self, _turn: Turn, _status: int, _headers: Iterable[tuple[bytes, bytes]], _body: bytes
    ) -> None:
        raise AssertionError("a reader sends nothing")


@dataclass(frozen=True, slots=True)
class _Read:
    """What became of a stream: requests as method, path, body and whether it is the last."""

    requests: list[tuple[str, str, bytes, bool]]
    problem: Problem | None = None


async def _read(parts: list[bytes]) -> _Read:
    turns: deque[Turn] = deque()
    reader = RequestReader(_Line(), turns, _SETTINGS, ("192.0.2.1", 1))
    problem = None
    for part in parts:
        problem = reader.read(part)
        if problem or reader.is_over:
            break
    reader.abandon()
    requests = []
    for turn in turns:
        message = await turn.receive()
        scope = turn.scope
        requests.append((scope["method"], scope["path"], message["body"], turn.is_last))
        assert scope["client"] == ("192.0.2.1", 1)
        assert message["more_body"] is not turn.is_whole
    return _Read(requests, problem)


def _get(path: str = "/a", *lines: bytes, version: str = "1.1") -> bytes:
    return f"GET {path} HTTP/{version}\r\n".encode() + b"".join([_HOST, *lines]) + b"\r\n"


def _post(body: bytes, *lines: bytes, version: str = "1.1") -> bytes:
    return f"POST /a HTTP/{version}\r\n".encode() + b"".join([_HOST, *lines]) + b"\r\n" + body


_MALFORMED = _Read([], MALFORMED)
_TOO_LONG = _Read([], HEAD_TOO_LONG)
_PLAIN = ("GET", "/a", b"", False)
_LAST = ("GET", "/a", b"", True)

_STREAMS = {
    "a request": (_get(), _Read([_PLAIN])),
    "two": (_get() * 2, _Read([_PLAIN] * 2)),
    "lines before it": (b"\r\n\r\n" + _get(), _Read([_PLAIN])),
    "a body": (_post(b"{}", b"Content-Length: 2\r\n"), _Read([("POST", "/a", b"{}", False)])),
    "a body in chunks": (
        _post(b"1;a=b\r\n{\r\n1\r\n}\r\n0\r\nA: b\r\n\r\n", _CHUNKED) + _get(),
        _Read([("POST", "/a", b"{}", False), _PLAIN]),
    ),
    "a body of a thousand chunks": (
        _post(b"1\r\nx\r\n" * 1024 + b"0\r\n\r\n", _CHUNKED),
        _Read([("POST", "/a", b"x" * 1024, False)]),
    ),
    "an end that is told": (_get("/a", b"Connection: close\r\n") + _get(), _Read([_LAST])),
    "an end that a trailer tells": (
        _post(b"0\r\nConnection: close\r\n\r\n", _CHUNKED) + _get(),
        _Read([("POST", "/a", b"", True)]),
    ),
    "an old version": (_get(version="1.0"), _Read([_LAST])),
    "an old version to be kept": (
        _get("/a", b"Connection: keep-alive\r\n", version="1.0"),
        _Read([_LAST]),
    ),
    "an old version without a host": (b"GET /a HTTP/1.0\r\n\r\n", _Read([_LAST])),
    "no host": (b"GET /a HTTP/1.1\r\n\r\n", _MALFORMED),
    "two hosts": (_get("/a", b"host: a\r\n"), _MALFORMED),
    "two hosts for an old version": (_get("/a", _HOST, version="1.0"), _MALFORMED),
    "another protocol": (
        _get("/a", b"Connection: Upgrade\r\nUpgrade: websocket\r\n") + b"\x81\x00" + _get(),
        _Read([_LAST]),
    ),
    "another protocol for a body": (
        _post(b"{}", b"Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 2\r\n"),
        _MALFORMED,
    ),
    "a head as long as may be": (_get("/a", b"A: %s\r\n" % (b"x" * 981)), _Read([_PLAIN])),
    "a long head": (_get("/a", b"A: %s\r\n" % (b"x" * 1024)), _TOO_LONG),
    "a long head behind another request": (
        _get() + _get("/a", b"A: %s\r\n" % (b"x" * 1024)),
        _Read([_PLAIN], HEAD_TOO_LONG),
    ),
    "a head of short lines": (_get("/a", b"a:\r\n" * 250), _TOO_LONG),
    "a long address": (_get("/" + "x" * 1024), _TOO_LONG),
    "a head without end": (b"GET / HTTP/1.1\r\nA: " + b"x" * 2048, _TOO_LONG),
    "a trailer without end": (
        _post(b"0\r\nA: " + b"x" * 20_000, _CHUNKED),
        _MALFORMED,
    ),
    "an extension without end": (_post(b"1;" + b"x" * 20_000, _CHUNKED), _MALFORMED),
    "chunks for more than a body": (_post(b"1\r\nx\r\n" * 10_000, _CHUNKED), _MALFORMED),
    "a compressed body": (
        _post(b"0\r\n\r\n", b"Transfer-Encoding: gzip, chunked\r\n"),
        _MALFORMED,
    ),
    "chunks of an old version": (_post(b"0\r\n\r\n", _CHUNKED, version="1.0"), _MALFORMED),
    "a length and chunks": (
        _post(b"0\r\n\r\n", _CHUNKED, b"Content-Length: 5\r\n"),
        _MALFORMED,
    ),
    "two lengths": (_post(b"{}", b"Content-Length: 2\r\nContent-Length: 2\r\n"), _MALFORMED),
    "a bare line feed": (b"GET /a HTTP/1.1\nHost: a\n\n", _MALFORMED),
    "a folded header": (_get("/a", b"A: b\r\n c\r\n"), _MALFORMED),
    "a blank before the colon": (_get("/a", b"Content-Length : 2\r\n"), _MALFORMED),
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01", _MALFORMED),
    "a newer version": (_get(version="2.0"), _MALFORMED),
    "no version": (b"GET /a\r\n\r\n", _MALFORMED),
    "what is no request behind one": (_get() + b"hello\r\n\r\n", _Read([_PLAIN], MALFORMED)),
    "half a body": (_get() + _post(b"{", b"Content-Length: 2\r\n"), _Read([_PLAIN])),
}


def _whole(stream: bytes) -> list[bytes]:
    return [stream]


def _bytewise(stream: bytes) -> list[bytes]:
    return [stream[at : at + 1] for at in range(len(stream))]


@pytest.mark.parametrize("cut", [_whole, _bytewise])
@pytest.mark.parametrize("name", _STREAMS)
def test_every_stream_is_read(name: str, cut: Callable[[bytes], list[bytes]]) -> None:
    """Into its requests, what they hold, and its end."""
    stream, expected = _STREAMS[name]

    assert asyncio.run(_read(cut(stream))) == expected


@given(st.data())
def test_pieces_make_no_difference(data: st.DataObject) -> None:
    """Wherever the network cuts."""
    stream, expected = data.draw(st.sampled_from(list(_STREAMS.values())))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=5)))
    parts = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True) if a < b]

    assert asyncio.run(_read(parts)) == expected


@given(st.lists(st.binary(min_size=1) | st.sampled_from([one for one, _ in _STREAMS.values()])))
def test_any_bytes_are_read_or_refused(parts: list[bytes]) -> None:
    """Nothing that is raised leaves the reader."""
    asyncio.run(_read(parts))


def test_so_many_headers_are_read() -> None:
    """More than any browser or router sends; a flood of them takes fifty times its bytes."""
    settings = Settings()

    async def read(count: int) -> Problem | None:
        reader = RequestReader(_Line(), deque(), settings, None)
        return reader.read(_get("/a", b"a: b\r\n" * count))

    assert asyncio.run(read(127)) is None  # and one for the host
    assert asyncio.run(read(128)) is HEAD_TOO_LONG


def test_what_will_not_be_whole_is_forgotten() -> None:
    """Its turn is dropped; a whole one before it is not."""

    async def read() -> None:
        turns: deque[Turn] = deque()
        reader = RequestReader(_Line(), turns, _SETTINGS, None)
        reader.read(_get() + _post(b"{", b"Content-Length: 2\r\n"))
        whole, half = turns
        answered = [reader.abandon(), reader.abandon()]
        assert (answered, [*turns]) == ([False, False], [whole])
        assert (whole.is_dropped, half.is_dropped) == (False, True)

    asyncio.run(read())


def test_the_time_of_a_request_is_that_of_its_first_byte() -> None:
    """What comes before it, or while it comes, changes nothing."""

    async def read() -> None:
        reader = RequestReader(_Line(), deque(), _SETTINGS, None)
        loop = asyncio.get_running_loop()
        reader.read(b"\r\n")
        assert not reader.is_receiving
        before = loop.time()
        reader.read(b"G")
        began = reader.began_at
        assert (reader.is_receiving, before <= began <= loop.time()) == (True, True)
        await asyncio.sleep(0.01)
        reader.read(_get()[1:])
        assert (reader.is_receiving, reader.began_at) == (False, began)

    asyncio.run(read())
