"""Responses that are delayed or cut off."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Receive, Scope, Send

    from tests.browser.center import HelpCenter

#: The proxy's route for checks.
ROUTE: Final = "/api/okx/permissions"
#: The longest delay of a response, in seconds.
HELD_SECONDS: Final = 30


async def cut_off(_scope: Scope, receive: Receive, send: Send) -> None:
    """Begin a response and close the connection."""
    await receive()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"kind": "permissions"'})


class Held:
    """An app that delays its responses until a test releases them."""

    def __init__(self, center: HelpCenter) -> None:
        self._center = center
        self.has_come = threading.Event()
        self.has_gone = threading.Event()
        self._may_go = threading.Event()
        self._is_cut = False

    def cut(self) -> None:
        """Cut off the delayed responses."""
        self._is_cut = True
        self._may_go.set()

    def release(self) -> None:
        """Send the delayed responses, and wait for the first."""
        self.end()
        assert self.has_gone.wait(HELD_SECONDS)

    def end(self) -> None:
        """Send the delayed responses, without waiting."""
        self._may_go.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request like the help center, but only once released."""
        self.has_come.set()
        await run_in_threadpool(self._may_go.wait, HELD_SECONDS)
        await (cut_off if self._is_cut else self._center.site.app)(scope, receive, send)
        self.has_gone.set()


@contextmanager
def held(center: HelpCenter, path: str = ROUTE) -> Iterator[Held]:
    """Delay the responses for a path until they are released or the block ends."""
    late = Held(center)
    center.site.instead[path] = late
    try:
        yield late
    finally:
        late.end()
