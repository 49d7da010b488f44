"""Around all routes: a request id and the same headers on every response, no stray exception."""

from __future__ import annotations

import logging
import secrets
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.datastructures import MutableHeaders

from validator.proxy.problems import UNEXPECTED, respond

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID: Final = "X-Request-Id"
#: What is answered is data for the site's own script: nothing to keep, to show or to run.
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_logger: Final = logging.getLogger(__name__)


class Guard:
    """ASGI middleware; a request id is always made here, never taken from the client."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the app, and answer for it where it raises."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        has_started = False

        async def send_marked(message: Message) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID] = request_id
                headers.update(HEADERS)
            await send(message)

        try:
            await self._app(scope, receive, send_marked)
        except Exception as error:  # noqa: BLE001 - the last one who can keep it out of the log
            # Neither its text nor its traceback: both may quote what the client sent.
            _logger.error(  # noqa: TRY400 - see above
                "%s at %s in request %s", type(error).__name__, _place(error), request_id
            )
            if not has_started:
                await respond(UNEXPECTED)(scope, receive, send_marked)


def _place(error: Exception) -> str:
    """Return file and line of where an exception was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "an unknown place"
