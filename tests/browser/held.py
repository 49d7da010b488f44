"""Answers that come late, or break off."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Receive, Scope, Send

    from tests.browser.center import HelpCenter

#: Where the page asks about a key.
ROUTE: Final = "/api/okx/permissions"
#: How long an answer is held at most, in seconds.
HELD_SECONDS: Final = 30


async def cut_off(_scope: Scope, receive: Receive, send: Send) -> None:
    """Begin to answer, and close the connection."""
    await receive()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"kind": "permissions"'})


class Held:
    """Answers that are kept back until a test lets them go."""

    def __init__(self, center: HelpCenter) -> None:
        self._center = center
        self.has_come = threading.Event()
        self.has_gone = threading.Event()
        self._may_go = threading.Event()
        self._is_cut = False

    def cut(self) -> None:
        """Let the answers break off."""
        self._is_cut = True
        self._may_go.set()

    def release(self) -> None:
        """Let the answers go, and wait for the first."""
        self._may_go.set()
        assert self.has_gone.wait(HELD_SECONDS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the help center does, later."""
        self.has_come.set()
        await run_in_threadpool(self._may_go.wait, HELD_SECONDS)
        await (cut_off if self._is_cut else self._center.site.app)(scope, receive, send)
        self.has_gone.set()


@contextmanager
def held(center: HelpCenter, path: str = ROUTE) -> Iterator[Held]:
    """Hold the answers for a path, and let them go at the end whatever happens."""
    late = Held(center)
    center.site.instead[path] = late
    try:
        yield late
    finally:
        late._may_go.set()
