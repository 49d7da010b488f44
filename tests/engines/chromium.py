"""Chromium, driven by Playwright."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, override

from playwright.sync_api import Error

from tests.browser import chromium
from tests.engines.tab import START_PATIENCE, DocumentGoneError, ScriptError, Tab

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

#: Playwright's messages for a document that is gone.
_GONE: Final = ("Execution context was destroyed", "Cannot find context", "navigat")

#: The start of its own lines about files that cannot be loaded; they contain no data.
_OF_LOADING: Final = "Failed to load resource"

#: Milliseconds and bytes per second.
_SLOW_NETWORK: Final = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 750e3 / 8,
}


class ChromiumTab(Tab):
    """A Playwright page, whose context is closed with the tab."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._context = page.context
        self._complaints: list[str] = []
        self._context.on("console", lambda message: self._complain(message.text))
        self._context.on("weberror", lambda error: self._complain(str(error.error)))

    @override
    def __exit__(self, *_: object) -> None:
        self._context.close()

    @override
    def goto(self, address: str) -> None:
        self._page.goto(address)

    @override
    def reload(self) -> None:
        self._page.reload()

    @override
    def back(self) -> None:
        self._page.go_back()

    @override
    def open_another(self) -> None:
        self._page = self._context.new_page()
        self._page.bring_to_front()

    @override
    def follow_new(self) -> None:
        if len(self._context.pages) == 1:
            self._context.wait_for_event("page")
        self._page = self._context.pages[-1]
        self._page.wait_for_load_state()

    @override
    def close_this(self) -> None:
        self._page.close()
        self._page = self._context.pages[0]
        self._page.bring_to_front()

    @override
    def click_at(self, x: int, y: int, times: int = 1) -> None:
        self._page.mouse.click(x, y, click_count=times)

    @override
    def press(self, *keys: str) -> None:
        for key in keys:
            self._page.keyboard.down(key)
        for key in reversed(keys):
            self._page.keyboard.up(key)

    @override
    def complaints(self) -> list[str]:
        complaints, self._complaints = self._complaints, []
        return complaints

    def _complain(self, text: str) -> None:
        if not text.startswith(_OF_LOADING):
            self._complaints.append(text)

    def slow_network(self) -> None:
        """Slow the network of the page and its workers down to Chromium's preset "slow 4G"."""
        self._context.new_cdp_session(self._page).send(
            "Network.emulateNetworkConditions", _SLOW_NETWORK
        )

    @override
    def _run(self, script: str, text: str) -> str:
        try:
            return str(self._page.evaluate(script, text))
        except Error as error:
            if any(sign in error.message for sign in _GONE):
                raise DocumentGoneError from error
            raise ScriptError(error.message) from error


class Chromium:
    """One Chromium for many tabs."""

    name = "chromium"

    def __init__(self, browser: Browser, outside: str) -> None:
        self._browser = browser
        self._outside = f"http://{outside}"

    def open_tab(self) -> ChromiumTab:
        """Open a tab in its own context."""
        context = self._browser.new_context(
            proxy={"server": self._outside, "bypass": "127.0.0.1"},
        )
        context.set_default_timeout(START_PATIENCE * 1000)
        return ChromiumTab(context.new_page())


@contextmanager
def launch(outside: str) -> Iterator[Chromium]:
    """Run a Chromium that uses the proxy `outside`, `host:port`, for all but loopback."""
    with chromium.launch() as browser:
        yield Chromium(browser, outside)
