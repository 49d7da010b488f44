"""Debian's Chromium, driven by Playwright, which can run only once per process."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright

from tests.debian import program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

#: The proxy for every request that is not to loopback: no server listens on this port.
_NO_SERVER: Final = "http://127.0.0.1:9"


@contextmanager
def launch() -> Iterator[Browser]:
    """Run a Chromium that can only reach loopback."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program("chromium"),
            args=[
                "--no-sandbox",
                # Emulating a GPU takes more of the processor than doing without.
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                f"--proxy-server={_NO_SERVER}",
            ],
        )
        yield browser
        browser.close()
