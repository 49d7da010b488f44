"""Runs Debian's Chromium for all that Playwright drives: a process has room for one Playwright."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright

from tests.debian import program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

#: Receives every request that is not to loopback: the discard port.
_NO_SERVER: Final = "http://127.0.0.1:9"


@contextmanager
def launch() -> Iterator[Browser]:
    """Run a Chromium that reaches loopback alone."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program("chromium"),
            args=[
                "--no-sandbox",
                "--disable-background-networking",
                "--disable-component-update",
                f"--proxy-server={_NO_SERVER}",
            ],
        )
        yield browser
        browser.close()
