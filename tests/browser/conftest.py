"""The whole help center on loopback, and a Chromium that a test drives."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import chromium
from tests.browser.checker import Checker
from validator.commands import static
from validator.fake_okx import create_app as create_fake
from validator.loopback import run_in_thread
from validator.proxy import Settings
from validator.proxy import create_app as create_proxy
from validator.publish import site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: The proxy's time limit for OKX in these tests, in seconds, and how slow "slow" is.
_TIME_LIMIT = 0.5
_SLOW = 1.5
#: True once Material follows links by itself: its script ran and knows the site's pages.
_FOLLOWS_LINKS = """() => "document$" in window
  && performance.getEntriesByType("resource").some(
    (one) => one.name.endsWith("/sitemap.xml") && one.responseEnd > 0)"""
#: How the browser's own lines about files that cannot be loaded begin; they hold no data.
_BROWSERS_OWN = "Failed to load resource"


@dataclass
class Recorder:
    """ASGI middleware that keeps the bytes of every request, and can answer in the app's place."""

    app: ASGIApp
    requests: list[bytes] = field(default_factory=list)
    #: Path -> the app that answers for it instead.
    instead: dict[str, ASGIApp] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Record and pass on."""
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
    """Where the help center answers, what it was sent, and what the fake exchange was sent."""

    url: str
    site: Recorder
    okx: Recorder
    folder: Path

    def open(self, page: Page, path: str = "") -> None:
        """Open the site's page and wait until a click on a link is an instant navigation."""
        page.goto(self.url + path)
        page.wait_for_function(_FOLLOWS_LINKS)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture(scope="session", name="served")
def _served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HelpCenter]:
    """Build the site once and serve it with proxy and fake exchange."""
    folder = tmp_path_factory.mktemp("site")
    port = _free_port()
    url = f"http://127.0.0.1:{port}/"
    site.build(folder, url)
    with ExitStack() as stack:
        okx = Recorder(create_fake(slow_seconds=_SLOW))
        fake_url = stack.enter_context(run_in_thread(okx))
        settings = Settings(okx=fake_url, time_limit_seconds=_TIME_LIMIT)
        center = Recorder(static.create_app(folder, create_proxy(settings)))
        stack.enter_context(run_in_thread(center, port))
        yield HelpCenter(url, center, okx, folder)


@pytest.fixture(name="center")
def _center(served: HelpCenter) -> Iterator[HelpCenter]:
    """Give a test the help center with nothing recorded and nothing broken."""
    served.site.requests.clear()
    served.okx.requests.clear()
    yield served
    served.site.instead.clear()


@pytest.fixture(scope="session", name="browser")
def _browser() -> Iterator[Browser]:
    """Start one Chromium for all tests of a worker."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(),
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()


@pytest.fixture(name="context")
def _context(browser: Browser, center: HelpCenter) -> Iterator[BrowserContext]:
    """Give a test a profile of its own, in which the clipboard may be used."""
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=center.url)
    yield context
    context.close()


@pytest.fixture(name="page")
def _page(context: BrowserContext) -> Iterator[Page]:
    """Give a test a page that must neither raise nor write to the console."""
    page = context.new_page()
    noise: list[str] = []
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("console", lambda message: noise.append(message.text))
    yield page
    assert [one for one in noise if not one.startswith(_BROWSERS_OWN)] == []


@pytest.fixture(scope="session", name="open_checker")
def _open_checker(browser: Browser, served: HelpCenter) -> Iterator[Checker]:
    """Open the checker's own page once and wait for Python."""
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=served.url)
    page = context.new_page()
    page.goto(served.url + "okx/check-your-key/")
    checker = Checker(page)
    checker.wait_for_python()
    yield checker
    context.close()


@pytest.fixture(name="checker")
def _checker(open_checker: Checker, center: HelpCenter) -> Checker:  # noqa: ARG001 - empties what was recorded
    """Give a test the open checker, cleared, where starting Python is not what is tested."""
    open_checker.root.get_by_role("button", name="Clear").click()
    open_checker.choose_site("okx.com")
    return open_checker
