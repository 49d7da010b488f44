"""The guard marks every response, tells of it, and lets no exception pass."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any

from starlette.requests import ClientDisconnect
from starlette.responses import Response

from validator.core.reply import Refused
from validator.proxy.guard import HEADERS, Guard
from validator.proxy.logs import open_log
from validator.proxy.metrics import Metrics
from validator.proxy.problems import TOO_MANY_REQUESTS, UNEXPECTED, respond

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import Message

    from validator.proxy.guard import Exchange

_SECRET = "FA4E0000000000000000000000000001"


class _Run:
    """What a guard sent, logged and counted for one request."""

    def __init__(
        self, answer: Callable[[Exchange], Awaitable[Response]], level: str = "info"
    ) -> None:
        self.sent: list[Message] = []
        self.lines: list[dict[str, Any]] = []
        self.metrics = Metrics()
        self.text = b""
        guard = Guard(answer, self.metrics, open_log(level, self._write))
        scope = {"type": "http", "headers": [(b"x-request-id", b"forged")]}
        asyncio.run(guard(scope, self._receive, self._send))
        self.headers = {
            name.decode(): value.decode()
            for message in self.sent
            for name, value in message.get("headers", [])
        }

    def _write(self, line: bytes) -> None:
        self.text += line
        self.lines.append(json.loads(line))

    async def _receive(self) -> Message:
        return {"type": "http.request"}

    async def _send(self, message: Message) -> None:
        self.sent.append(message)


async def _refused(exchange: Exchange) -> Response:
    exchange.route, exchange.site = "/api/okx/permissions", "eea"
    exchange.note(Refused("eea", "other", "50113"))
    return Response(b"{}")


async def _limited(exchange: Exchange) -> Response:
    exchange.route, exchange.limit = "/api/okx/permissions", "key-rate"
    return exchange.refuse(TOO_MANY_REQUESTS, headers={"Retry-After": "7"})


async def _failing(_exchange: Exchange) -> Response:
    raise ValueError(f"a text with {_SECRET}") from LookupError(_SECRET)


async def _left(_exchange: Exchange) -> Response:
    raise ClientDisconnect


async def _healthy(exchange: Exchange) -> Response:
    exchange.route = "/api/health"
    return Response(b"{}")


def _count(run: _Run, kind: str, site: str = "none") -> float | None:
    return run.metrics.registry.get_sample_value(
        "checker_requests_total", {"kind": kind, "site": site}
    )


def test_an_answer_is_told_of() -> None:
    """The log has time, level, event, id, route, kind, OKX's code and milliseconds; no more."""
    run = _Run(_refused)

    (line,) = run.lines
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("time"))
    assert isinstance(line.pop("ms"), float)
    assert line == {
        "level": "info",
        "event": "request",
        "request_id": run.headers["x-request-id"],
        "route": "/api/okx/permissions",
        "kind": "refused",
        "okx_code": "50113",
        "site": "eea",
    }
    assert _count(run, "refused", "eea") == 1


def test_a_problem_is_told_of() -> None:
    """Problem and limit take the kind's place."""
    run = _Run(_limited)

    assert (run.lines[0]["problem"], run.lines[0]["limit"]) == ("too-many-requests", "key-rate")
    assert "kind" not in run.lines[0]
    assert _count(run, "too-many-requests") == 1
    assert run.headers["retry-after"] == "7"


def test_every_response_is_marked() -> None:
    """Request id, caching and what the response may be used for are the guard's."""
    run = _Run(_refused)

    assert re.fullmatch("[0-9a-f]{16}", run.headers["x-request-id"])
    assert HEADERS["Cache-Control"] == "no-store"
    assert {name: run.headers[name.lower()] for name in HEADERS} == HEADERS


def test_an_exception_is_a_problem_without_its_text() -> None:
    """The log gets the exception's type and place, and the client nothing of it."""
    run = _Run(_failing, "debug")

    assert run.sent[0]["status"] == 500
    assert run.sent[1]["body"] == respond(UNEXPECTED).body
    assert run.lines[0]["error"] == "ValueError"
    assert run.lines[0]["place"].startswith("test_guard.py:")
    assert run.lines[0]["request_id"] == run.headers["x-request-id"]
    assert _SECRET.encode() not in run.text
    assert _count(run, "unexpected") == 1


def test_who_left_gets_no_response() -> None:
    """A client that went away while sending is counted, and is no error."""
    run = _Run(_left)

    assert run.sent == []
    assert (run.lines[0]["level"], run.lines[0]["kind"]) == ("info", "client-left")
    assert _count(run, "client-left") == 1


def test_what_is_asked_all_the_time_is_not_logged() -> None:
    """Health checks would hide the other lines; at debug level they are there."""
    assert _Run(_healthy).lines == []
    assert _Run(_healthy, "debug").lines[0]["route"] == "/api/health"
