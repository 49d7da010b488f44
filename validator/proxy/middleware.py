"""ASGI middleware: request id, headers, log line and metrics; refusal of other sites' pages."""

from __future__ import annotations

import asyncio
import random
import time
from typing import TYPE_CHECKING, Any, Final, get_args, get_type_hints

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect
from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars

from validator.core.facts import SITE_NAMES
from validator.core.reply import Answer
from validator.proxy.logs import place
from validator.proxy.problems import FOREIGN_ORIGIN, NOT_READY, PROBLEMS, UNEXPECTED, refuse
from validator.proxy.settings import is_loopback_origin

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send
    from structlog.typing import FilteringBoundLogger

    from validator.proxy.metrics import Metrics

REQUEST_ID: Final = "X-Request-Id"
#: Every kind that a request may be counted as; `ok` is a success without a call to OKX.
KINDS: Final[frozenset[str]] = frozenset(
    kind for answer in get_args(Answer) for kind in get_args(get_type_hints(answer)["kind"])
) | {"ok", "client-left", *(problem.name for problem in PROBLEMS)}
#: Responses are data for the site's own script, never to be cached, displayed or run.
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}
#: Requested so often that they would drown the other lines; logged at debug level.
_QUIET: Final = frozenset({"/api/health", "/api/ready", "/api/time"})


class AccessMiddleware:
    """Adds request id and headers, logs and counts requests, and handles every exception.

    Handlers bind the kind of their answer to structlog's context variables. `paths` are those of
    the routes; any other path is not logged, since it may hold a misplaced credential.
    """

    def __init__(
        self, app: ASGIApp, metrics: Metrics, log: FilteringBoundLogger, paths: frozenset[str]
    ) -> None:
        self.app = app
        self._log = log
        self._paths = paths
        # Created at the start: an alert sees no increase in a series that begins at its first hit.
        self._counters = {
            (kind, site): metrics.requests.labels(kind, site)
            for kind in KINDS
            for site in ("none", *SITE_NAMES)
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start = time.perf_counter()
        # Not secret, and never taken from the client, since it is logged.
        request_id = f"{random.getrandbits(64):016x}"
        route = scope["path"] if scope["path"] in self._paths else None
        clear_contextvars()
        bind_contextvars(request_id=request_id, route=route, kind="ok")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update({REQUEST_ID: request_id, **HEADERS})
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except ClientDisconnect:
            bind_contextvars(kind="client-left")
        except asyncio.CancelledError:  # by the server, at the end of its shutdown timeout
            await refuse(NOT_READY)(scope, receive, send_with_headers)
        except Exception as error:  # noqa: BLE001 - its text may quote the request
            kind, where = type(error).__name__, place(error.__traceback__)
            self._log.error("unexpected", error=kind, place=where)
            await refuse(UNEXPECTED)(scope, receive, send_with_headers)
        bound: dict[str, Any] = get_contextvars()
        self._counters[bound.get("problem", bound["kind"]), bound.get("site", "none")].inc()
        log = self._log.debug if route in _QUIET else self._log.info
        log("request", ms=round((time.perf_counter() - start) * 1000, 1))


class OriginMiddleware(CORSMiddleware):
    """Refuses requests from pages of other sites; those without an `Origin` are served.

    A page that is served from this machine's loopback interface is allowed too.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        origin = headers.get("origin")
        if origin is not None and not self.is_allowed_origin(origin):
            is_own = origin == f"http://{headers.get('host')}" and is_loopback_origin(origin)
            await (self.app if is_own else refuse(FOREIGN_ORIGIN))(scope, receive, send)
            return
        await super().__call__(scope, receive, send)
