"""A reply is read the same in whatever pieces it comes, and no more of it than may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.proxy.reply_reader import Failure, Reply, ReplyReader

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST: Final = 1000
_OK: Final = b"HTTP/1.1 200 OK\r\n"
_BODY: Final = b'{"code":"0"}'
_WELL: Final = Reply(200, _BODY)
_LONG: Final = b"x" * 17_000


def _chunks(body: bytes, size: int, end: bytes = b"0\r\n\r\n") -> bytes:
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + end


def _fixed(body: bytes, *headers: bytes) -> bytes:
    lines = b"".join(header + b"\r\n" for header in (b"Content-Length: %d" % len(body), *headers))
    return _OK + lines + b"\r\n" + body


_CHUNKED: Final = _OK + b"Transfer-Encoding: chunked\r\n\r\n"

#: Name -> what comes, what it is, and whether another reply may follow.
_ENDED: Final[dict[str, tuple[bytes, Reply | Failure, bool]]] = {
    "with a length": (_fixed(_BODY), _WELL, True),
    "with a length, in lower case": (_fixed(_BODY).lower().replace(b"http", b"HTTP"), _WELL, True),
    "empty": (_fixed(b""), Reply(200, b""), True),
    "in chunks": (_CHUNKED + _chunks(_BODY, 5), _WELL, True),
    "in chunks with names": (_CHUNKED + b"c;a=b\r\n" + _BODY + b"\r\n0\r\n\r\n", _WELL, True),
    "in chunks, with a trailer": (
        _CHUNKED + _chunks(_BODY, 5, b"0\r\nX-Sum: 1\r\n\r\n"),
        _WELL,
        True,
    ),
    "204": (b"HTTP/1.1 204 No Content\r\n\r\n", Reply(204, b""), True),
    "304, with the length of what it leaves out": (
        b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
        Reply(304, b""),
        True,
    ),
    "after 100": (b"HTTP/1.1 100 Continue\r\n\r\n" + _fixed(_BODY), _WELL, True),
    "after 103": (b"HTTP/1.1 103 Early\r\nLink: </>\r\n\r\n" + _fixed(_BODY), _WELL, True),
    "after an announcement with a body": (
        b"HTTP/1.1 199 Odd\r\nContent-Length: 2\r\n\r\n{}" + _fixed(_BODY),
        _WELL,
        True,
    ),
    "and the connection is to end": (_fixed(_BODY, b"Connection: close"), _WELL, False),
    "of HTTP/1.0": (_fixed(_BODY).replace(b"1.1", b"1.0"), _WELL, False),
    "as long as may be": (_fixed(b" " * _MOST), Reply(200, b" " * _MOST), True),
    "as long as may be, in chunks of one byte": (
        _CHUNKED + _chunks(b" " * _MOST, 1),
        Reply(200, b" " * _MOST),
        True,
    ),
    "a byte too long": (_fixed(b" " * (_MOST + 1)), Failure.GARBLED, False),
    "a byte too long, in chunks": (
        _CHUNKED + _chunks(b" " * (_MOST + 1), 100),
        Failure.GARBLED,
        False,
    ),
    "too long, with no end": (_OK + b"\r\n" + b" " * (_MOST + 1), Failure.GARBLED, False),
    "two lengths": (_fixed(_BODY, b"Content-Length: 5"), Failure.GARBLED, False),
    "length and chunks": (
        _fixed(_chunks(_BODY, 5), b"Transfer-Encoding: chunked"),
        Failure.GARBLED,
        False,
    ),
    "a length below zero": (_OK + b"Content-Length: -1\r\n\r\n", Failure.GARBLED, False),
    "a length that is none": (_OK + b"Content-Length: 1e1\r\n\r\n", Failure.GARBLED, False),
    "a chunk's length that is none": (_CHUNKED + b"zz\r\n", Failure.GARBLED, False),
    "a chunk with more than it says": (_CHUNKED + b"1\r\nab\r\n", Failure.GARBLED, False),
    "101": (
        b"HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
        Failure.GARBLED,
        False,
    ),
    "a null in a header": (_OK + b"X-A: \x00\r\n\r\n", Failure.GARBLED, False),
    "a folded header": (_OK + b"X-A: a\r\n b\r\n\r\n", Failure.GARBLED, False),
    "a header without its colon": (_OK + b"X-A\r\n\r\n", Failure.GARBLED, False),
    "a blank before the colon": (_OK + b"Content-Length : 2\r\n\r\n{}", Failure.GARBLED, False),
    "a status under 100": (b"HTTP/1.1 099 Odd\r\n\r\n", Failure.GARBLED, False),
    "RTSP": (_fixed(_BODY).replace(b"HTTP/1.1", b"RTSP/1.0"), Failure.GARBLED, False),
    "ICE": (_fixed(_BODY).replace(b"HTTP/1.1", b"ICE/1.0"), Failure.GARBLED, False),
    "SMTP": (b"220 smtp.example.com ready\r\n", Failure.GARBLED, False),
    "HTTP/2": (b"\x00\x00\x12\x04\x00\x00\x00\x00\x00", Failure.GARBLED, False),
    "no head": (b"<html>no head</html>", Failure.GARBLED, False),
    "a long header": (_OK + b"X-A: " + _LONG + b"\r\n\r\n", Failure.GARBLED, False),
    "a header without end": (_OK + b"X-A: " + _LONG, Failure.GARBLED, False),
    "a long name": (_OK + _LONG, Failure.GARBLED, False),
    "many headers": (_OK + b"X-A: 12345678\r\n" * 2000, Failure.GARBLED, False),
    "a reason without end": (b"HTTP/1.1 200 " + _LONG, Failure.GARBLED, False),
    "announcements without end": (b"HTTP/1.1 103 Early\r\n\r\n" * 1000, Failure.GARBLED, False),
    "long announcements": (
        b"HTTP/1.1 103 Early\r\nX-A: "
        + b"x" * 9000
        + b"\r\n\r\n"
        + _fixed(_BODY, b"X-A: " + _LONG[:9000]),
        Failure.GARBLED,
        False,
    ),
    "a long trailer": (
        _CHUNKED + _chunks(_BODY, 5, b"0\r\nX-A: " + _LONG + b"\r\n\r\n"),
        Failure.GARBLED,
        False,
    ),
    "a chunk's names without end": (_CHUNKED + b"1;a=" + _LONG * 2, Failure.GARBLED, False),
}
#: Name -> what comes before the connection ends, and what it then is: closed, and broken off.
_BROKEN: Final[dict[str, tuple[bytes, Reply | Failure, Failure]]] = {
    "nothing": (b"", Failure.DIED, Failure.DIED),
    "a byte": (b"H", Failure.CUT, Failure.CUT),
    "half a head": (_OK + b"X-A:", Failure.CUT, Failure.CUT),
    "an announcement": (b"HTTP/1.1 100 Continue\r\n\r\n", Failure.CUT, Failure.CUT),
    "a head": (_OK + b"Content-Length: 5\r\n\r\n", Failure.GARBLED, Failure.GARBLED),
    "half a body": (_OK + b"Content-Length: 5\r\n\r\n{", Failure.GARBLED, Failure.GARBLED),
    "half its chunks": (_CHUNKED + b"1\r\n{\r\n", Failure.GARBLED, Failure.GARBLED),
    "a last chunk without its end": (
        _CHUNKED + b"1\r\n{\r\n0\r\n",
        Failure.GARBLED,
        Failure.GARBLED,
    ),
    "a body that ends so": (_OK + b"\r\n" + _BODY, _WELL, Failure.GARBLED),
    "a body that ends so, in HTTP/1.0": (
        b"HTTP/1.0 200 OK\r\n\r\n" + _BODY,
        _WELL,
        Failure.GARBLED,
    ),
    "no body": (_OK + b"\r\n", Reply(200, b""), Failure.GARBLED),
}


def _read(reader: ReplyReader, pieces: Iterable[bytes]) -> Reply | Failure | None:
    reader.begin()
    for piece in pieces:
        if outcome := reader.read(piece):
            return outcome
    return None


def _bytes_of(data: bytes) -> list[bytes]:
    return [data[at : at + 1] for at in range(len(data))]


@pytest.mark.parametrize("name", _ENDED)
def test_what_comes_is_read(name: str) -> None:
    """At once and byte by byte, and nothing is known before the end."""
    data, outcome, may_go_on = _ENDED[name]
    for pieces in ([data], _bytes_of(data)):
        reader = ReplyReader(_MOST)

        assert _read(reader, pieces) == outcome
        assert reader.may_go_on == may_go_on
        if isinstance(outcome, Reply):
            assert _read(ReplyReader(_MOST), _bytes_of(data)[:-1]) is None


@pytest.mark.parametrize("name", _BROKEN)
def test_a_connection_ends(name: str) -> None:
    """What it means depends on what had come, and on whether the other side meant it."""
    data, closed, broken_off = _BROKEN[name]
    for pieces in ([data] if data else [], _bytes_of(data)):
        for is_clean, outcome in ((True, closed), (False, broken_off)):
            reader = ReplyReader(_MOST)

            assert _read(reader, pieces) is None
            assert reader.end(is_clean=is_clean) == outcome
            assert not reader.may_go_on


@pytest.mark.parametrize("more", [_fixed(b"{}"), b"x", b"{}" * 100], ids=["reply", "byte", "bytes"])
def test_more_than_the_reply_is_none(more: bytes) -> None:
    """Only one was asked for: whose the rest is, and which is right, nobody knows."""
    reader = ReplyReader(_MOST)

    assert _read(reader, [_fixed(_BODY) + more]) == Failure.GARBLED
    assert not reader.may_go_on


def test_what_comes_after_the_reply_ends_the_connection() -> None:
    """It was read by then, and counts; the next would not be ours."""
    reader = ReplyReader(_MOST)

    assert _read(reader, [_fixed(_BODY)]) == _WELL
    assert reader.read(_fixed(b"{}")) == Failure.GARBLED
    assert not reader.may_go_on


def test_one_reply_after_another() -> None:
    """Of the one before nothing is left."""
    reader = ReplyReader(_MOST)
    for body, data in (
        (_BODY, _CHUNKED + _chunks(_BODY, 3)),
        (b"{}", _fixed(b"{}")),
        (b"", _fixed(b"")),
    ):
        assert _read(reader, [data]) == Reply(200, body)
    for _ in range(5):
        assert _read(reader, [_fixed(b"{}", b"X-A: " + _LONG[:9000])]) == Reply(200, b"{}")

    assert _read(reader, [_OK, b"\r\n", b"{"]) is None
    assert reader.end(is_clean=True) == Reply(200, b"{")


@given(st.data())
def test_pieces_make_no_difference(data: st.DataObject) -> None:
    """However the network cuts it."""
    whole, outcome, _ = data.draw(st.sampled_from(list(_ENDED.values())))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(whole)), max_size=8)))
    pieces = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True) if a < b]

    assert _read(ReplyReader(_MOST), pieces) == outcome


@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_are_read(data: bytes, is_clean: bool) -> None:
    """Nothing that comes raises."""
    reader = ReplyReader(_MOST)
    outcome = _read(reader, [data] if data else []) or reader.end(is_clean=is_clean)

    assert isinstance(outcome, Reply | Failure)
