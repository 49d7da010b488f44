"""axe-core finds nothing wrong in any state of the checker, also where something fails."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from tests.audit import axe
from tests.browser.checker import Checker
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page
    from starlette.types import Receive, Scope, Send

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.audit

_CHECKER_PAGE: Final = "okx/check-your-key/"
_ROUTE: Final = "/api/okx/permissions"
_INSIDE: Final = "key-checker"
_GOOD: Final = ACCOUNTS["read-only"].pasted
_HELD_SECONDS: Final = 60


@pytest.fixture(name="page", params=["light", "dark"])
def _page(request: pytest.FixtureRequest, browser: Browser, served: HelpCenter) -> Iterator[Page]:
    """Give a test a phone's window in each scheme."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, color_scheme=request.param, reduced_motion="reduce"
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=served.url)
    yield context.new_page()
    context.close()
    served.site.instead.clear()


def test_start(page: Page, served: HelpCenter) -> None:
    """Neither loading, nor a failed start with the way on, nor the empty form."""
    missing = "**/pyodide.asm.wasm"
    may_fail = threading.Event()
    page.context.route(missing, lambda route: route.abort() if may_fail.is_set() else None)
    page.goto(served.url + _CHECKER_PAGE)
    checker = Checker(page)
    expect(checker.root.locator("[data-part=progress]")).to_be_visible()
    found = axe.violations(page, _INSIDE)
    may_fail.set()
    page.reload()
    expect(checker.root.locator("[data-failure=runtime-unavailable]")).to_be_visible(timeout=60_000)
    found += axe.violations(page, _INSIDE)
    page.context.unroute_all()
    checker.root.get_by_role("button", name="Start the checker again").click()
    checker.wait_for_python()
    found += axe.violations(page, _INSIDE)

    assert not found, "\n".join(found)


def test_in_use(page: Page, served: HelpCenter) -> None:
    """Neither asking, busy, offline, a summary of errors, what was sent, nor a copied report."""
    page.goto(served.url + _CHECKER_PAGE)
    checker = Checker(page)
    checker.wait_for_python()
    checker.paste_all(replace(_GOOD, secret_key=_GOOD.api_key, passphrase=""))
    checker.press()
    expect(checker.result.locator("[data-part=summary] a").first).to_be_visible()
    found = axe.violations(page, _INSIDE)

    may_go = threading.Event()

    async def busy(scope: Scope, receive: Receive, send: Send) -> None:
        await run_in_threadpool(may_go.wait, _HELD_SECONDS)
        await Response("{}", 429, {"Retry-After": "5"})(scope, receive, send)

    served.site.instead[_ROUTE] = busy
    checker.paste_all(_GOOD)
    checker.press_button.click()
    expect(checker.root.locator("[data-part=busy]")).to_be_visible()
    found += axe.violations(page, _INSIDE)
    may_go.set()
    expect(checker.result.locator("[data-finding=checker-busy]")).to_be_visible()
    found += axe.violations(page, _INSIDE)
    served.site.instead.clear()

    page.context.set_offline(offline=True)
    checker.press_button.click()
    expect(checker.result.locator("[data-finding=offline]")).to_be_visible()
    page.context.set_offline(offline=False)
    checker.result.get_by_role("button", name="Copy report").click()
    expect(checker.result.get_by_text("Report copied.")).to_be_visible()
    found += axe.violations(page, _INSIDE)

    assert not found, "\n".join(found)
