"""The whole help center on loopback: the built site, the proxy, and the fake exchange behind it."""

from __future__ import annotations

import json
import socket
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from validator.commands import static
from validator.fake_okx import create_app as create_fake
from validator.loopback import run_in_thread
from validator.proxy import UNGUARDED, Settings
from validator.proxy import create_app as create_proxy
from validator.proxy.logs import open_log
from validator.proxy.metrics import Metrics
from validator.publish import site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: The proxy's time limit for OKX in these tests, in seconds, and how slow "slow" is.
_TIME_LIMIT = 0.5
_SLOW = 1.5


@dataclass
class Recorder:
    """ASGI middleware that records every request, and can respond instead of the app."""

    app: ASGIApp
    requests: list[bytes] = field(default_factory=list)
    #: Path -> the app that responds instead.
    instead: dict[str, ASGIApp] = field(default_factory=dict)

    @property
    def paths(self) -> list[str]:
        """The path of every request, in order."""
        return [request.split(b"\n")[1].decode() for request in self.requests]

    def bodies(self, path: str) -> list[dict[str, Any]]:
        """Return the JSON of every request for a path."""
        return [
            json.loads(request.rpartition(b"\n")[2])
            for request, requested in zip(self.requests, self.paths, strict=True)
            if requested == path
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Record a request, and pass it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        head = [scope["method"].encode(), scope["raw_path"], scope["query_string"]]
        for name, value in scope["headers"]:
            head += [name, value]
        record = len(self.requests)
        self.requests.append(b"\n".join(head))

        async def receive_recorded() -> Message:
            message = await receive()
            self.requests[record] += b"\n" + message.get("body", b"")
            return message

        app = self.instead.get(scope["path"], self.app)
        await app(scope, receive_recorded, send)


@dataclass
class HelpCenter:
    """The help center's address, its requests, and those of the fake exchange."""

    url: str
    site: Recorder
    okx: Recorder
    folder: Path
    #: The proxy's log at debug level, and its metrics.
    log: list[bytes]
    metrics: Metrics

    def addresses(self) -> list[str]:
        """Return the path of every page of the site."""
        found = [
            path.relative_to(self.folder).as_posix().removesuffix("index.html")
            for path in sorted(self.folder.rglob("*.html"))
        ]
        assert {"", "404.html", "support/", "okx/check-your-key/"} <= set(found)
        return found

    def path_of(self, name: str) -> str:
        """Return the path of a file of the checker or its runtime, whose folders contain a hash."""
        (file,) = (
            *(self.folder / "checker").rglob(name),
            *(self.folder / "runtime").rglob(name),
        )
        return f"/{file.relative_to(self.folder)}"

    def open(self, page: Page, path: str = "") -> None:
        """Open a page of the site."""
        page.goto(self.url + path)


@contextmanager
def serve(folder: Path) -> Iterator[HelpCenter]:
    """Build the site into `folder`, and serve it with the proxy and the fake exchange."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]  # free, and known before the build
    url = f"http://127.0.0.1:{port}/"
    site.build(folder, url)
    with ExitStack() as stack:
        okx = Recorder(create_fake(slow_seconds=_SLOW))
        fake_url = stack.enter_context(run_in_thread(okx))
        settings = Settings(okx=fake_url, time_limit_seconds=_TIME_LIMIT, **UNGUARDED)
        lines: list[bytes] = []
        metrics = Metrics()
        proxy = create_proxy(settings, metrics=metrics, log=open_log("debug", lines.append))
        center = Recorder(static.create_app(folder, proxy))
        stack.enter_context(run_in_thread(center, port))
        yield HelpCenter(url, center, okx, folder, lines, metrics)
