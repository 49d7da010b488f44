"""What the stand-ins for OKX send, byte by byte."""

from __future__ import annotations

import gzip
from typing import Final

from validator.core.practice import ACCOUNTS, refusal

#: The body of a success.
CONFIGURATION: Final = ACCOUNTS["read-only"].configuration()


def _response(status: str, body: bytes, *headers: str) -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(head).encode() + body


def _refusal(okx_code: str) -> bytes:
    reply = refusal(okx_code, "0" * 32, "192.0.2.1")
    return _response(f"{reply.status} Refused", reply.body)


READ_ONLY: Final = _response("200 OK", CONFIGURATION, "Content-Type: application/json")
#: Faults stand apart from each other: the breaker counts those that come one after the other.
MIXED: Final = (
    *[READ_ONLY] * 4,
    _refusal("50119"),
    _response("403 Forbidden", b"<html>blocked</html>"),
    READ_ONLY,
    _refusal("50110"),
    _response("503 Service Unavailable", b"<html>down</html>"),
    *[READ_ONLY] * 3,
    _response("200 OK", gzip.compress(bytes(100_000)), "Content-Encoding: gzip"),
    READ_ONLY,
    _response("200 OK", CONFIGURATION[:50]),
    READ_ONLY,
    b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\nConnection: close\r\n\r\n{",
    *[READ_ONLY] * 3,
    _response("200 OK", bytes(100_000)),
)
