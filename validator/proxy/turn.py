"""One request on a client's connection, and its response: the server's side of ASGI."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import unquote

from httptools import parse_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import Message, Scope

_ASGI: Final = {"version": "3.0", "spec_version": "2.3"}
#: The parser knows older and newer ones.
_VERSIONS: Final = frozenset({"1.0", "1.1"})


class Line(Protocol):
    """What a request came on, and its response goes out on."""

    def tell_to_continue(self) -> None:
        """Let the client send the body that it announced."""

    def respond(
        self, turn: Turn, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes
    ) -> None:
        """Send a response."""


class Turn:
    """A request that the app may answer before it is whole, and answers in one piece.

    Of a body so much is kept that the app sees whether it has more than `body_max_bytes`.
    """

    __slots__ = (
        "_body",
        "_body_max_bytes",
        "_expects_continue",
        "_is_given",
        "_line",
        "_news",
        "_start",
        "is_answered",
        "is_begun",
        "is_dropped",
        "is_last",
        "is_whole",
        "scope",
    )

    def __init__(
        self,
        line: Line,
        scope: Scope,
        *,
        is_last: bool,
        expects_continue: bool,
        body_max_bytes: int,
    ) -> None:
        self.scope = scope
        #: Whether the connection ends with it.
        self.is_last = is_last
        #: Whether all of it has come.
        self.is_whole = False
        self.is_begun = False
        self.is_answered = False
        #: Whether nobody waits for the app's answer.
        self.is_dropped = False
        self._line = line
        self._expects_continue = expects_continue
        self._body = bytearray()
        self._body_max_bytes = body_max_bytes
        self._is_given = False
        self._start: Message | None = None
        self._news: asyncio.Future[None] | None = None

    def take(self, part: bytes) -> None:
        """Take a part of the body."""
        if not self.is_answered and len(self._body) <= self._body_max_bytes:
            self._body += part
            self._tell()

    def end(self) -> None:
        """Be whole."""
        self.is_whole = True
        self._tell()

    def drop(self) -> None:
        """Let the app know that nobody waits for it."""
        self.is_dropped = True
        self._tell()

    async def receive(self) -> Message:
        """Return what came of the body since the last time, or that the client left."""
        while not self.is_dropped and (self._is_given or not (self._body or self.is_whole)):
            if self._expects_continue:
                self._expects_continue = False
                self._line.tell_to_continue()
            self._news = asyncio.get_running_loop().create_future()
            await self._news
        if self.is_dropped:
            return {"type": "http.disconnect"}
        self._is_given = self.is_whole
        body, self._body = bytes(self._body), bytearray()
        return {"type": "http.request", "body": body, "more_body": not self.is_whole}

    async def send(self, message: Message) -> None:
        """Take the head of the response, or the body, with which it is sent.

        Raises RuntimeError where an app answers in any other way.
        """
        if self.is_answered:
            raise RuntimeError("the app answered twice")
        if self._start is None:
            self._start = message
            return
        if message.get("more_body"):
            raise RuntimeError("the app answered in pieces")
        self.is_answered = True
        if self._is_unsettled():
            self.is_last = True
        if not self.is_dropped:
            self._line.respond(self, self._start["status"], self._start["headers"], message["body"])

    def _is_unsettled(self) -> bool:
        """Tell whether what is to follow on the connection is not certain.

        A client that asked whether to send its body may send it, or its next request.
        And a task that was cancelled answers while the app ends.
        """
        task = asyncio.current_task()
        return (self._expects_continue and not self.is_whole) or (
            task is not None and task.cancelling() > 0
        )

    def _tell(self) -> None:
        if self._news is not None and not self._news.done():
            self._news.set_result(None)


def http_scope(
    method: bytes,
    url: bytes,
    version: str,
    headers: list[tuple[bytes, bytes]],
    client: tuple[str, int] | None,
) -> Scope:
    """Return a request as ASGI has it; raises ValueError for what is none of HTTP/1."""
    if version not in _VERSIONS:
        raise ValueError("another version")
    if url.startswith(b"/"):
        raw_path, _, query = url.partition(b"?")
    else:  # as it is sent to a forward proxy
        parsed = parse_url(url)
        raw_path, query = parsed.path or b"", parsed.query or b""
    path = raw_path.decode("ascii")
    return {
        "type": "http",
        "asgi": _ASGI,
        "http_version": version,
        "method": method.decode("ascii"),
        "scheme": "http",
        "path": unquote(path) if "%" in path else path,
        "raw_path": raw_path,
        "query_string": query,
        "root_path": "",
        "headers": headers,
        "client": client,
    }
