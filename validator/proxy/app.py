"""The proxy's routes."""

from __future__ import annotations

import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from validator.core.signing import timestamp
from validator.proxy import problems
from validator.proxy.guard import Guard
from validator.proxy.okx import OkxClient
from validator.proxy.openapi import document
from validator.proxy.requests import Rejected, read_request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from validator.proxy.settings import Settings

_JSON: Final = "application/json"
_REJECTED: Final = {
    "no-json": problems.NO_JSON,
    "wrong-members": problems.INVALID_BODY,
    "wrong-field": problems.INVALID_FIELD,
}


def create_app(settings: Settings, *, clock: Callable[[], float] = time.time) -> Starlette:
    """Return the proxy; `clock` tells the seconds since 1970."""
    okx = OkxClient(settings)
    openapi = _json(document(settings.body_max_bytes))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with okx:
            yield

    async def ask_permissions(request: Request) -> Response:
        if not settings.is_live_test_on:
            return problems.respond(problems.LIVE_TEST_OFF)
        if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != _JSON:
            return problems.respond(problems.NOT_JSON_TYPE)
        body = await _read_body(request, settings.body_max_bytes)
        if body is None:
            return problems.respond(problems.BODY_TOO_LONG)
        signed = read_request(body)
        if isinstance(signed, Rejected):
            return problems.respond(_REJECTED[signed.reason], field=signed.field)
        return _json(await okx.ask(signed))

    async def tell_time(_request: Request) -> Response:
        return _json({"now": timestamp(int(clock() * 1000))})

    async def tell_health(_request: Request) -> Response:
        return _json({"status": "ok"})

    async def describe(_request: Request) -> Response:
        return openapi

    app = Starlette(
        routes=[
            Route("/api/okx/permissions", ask_permissions, methods=["POST"]),
            Route("/api/time", tell_time),
            Route("/api/health", tell_health),
            Route("/api/openapi.json", describe),
        ],
        middleware=[Middleware(Guard)],
        exception_handlers={HTTPException: _refuse, ClientDisconnect: _give_up},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return app


async def _read_body(request: Request, max_bytes: int) -> bytes | None:
    """Return the body, or None as soon as it is longer than it may be."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > max_bytes:
            return None
    return bytes(body)


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type=_JSON)


async def _refuse(_request: Request, error: Exception) -> Response:
    """Answer for what Starlette itself refuses: unknown paths and methods."""
    if not isinstance(error, HTTPException):
        raise error
    problem = {404: problems.NOT_FOUND, 405: problems.METHOD_NOT_ALLOWED}.get(
        error.status_code, problems.UNEXPECTED
    )
    return problems.respond(problem, headers=error.headers)


async def _give_up(_request: Request, _error: Exception) -> Response:
    """Answer nobody: the client went away while it was sending."""
    return problems.respond(problems.NO_JSON)
