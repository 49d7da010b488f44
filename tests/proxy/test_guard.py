"""The guard marks every response, and lets no exception pass."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from starlette.responses import Response

from validator.proxy.guard import HEADERS, Guard
from validator.proxy.problems import UNEXPECTED, respond

if TYPE_CHECKING:
    import pytest
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SECRET = "FA4E0000000000000000000000000001"


def _get(app: ASGIApp) -> Response:
    """Call an app, and return what it sent, also if it did not come to an end."""
    started: Message = {}
    body = bytearray()

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            started.update(message)
        body.extend(message.get("body", b""))

    async def run() -> None:
        await app({"type": "http"}, receive, send)

    asyncio.run(run())
    response = Response(bytes(body), started["status"])
    response.raw_headers = started["headers"]
    return response


async def _fail(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise ValueError(f"a text with {_SECRET}") from LookupError(_SECRET)


async def _fail_late(scope: Scope, receive: Receive, send: Send) -> None:
    headers = [(b"x-request-id", b"forged"), (b"cache-control", b"public")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"half", "more_body": True})
    await _fail(scope, receive, send)


def test_an_exception_is_a_problem_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    """The log gets the exception's type and place, and the client nothing of it."""
    caplog.set_level(logging.DEBUG, "validator")

    response = _get(Guard(_fail))

    assert (response.status_code, response.body) == (500, respond(UNEXPECTED).body)
    assert response.headers["X-Request-Id"] in caplog.text
    assert "ValueError at test_guard.py:" in caplog.text
    assert _SECRET not in caplog.text
    assert all(record.exc_info is None for record in caplog.records)


def test_an_exception_after_the_start_ends_the_response(caplog: pytest.LogCaptureFixture) -> None:
    """What is begun cannot be turned into a problem; it is logged all the same."""
    response = _get(Guard(_fail_late))

    assert (response.status_code, response.body) == (200, b"half")
    assert response.headers["X-Request-Id"] in caplog.text
    assert _SECRET not in caplog.text


def test_an_app_cannot_set_the_guard_s_headers() -> None:
    """Request id, caching and what the response may be used for are the guard's alone."""
    response = _get(Guard(_fail_late))

    assert HEADERS["Cache-Control"] == "no-store"
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert response.headers["X-Request-Id"] != "forged"


def test_what_is_no_request_passes() -> None:
    """Start and end of the server are none of the guard's business."""
    seen = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope["type"])

    async def start() -> None:
        await Guard(app)({"type": "lifespan"}, None, None)  # type: ignore[arg-type] # unused

    asyncio.run(start())

    assert seen == ["lifespan"]
