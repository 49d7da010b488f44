"""A response goes out in one piece, as HTTP/1.1 writes it."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from validator.proxy.problems import PROBLEMS
from validator.proxy.response import encoded


@pytest.mark.parametrize("is_last", [False, True])
def test_a_response_is_a_line_headers_and_a_body(*, is_last: bool) -> None:
    """And says where it is the connection's last."""
    written = encoded(200, [(b"a", b"b"), (b"c", b"d")], b"body", is_last=is_last)

    close = b"connection: close\r\n" if is_last else b""
    assert written == b"HTTP/1.1 200 OK\r\na: b\r\nc: d\r\n" + close + b"\r\nbody"


@pytest.mark.parametrize("status", sorted({one.status for one in PROBLEMS} | {200, 204}))
def test_every_status_has_its_line(status: int) -> None:
    """With the phrase that the standard has for it."""
    written = encoded(status, [], b"", is_last=False)

    assert written == f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n\r\n".encode()
