"""A response as it goes out to a client."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
_STATUS_LINES: Final = {
    one.value: f"HTTP/1.1 {one.value} {one.phrase}\r\n".encode() for one in HTTPStatus
}


def encoded(
    status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes, *, is_last: bool
) -> bytes:
    """Return a response in one piece, which is to be written at once: nobody is woken for half.

    `is_last` tells the client that the connection ends with it.
    """
    parts = [_STATUS_LINES[status]]
    for name, value in headers:
        parts += (name, b": ", value, b"\r\n")
    parts.append(b"connection: close\r\n\r\n" if is_last else b"\r\n")
    parts.append(body)
    return b"".join(parts)
