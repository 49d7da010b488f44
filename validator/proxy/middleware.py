"""Plain ASGI middleware: request id and headers, log line and metrics, pages of other sites."""

from __future__ import annotations

import asyncio
import random
import time
from typing import TYPE_CHECKING, Any, Final, get_args, get_type_hints

from starlette.datastructures import Headers, MutableHeaders
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
#: The site of a request that names none.
_NO_SITE: Final = "none"
#: The kind of a request that was answered without OKX, and of one whose client left.
_OK: Final = "ok"
_CLIENT_LEFT: Final = "client-left"
#: All that a request is counted as.
KINDS: Final[frozenset[str]] = frozenset(
    kind for answer in get_args(Answer) for kind in get_args(get_type_hints(answer)["kind"])
) | {_OK, _CLIENT_LEFT, *(problem.name for problem in PROBLEMS)}
#: Responses are data for the site's own script: nothing to keep, to show or to run.
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}
#: Asked so often, and answered the same way, that they would hide the other lines.
_QUIET: Final = frozenset({"/api/health", "/api/ready", "/api/time"})


class AccessMiddleware:
    """Adds request id and headers, logs and counts, and lets no exception pass.

    Handlers bind what they answered with to structlog's context variables. `paths` are those of
    the routes: any other may hold a value that landed in the wrong place.
    """

    def __init__(
        self, app: ASGIApp, metrics: Metrics, log: FilteringBoundLogger, paths: frozenset[str]
    ) -> None:
        self.app = app
        self._log = log
        self._paths = paths
        # There from the start: an alert sees no increase in what begins with its first hit.
        self._counters = {
            (kind, site): metrics.requests.labels(kind, site)
            for kind in KINDS
            for site in (_NO_SITE, *SITE_NAMES)
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start = time.perf_counter()
        # No secret; and never the client's own, since it stands in the log.
        request_id = f"{random.getrandbits(64):016x}"
        route = scope["path"] if scope["path"] in self._paths else None
        clear_contextvars()
        bind_contextvars(request_id=request_id, route=route, kind=_OK)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update({REQUEST_ID: request_id, **HEADERS})
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except ClientDisconnect:
            bind_contextvars(kind=_CLIENT_LEFT)
        except asyncio.CancelledError:  # by the server, which has waited as long as it may
            await refuse(NOT_READY)(scope, receive, send_with_headers)
        except Exception as error:  # noqa: BLE001 - its text may quote what the client sent
            kind, where = type(error).__name__, place(error.__traceback__)
            self._log.error("unexpected", error=kind, place=where)
            await refuse(UNEXPECTED)(scope, receive, send_with_headers)
        bound: dict[str, Any] = get_contextvars()
        self._counters[bound.get("problem", bound["kind"]), bound.get("site", _NO_SITE)].inc()
        log = self._log.debug if route in _QUIET else self._log.info
        log("request", ms=round((time.perf_counter() - start) * 1000, 1))


class OriginMiddleware:
    """Refuses browsers on pages of other sites; clients that send no `Origin` are served."""

    def __init__(self, app: ASGIApp, origins: tuple[str, ...]) -> None:
        self.app = app
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            if origin is not None and not self._may_ask(origin, headers.get("host", "")):
                await refuse(FOREIGN_ORIGIN)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _may_ask(self, origin: str, host: str) -> bool:
        """Whether a page may ask: one of the site, or one that this machine serves itself."""
        return origin in self._origins or (
            origin == f"http://{host}" and is_loopback_origin(origin)
        )
