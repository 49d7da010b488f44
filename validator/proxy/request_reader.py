"""Where a client's requests begin and end on a connection, and how much of them is read.

httptools knows the grammar. What it leaves open stands here: how long a head may be,
what may surround a body, and what is refused because servers differ in how they read it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser

from validator.proxy.problems import HEAD_TOO_LONG, MALFORMED, Problem
from validator.proxy.turn import Line, Turn, http_scope

if TYPE_CHECKING:
    from collections import deque

    from validator.proxy.settings import Settings

_MAX_HEADERS: Final = 128
#: What a header takes beside its name and value: a colon, a blank and a line's end.
_AROUND_HEADER: Final = 4
#: What each byte of a body may take that comes in chunks of one byte, with some room.
_CHUNKED: Final = 8
#: With one of them a request has a body.
_FRAMING: Final = frozenset({b"content-length", b"transfer-encoding"})


class RequestReader:
    """Reads what comes on a line; of each request a `Turn` is put behind the others."""

    def __init__(
        self,
        line: Line,
        turns: deque[Turn],
        settings: Settings,
        client: tuple[str, int] | None,
    ) -> None:
        self._line = line
        self._turns = turns
        self._client = client
        self._head_max_bytes = settings.head_max_bytes
        self._body_max_bytes = settings.body_max_bytes
        self._around_max_bytes = settings.head_max_bytes + _CHUNKED * settings.body_max_bytes
        self._loop = asyncio.get_running_loop()
        self._parser = HttpRequestParser(self)
        # What follows the last request is left unread, instead of being an error.
        self._parser.set_dangerous_leniencies(lenient_data_after_close=True)
        #: True between the first byte of a request and its last.
        self.is_receiving = False
        #: When its first byte came, by the event loop's clock.
        self.began_at = 0.0
        #: True once what follows is no HTTP/1.1.
        self.is_over = False
        self._problem = MALFORMED
        self._url = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._expects_continue = self._is_chunked = self._has_head = False
        #: True once a request ended in what was read last.
        self._has_ended_one = False
        #: How many bytes of it are not of its body, without those that came with another's end.
        self._around_bytes = 0
        #: How many there may be, with those.
        self._bytes = 0

    def read(self, data: bytes | memoryview) -> Problem | None:
        """Read what came; return the problem that ends the reading, or None."""
        if not self.is_receiving:
            self._bytes = 0
        self._bytes += len(data)
        self._has_ended_one = False
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade:
            return self._go_without_upgrade()
        except HttpParserError:
            return self._problem
        # Of data with the end of another request nobody says how much is this one's.
        if self.is_receiving and not self._has_ended_one:
            self._around_bytes += len(data)
            if self._around_bytes > self._head_max_bytes and not self._has_head:
                return HEAD_TOO_LONG
            if self._around_bytes > self._around_max_bytes:
                return MALFORMED
        return None

    def abandon(self) -> bool:
        """Forget the request that will not be whole any more; tell whether it was answered."""
        if not (self.is_receiving and self._has_head):
            return False
        self.is_receiving = False
        turn = self._turns.pop()
        turn.drop()
        return turn.is_answered

    def close(self) -> None:
        """Be of no more use; what leads back here would keep all until Python's collector came."""
        del self._parser, self._line

    def _go_without_upgrade(self) -> Problem | None:
        """Take a request for another protocol as one of this, unless the parser left its body."""
        self.is_over = True
        if any(name in _FRAMING for name, _ in self._headers):
            self._turns.pop()
            return MALFORMED
        self._turns[-1].is_last = True
        return None

    # The parser calls these. What they raise stops it.

    def on_message_begin(self) -> None:
        """Be ready for a request."""
        self.is_receiving, self.began_at = True, self._loop.time()
        self._url, self._headers, self._around_bytes = b"", [], 0
        self._expects_continue = self._is_chunked = self._has_head = False

    def on_url(self, part: bytes) -> None:
        """Take a part of the address."""
        self._url += part

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; what comes after the body is none of the request's."""
        if self._has_head:
            return
        if len(self._headers) == _MAX_HEADERS:
            self._problem = HEAD_TOO_LONG
            raise ValueError
        name = name.lower()
        self._headers.append((name, value))
        if name == b"expect":
            # Nothing else can be expected (RFC 9110, 10.1.1); told to go on is who waits for more.
            self._expects_continue = True
        elif name == b"transfer-encoding":
            self._is_chunked = True
            if value.lower() != b"chunked":
                raise ValueError  # compressed as well, which nobody here unpacks

    def on_headers_complete(self) -> None:
        """Let the request wait for its turn."""
        if self._bytes > self._head_max_bytes:
            lengths = [len(name) + len(value) + _AROUND_HEADER for name, value in self._headers]
            if len(self._url) + sum(lengths) > self._head_max_bytes:
                self._problem = HEAD_TOO_LONG
                raise ValueError
        version = self._parser.get_http_version()
        is_old = version == "1.0"
        if is_old and self._is_chunked:
            raise ValueError  # it knows none (RFC 9112, 6.1)
        hosts = [name for name, _ in self._headers].count(b"host")
        if hosts > 1 or not (hosts or is_old):
            raise ValueError  # RFC 9112, 3.2
        turn = Turn(
            self._line,
            http_scope(self._parser.get_method(), self._url, version, self._headers, self._client),
            is_last=is_old or not self._parser.should_keep_alive(),
            expects_continue=self._expects_continue and not is_old,
            body_max_bytes=self._body_max_bytes,
        )
        self._turns.append(turn)
        self._has_head = True

    def on_body(self, part: bytes) -> None:
        """Take a part of the body."""
        self._around_bytes -= len(part)
        self._turns[-1].take(part)

    def on_message_complete(self) -> None:
        """Take the end; what came after the body may have made it the last."""
        self.is_receiving, self._has_ended_one = False, True
        turn = self._turns[-1]
        turn.is_last = turn.is_last or not self._parser.should_keep_alive()
        turn.end()
