"""The bytes of a request to the proxy, and of one to OKX itself."""

from __future__ import annotations

import json
import time
from typing import Any, Final

from validator.core.facts import METHOD, REQUEST_PATH
from validator.core.practice import ACCOUNTS
from validator.core.signing import access_headers, sign, timestamp

_PASTED: Final = ACCOUNTS["read-only"].pasted


def body(api_key: str = _PASTED.api_key) -> dict[str, Any]:
    """Return the members of a request to the proxy, signed now."""
    moment = timestamp(time.time_ns() // 1_000_000)
    return {
        "site": "global",
        "api_key": api_key,
        "passphrase": _PASTED.passphrase,
        "timestamp": moment,
        "signature": sign(_PASTED.secret_key, moment, METHOD, REQUEST_PATH),
    }


def asking_us(content: bytes | None = None) -> bytes:
    """Return a request to the proxy; `content` is its body if not a right one."""
    if content is None:
        content = json.dumps(body()).encode()
    head = [
        "POST /api/okx/permissions HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"Content-Length: {len(content)}",
        "",
        "",
    ]
    return "\r\n".join(head).encode() + content


def asking_okx() -> bytes:
    """Return a request as the proxy sends it."""
    signed = body()
    headers = access_headers(
        signed["api_key"], signed["passphrase"], signed["timestamp"], signed["signature"]
    )
    lines = [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([f"GET {REQUEST_PATH} HTTP/1.1", "Host: okx", *lines, "", ""]).encode()
