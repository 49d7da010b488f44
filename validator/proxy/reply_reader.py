"""Where a reply of OKX's begins and ends, and how much of it is read.

httptools knows the grammar. What it leaves open stands here:
how long a reply may be, and what the end of a connection means in the middle of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

_HEAD_MAX_BYTES: Final = 16 * 1024
#: What each byte of a body takes that comes in chunks of one byte: a length, two line ends.
_CHUNKED: Final = 6
#: They say where a body ends (RFC 9112, 6.3); without them it ends with the connection.
_FRAMING: Final = frozenset({b"content-length", b"transfer-encoding"})
#: Statuses begin here (RFC 9110, 15), and those of replies there: what is in between announces one.
_LEAST: Final = 100
_FINAL: Final = 200


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply."""

    status: int
    body: bytes


class Failure(Enum):
    """Why there is no whole reply."""

    #: The connection ended before a byte of it.
    DIED = auto()
    #: It ended in the head.
    CUT = auto()
    #: Nothing came for too long, or not all in time.
    STALLED = auto()
    #: What came is not HTTP, or too long, or it ended in the body.
    GARBLED = auto()


class ReplyReader:
    """Reads one reply after another, each piece by piece; a body may have so many bytes."""

    def __init__(self, body_max_bytes: int) -> None:
        self._body_max_bytes = body_max_bytes
        self._max_bytes = _HEAD_MAX_BYTES + _CHUNKED * body_max_bytes
        self._parser = HttpResponseParser(self)
        self.begin()

    def begin(self) -> None:
        """Be ready for the next reply."""
        self._bytes = 0
        self._head_bytes = 0
        self._status = 0
        self._body = bytearray()
        self._is_framed = False
        self._is_whole = False
        #: Whether another reply may follow.
        self.may_go_on = False

    def read(self, data: bytes) -> Reply | Failure | None:
        """Read what came, and return what is known by now; None if there must be more."""
        # The parser knows RTSP and ICE too.
        if not self._bytes and not data.startswith(b"H"):
            return Failure.GARBLED
        self._bytes += len(data)
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade):
            self.may_go_on = False
            return Failure.GARBLED
        if self._is_whole:
            return self._reply()
        has_head = self._status >= _FINAL
        is_too_long = self._bytes > (self._max_bytes if has_head else _HEAD_MAX_BYTES)
        return Failure.GARBLED if is_too_long else None

    def end(self, *, is_clean: bool) -> Reply | Failure:
        """Return what it was if nothing more comes, because the other side closed or broke off."""
        if not self._bytes:
            return Failure.DIED
        if self._status < _FINAL:
            return Failure.CUT
        return self._reply() if is_clean and not self._is_framed else Failure.GARBLED

    def _reply(self) -> Reply:
        return Reply(self._status, bytes(self._body))

    # The parser calls these. What they raise ends the reading as a `HttpParserError`.

    def on_message_begin(self) -> None:
        """Take no second reply: only one was asked for. Of an announcement nothing stays."""
        if self._is_whole:
            raise ValueError
        self._body.clear()
        self._is_framed = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take so many headers and trailers."""
        self._head_bytes += len(name) + len(value)
        if self._head_bytes > _HEAD_MAX_BYTES:
            raise ValueError
        if name.lower() in _FRAMING:
            self._is_framed = True

    def on_headers_complete(self) -> None:
        """Take the status."""
        self._status = self._parser.get_status_code()
        if self._status < _LEAST:
            raise ValueError

    def on_body(self, part: bytes) -> None:
        """Take so long a body."""
        self._body += part
        if len(self._body) > self._body_max_bytes:
            raise ValueError

    def on_message_complete(self) -> None:
        """Take the end, unless it is that of an announcement."""
        if self._status >= _FINAL:
            self._is_whole = True
            self.may_go_on = self._parser.should_keep_alive()
