"""Around all routes: id, headers, log line and metrics of every response; no exception passes."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, get_args, get_type_hints

from starlette.requests import ClientDisconnect

from validator.core.facts import SITE_NAMES
from validator.core.reply import Answer
from validator.proxy.logs import place
from validator.proxy.problems import NOT_READY, PROBLEMS, UNEXPECTED, Problem, respond

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.responses import Response
    from starlette.types import Receive, Scope, Send
    from structlog.typing import FilteringBoundLogger

    from validator.core.facts import SiteName
    from validator.proxy.metrics import Metrics

REQUEST_ID: Final = "X-Request-Id"
_RAW_REQUEST_ID: Final = REQUEST_ID.lower().encode()
#: In the place of a route or site where a request has none.
NONE: Final = "none"
#: In the place of an answer's kind where OKX was not asked.
OK: Final = "ok"
#: In the place of an answer's kind where nobody waited for it.
CLIENT_LEFT: Final = "client-left"
#: All that a request is counted as.
KINDS: Final[frozenset[str]] = frozenset(
    kind for one in get_args(Answer) for kind in get_args(get_type_hints(one)["kind"])
) | {OK, CLIENT_LEFT, *(one.name for one in PROBLEMS)}
#: What is answered is data for the site's own script: nothing to keep, to show or to run.
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_RAW_HEADERS: Final = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
#: Asked so often, and answered the same way, that they would hide the other lines.
_QUIET: Final = frozenset({"/api/health", "/api/ready", "/api/time"})


@dataclass(slots=True)
class Exchange:
    """One request, and what is told of it afterwards: nothing that the client wrote."""

    scope: Scope
    receive: Receive
    headers: Mapping[bytes, bytes]
    request_id: str
    route: str = NONE
    kind: str = OK
    problem: str | None = None
    okx_code: str | None = None
    site: SiteName | None = None
    limit: str | None = None
    address: str | None = None

    def refuse(
        self,
        problem: Problem,
        *,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Return the response for a problem."""
        self.problem = problem.name
        return respond(problem, field=field, headers=headers)

    def note(self, answer: Answer) -> None:
        """Take note of the answer."""
        self.kind = answer.kind
        self.okx_code = getattr(answer, "okx_code", None)


def new_request_id() -> str:
    """Return an id, which is no secret; it is always made here, never taken from the client."""
    return f"{random.getrandbits(64):016x}"


def marks(request_id: str) -> list[tuple[bytes, bytes]]:
    """Return the headers of every response."""
    return [(_RAW_REQUEST_ID, request_id.encode()), *_RAW_HEADERS]


class Guard:
    """An ASGI app for requests; `answer` makes the response."""

    def __init__(
        self,
        answer: Callable[[Exchange], Awaitable[Response]],
        metrics: Metrics,
        log: FilteringBoundLogger,
    ) -> None:
        self._answer = answer
        # There from the start: an alert sees no increase in what begins with its first hit.
        self._counters = {
            (kind, site): metrics.requests.labels(kind, site)
            for kind in KINDS
            for site in (NONE, *SITE_NAMES)
        }
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and tell of it."""
        start = time.perf_counter()
        headers = dict(reversed(scope["headers"]))  # of two with one name, the first
        exchange = Exchange(scope, receive, headers, new_request_id())
        try:
            response = await self._answer(exchange)
        except ClientDisconnect:
            exchange.kind = CLIENT_LEFT
            self.tell(exchange, time.perf_counter() - start)
            return
        except asyncio.CancelledError:
            # The server ends, has waited as long as it may, and would answer with 500 by itself.
            response = exchange.refuse(NOT_READY)
        except Exception as error:  # noqa: BLE001 - the last one who can keep it out of the log
            # Neither its text nor its traceback: both may quote what the client sent.
            self._log.error(
                "unexpected",
                request_id=exchange.request_id,
                error=type(error).__name__,
                place=place(error.__traceback__),
            )
            response = exchange.refuse(UNEXPECTED)
        response.raw_headers += marks(exchange.request_id)
        await response(scope, receive, send)
        self.tell(exchange, time.perf_counter() - start)

    def tell(self, exchange: Exchange, seconds: float) -> None:
        """Count a request that was answered, and log it."""
        self._counters[exchange.problem or exchange.kind, exchange.site or NONE].inc()
        told: dict[str, Any] = {
            "request_id": exchange.request_id,
            "route": exchange.route,
            "kind": None if exchange.problem else exchange.kind,
            "problem": exchange.problem,
            "okx_code": exchange.okx_code,
            "site": exchange.site,
            "limit": exchange.limit,
            "address": exchange.address,
            "ms": round(seconds * 1000, 1),
        }
        (self._log.debug if exchange.route in _QUIET else self._log.info)("request", **told)
