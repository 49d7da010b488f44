"""What a test in Chromium is given: the help center, a profile, a page, the checker on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.checker import Checker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.browser.center import HelpCenter

#: How the browser's own lines about files that cannot be loaded begin; they hold no data.
_BROWSERS_OWN = "Failed to load resource"


@pytest.fixture(name="center")
def _center(served: HelpCenter) -> Iterator[HelpCenter]:
    """Give a test the help center with nothing recorded and nothing broken."""
    served.site.requests.clear()
    served.okx.requests.clear()
    yield served
    served.site.instead.clear()


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
    assert [line for line in noise if not line.startswith(_BROWSERS_OWN)] == []


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
    """Give a test the open checker, emptied, where starting Python is not what is tested."""
    return open_checker.empty()
