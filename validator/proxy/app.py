"""The proxy's routes and lifespan."""

from __future__ import annotations

import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route
from structlog.contextvars import bind_contextvars

from validator.core.signing import timestamp
from validator.proxy import problems
from validator.proxy.clients import ClientAddresses, truncated
from validator.proxy.limits import Exceeded, Limit, Limits
from validator.proxy.logs import open_log
from validator.proxy.metrics import Metrics
from validator.proxy.middleware import REQUEST_ID, AccessMiddleware, OriginMiddleware
from validator.proxy.okx import OkxClient
from validator.proxy.requests import BODY_MAX_BYTES, Rejected, read_request
from validator.proxy.upstream import Upstream

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from structlog.typing import FilteringBoundLogger

    from validator.proxy.settings import Settings

_JSON: Final = "application/json"
_OPENAPI: Final = Path(__file__).with_name("openapi.json").read_bytes()
#: The limits that everyone shares; the others belong to one client or key.
_SHARED_LIMITS: Final = frozenset({"okx-budget", "in-flight"})


class _Handlers:
    """The routes' handlers and their shared state."""

    def __init__(self, settings: Settings, metrics: Metrics, log: FilteringBoundLogger) -> None:
        self._settings = settings
        self._clients = ClientAddresses(settings)
        self._limits = Limits(settings, metrics, log)
        self._okx = OkxClient(settings)
        self._upstream = Upstream(settings, self._okx, self._limits, metrics, log)
        # Created at the start, like the counters of requests.
        self._limit_hits = {limit: metrics.limit_hits.labels(limit) for limit in get_args(Limit)}
        metrics.live_test_on.set(settings.live_test)

    @asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        """Open and close the store and the client for OKX."""
        async with self._limits, self._okx:
            yield

    async def ask_permissions(self, request: Request) -> Response:
        """Ask OKX what a key may do; an invalid request doesn't count against any limit."""
        if not self._settings.live_test:
            return problems.refuse(problems.LIVE_TEST_OFF)
        media_type = request.headers.get("content-type", "").partition(";")[0]
        if media_type.strip().lower() != _JSON:
            return problems.refuse(problems.UNSUPPORTED_MEDIA_TYPE)
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > BODY_MAX_BYTES:
                return problems.refuse(problems.BODY_TOO_LONG)
        signed = read_request(body)
        if isinstance(signed, Rejected):
            return problems.refuse(signed.problem, field=signed.field)
        bind_contextvars(site=signed.site)
        address = self._clients.address_of(request)
        if self._settings.address_logged:
            bind_contextvars(address=truncated(address))
        answer = (
            await self._limits.take_client(address)
            or await self._limits.take_key(signed.api_key)
            or await self._upstream.ask(signed)
        )
        if isinstance(answer, Exceeded):
            return self._refuse(answer)
        bind_contextvars(kind=answer.kind, okx_code=getattr(answer, "okx_code", None))
        return _json(answer)

    def _refuse(self, exceeded: Exceeded) -> Response:
        bind_contextvars(limit=exceeded.limit)
        self._limit_hits[exceeded.limit].inc()
        is_shared = exceeded.limit in _SHARED_LIMITS
        return problems.refuse(
            problems.CHECKER_BUSY if is_shared else problems.TOO_MANY_REQUESTS,
            headers={"Retry-After": str(exceeded.retry_after_seconds)},
        )


def create_app(
    settings: Settings,
    *,
    metrics: Metrics | None = None,
    log: FilteringBoundLogger | None = None,
) -> Starlette:
    """Return the proxy as an ASGI app."""
    metrics = metrics or Metrics()
    log = log or open_log(settings.log_level)
    handlers = _Handlers(settings, metrics, log)
    routes = [
        Route("/api/okx/permissions", handlers.ask_permissions, methods=["POST"]),
        Route("/api/time", _time),
        Route("/api/health", _health),
        Route("/api/ready", _ready),
        Route("/api/openapi.json", _openapi),
    ]
    paths = frozenset(route.path for route in routes)
    app = Starlette(
        routes=routes,
        exception_handlers={HTTPException: _no_route},
        middleware=[
            Middleware(AccessMiddleware, metrics=metrics, log=log, paths=paths),
            Middleware(
                OriginMiddleware,
                allow_origins=settings.site_origins,
                allow_methods=["GET", "POST"],
                allow_headers=["Content-Type"],
                expose_headers=[REQUEST_ID, "Retry-After"],
            ),
        ],
        lifespan=handlers.lifespan,
    )
    app.router.redirect_slashes = False
    return app


async def _time(_request: Request) -> Response:
    return _json({"now": timestamp(time.time_ns() // 1_000_000)})


async def _health(_request: Request) -> Response:
    return _json({"status": "ok"})


async def _ready(_request: Request) -> Response:
    # uvicorn answers only between startup and shutdown.
    return _json({"status": "ready"})


async def _openapi(_request: Request) -> Response:
    return Response(_OPENAPI, media_type=_JSON)


async def _no_route(_request: Request, error: Exception) -> Response:
    """Return the problem for the router's exception: 404, or 405 with the header Allow."""
    assert isinstance(error, HTTPException)  # noqa: S101 - it is only registered for these
    is_found = error.status_code == 405
    problem = problems.METHOD_NOT_ALLOWED if is_found else problems.NOT_FOUND
    return problems.refuse(problem, headers=error.headers)


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type=_JSON)
