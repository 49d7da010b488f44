"""The proxy's routes."""

from __future__ import annotations

import time
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Final, get_args

import msgspec
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Router

from validator.core.signing import timestamp
from validator.proxy import problems
from validator.proxy.clients import Clients, logged
from validator.proxy.guard import Exchange, Guard
from validator.proxy.limits import Exceeded, Limit, Limits
from validator.proxy.logs import open_log
from validator.proxy.metrics import Metrics
from validator.proxy.openapi import document
from validator.proxy.origins import Origins, is_preflight, preflight_headers
from validator.proxy.requests import Rejected, read_request
from validator.proxy.store import Store
from validator.proxy.upstream import Upstream

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from starlette.types import Receive, Scope, Send
    from structlog.typing import FilteringBoundLogger

    from validator.proxy.settings import Settings

    _Handler = Callable[[Exchange], Awaitable[Response]]

_JSON: Final = "application/json"
_RAW_JSON: Final = _JSON.encode()
_REJECTED: Final = {
    "no-json": problems.NO_JSON,
    "wrong-members": problems.INVALID_BODY,
    "wrong-field": problems.INVALID_FIELD,
}
#: The limits that all share; the others are a client's or a key's own.
_SHARED_LIMITS: Final = frozenset({"okx-budget", "in-flight"})


class Proxy:
    """The proxy as an ASGI app."""

    def __init__(
        self,
        settings: Settings,
        metrics: Metrics,
        log: FilteringBoundLogger,
        clock: Callable[[], float],
    ) -> None:
        self.settings = settings
        self.metrics = metrics
        self.log = log
        self._clock = clock
        self._clients = Clients(settings, clock)
        self._origins = Origins(settings.site_origins)
        self._store = Store(settings, metrics, log)
        self._limits = Limits(settings, self._store)
        self._upstream = Upstream(settings, self._limits, metrics, log)
        self._openapi = msgspec.json.encode(document(settings.body_max_bytes))
        self._router = Router(lifespan=self._run)
        self._is_ready = False
        #: Also told of what is refused before it is a request.
        self.guard = Guard(self._answer, metrics, log)
        # Path -> method -> handler. GET answers for HEAD too: the server leaves out the body.
        self._routes: dict[str, dict[str, _Handler]] = {
            "/api/okx/permissions": {"POST": self._ask_permissions},
            "/api/time": {"GET": self._tell_time, "HEAD": self._tell_time},
            "/api/health": {"GET": self._tell_health, "HEAD": self._tell_health},
            "/api/ready": {"GET": self._tell_ready, "HEAD": self._tell_ready},
            "/api/openapi.json": {"GET": self._describe, "HEAD": self._describe},
        }
        # There from the start, as the guard's.
        self._limit_hits = {one: metrics.limit_hits.labels(one) for one in get_args(Limit)}
        metrics.live_test_on.set(settings.is_live_test_on)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or start and end with the server."""
        if scope["type"] == "http":
            await self.guard(scope, receive, send)
        else:
            await self._router(scope, receive, send)

    def leave(self) -> None:
        """Tell from now on that no more requests should be sent here."""
        self._is_ready = False

    @asynccontextmanager
    async def _run(self, _app: object) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._store)
            await stack.enter_async_context(self._upstream)
            self._is_ready = True
            yield
            self._is_ready = False

    async def _answer(self, exchange: Exchange) -> Response:
        methods = self._routes.get(exchange.scope["path"])
        if methods is not None:
            exchange.route = exchange.scope["path"]
        added = self._origins.headers_for(exchange.headers)
        if added is None:
            response = exchange.refuse(problems.FOREIGN_ORIGIN)
        elif methods is None:
            response = exchange.refuse(problems.NOT_FOUND)
        elif handler := methods.get(exchange.scope["method"]):
            response = await handler(exchange)
        elif is_preflight(exchange.scope["method"], exchange.headers):
            response = Response(status_code=204)
            added = [*added, *preflight_headers(", ".join(methods))]
        else:
            allowed = {"Allow": ", ".join(methods)}
            response = exchange.refuse(problems.METHOD_NOT_ALLOWED, headers=allowed)
        if added:
            response.raw_headers += added
        return response

    async def _ask_permissions(self, exchange: Exchange) -> Response:
        if not self.settings.is_live_test_on:
            return exchange.refuse(problems.LIVE_TEST_OFF)
        client = self._clients.client_of(exchange.scope)
        if self.settings.is_address_logged:
            exchange.address = logged(client)
        if exceeded := await self._limits.take_client(client):
            return self._refuse(exchange, exceeded)
        media_type = exchange.headers.get(b"content-type", b"")
        if media_type.partition(b";")[0].strip().lower() != _RAW_JSON:
            return exchange.refuse(problems.NOT_JSON_TYPE)
        body = await _read_body(exchange, self.settings.body_max_bytes)
        if body is None:
            return exchange.refuse(problems.BODY_TOO_LONG)
        signed = read_request(body)
        if isinstance(signed, Rejected):
            return exchange.refuse(_REJECTED[signed.reason], field=signed.field)
        exchange.site = signed.site
        if exceeded := await self._limits.take_key(signed.api_key):
            return self._refuse(exchange, exceeded)
        answer = await self._upstream.ask(signed)
        if isinstance(answer, Exceeded):
            return self._refuse(exchange, answer)
        exchange.note(answer)
        return _json(answer)

    def _refuse(self, exchange: Exchange, exceeded: Exceeded) -> Response:
        exchange.limit = exceeded.limit
        self._limit_hits[exceeded.limit].inc()
        is_shared = exceeded.limit in _SHARED_LIMITS
        return exchange.refuse(
            problems.CHECKER_BUSY if is_shared else problems.TOO_MANY_REQUESTS,
            headers={"Retry-After": str(exceeded.retry_after_seconds)},
        )

    async def _tell_time(self, _exchange: Exchange) -> Response:
        return _json({"now": timestamp(int(self._clock() * 1000))})

    async def _tell_health(self, _exchange: Exchange) -> Response:
        return _json({"status": "ok"})

    async def _tell_ready(self, exchange: Exchange) -> Response:
        if not self._is_ready:
            return exchange.refuse(problems.NOT_READY)
        return _json({"status": "ready"})

    async def _describe(self, _exchange: Exchange) -> Response:
        return Response(self._openapi, media_type=_JSON)


def create_app(
    settings: Settings,
    *,
    clock: Callable[[], float] = time.time,
    metrics: Metrics | None = None,
    log: FilteringBoundLogger | None = None,
) -> Proxy:
    """Return the proxy; `clock` tells the seconds since 1970."""
    return Proxy(settings, metrics or Metrics(), log or open_log(settings.log_level), clock)


async def _read_body(exchange: Exchange, max_bytes: int) -> bytes | None:
    """Return the body, or None as soon as it is longer than it may be.

    Raises ClientDisconnect where the client leaves while it sends.
    """
    length = exchange.headers.get(b"content-length", b"").lstrip(b"0")
    # Python makes no number of thousands of digits.
    if len(length) > len(str(max_bytes)) or (length.isdigit() and int(length) > max_bytes):
        return None
    body = b""
    while True:
        message = await exchange.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part: bytes = message.get("body", b"")
        body += part
        if len(body) > max_bytes:
            return None
        if not message.get("more_body", False):
            return body


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type=_JSON)
