"""axe-core finds no violation in any state of the checker, on a phone in both color schemes."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from tests.audit import axe
from tests.browser import states
from tests.browser.checker import Checker
from tests.browser.watched import Watched
from validator.core.credentials import Credentials
from validator.core.findings import FINDINGS
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
#: An account for each outcome, and for each part that only a live check shows.
_ACCOUNTS: Final = (
    "read-only-bound",
    "read-only-bound-elsewhere",
    "trade-idle",
    "unknown-token",
    "deleted",
)
#: Values with findings below their fields: errors, warnings, and several at once.
_PASTED: Final = (
    Credentials(_GOOD.secret_key, _GOOD.api_key, _GOOD.passphrase),
    Credentials(_GOOD.api_key, _GOOD.api_key, "pass\u200bphrase"),
    Credentials(f" {_GOOD.api_key}", f'"{_GOOD.secret_key}"', "short"),
    Credentials("not a key", "not a secret", "no-digits-here"),
)
_BLOCK: Final = (
    f'apikey = "{_GOOD.api_key}"\nsecretkey = "{_GOOD.secret_key}"\n'
    'IP = "203.0.113.9"\nPermissions = "Read/Trade"'
)
_HELD_SECONDS: Final = 60


@pytest.fixture(name="page", params=["light", "dark"])
def _page(request: pytest.FixtureRequest, browser: Browser, served: HelpCenter) -> Iterator[Page]:
    """Yield a phone's page in each scheme."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, color_scheme=request.param, reduced_motion="reduce"
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=served.url)
    watched = Watched(context.new_page())
    yield watched.page
    context.close()
    served.site.instead.clear()
    assert watched.of_policy() == []


@pytest.fixture(name="checker")
def _checker(page: Page, served: HelpCenter) -> Checker:
    """Return the started checker."""
    page.goto(served.url + _CHECKER_PAGE)
    checker = Checker(page)
    checker.wait_for_python()
    return checker


def test_start(page: Page, served: HelpCenter) -> None:
    """Neither the loading, the failed nor the empty form has a violation."""
    may_fail = threading.Event()
    page.context.route(
        re.compile(r"\.(wasm|data)$"), lambda route: route.abort() if may_fail.is_set() else None
    )
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


def test_every_finding(checker: Checker) -> None:
    """No finding has a violation, with the verdict that it leads to."""
    found = []
    for code in FINDINGS:
        checker.page.evaluate("code => { location.hash = `#try=${code}`; }", code)
        checker.wait_for_result()
        found += [f"{code}: {wrong}" for wrong in axe.violations(checker.page, _INSIDE)]
        checker.clear()

    assert not found, "\n".join(found)


def test_live_results(checker: Checker) -> None:
    """No verdict of a live check has a violation, whatever a pointer or the keyboard does to it."""
    found = []
    for name in _ACCOUNTS:
        checker.paste_all(ACCOUNTS[name].pasted)
        checker.press()
        for names in states.STATES:
            with states.forced(checker.page, names):
                wrong = axe.violations(checker.page, _INSIDE)
            found += [f"{name} {names}: {violation}" for violation in wrong]
        checker.clear()

    assert not found, "\n".join(found)


def test_findings_below_fields(checker: Checker) -> None:
    """No finding below a field has a violation, with its value shown."""
    found = []
    for pasted in _PASTED:
        checker.paste_all(pasted)
        checker.input("passphrase").blur()
        expect(checker.root.locator("[data-field] [data-finding]").first).to_be_visible()
        checker.root.locator("[data-part=reveal]:visible").first.click()
        found += axe.violations(checker.page, _INSIDE)
        checker.clear()

    assert not found, "\n".join(found)


def test_claims_of_a_block(checker: Checker) -> None:
    """The claims of a pasted block have no violation."""
    checker.paste("api_key", _BLOCK)
    expect(checker.root.locator("[data-part=claims]")).to_be_visible()

    found = axe.violations(checker.page, _INSIDE)
    assert not found, "\n".join(found)


def test_idle(page: Page, served: HelpCenter) -> None:
    """The warning before idle values are cleared has no violation."""
    page.clock.install()
    page.goto(served.url + _CHECKER_PAGE)
    checker = Checker(page)
    checker.paste_all(_GOOD)
    page.clock.fast_forward("09:30")
    expect(checker.root.locator("[data-part=idle]")).to_be_visible()

    found = axe.violations(page, _INSIDE)
    assert not found, "\n".join(found)


def test_states_of_a_check(checker: Checker, served: HelpCenter) -> None:
    """No state around a check has a violation: running, failed, offline, report copied."""
    page = checker.page
    checker.fill({"api_key": _GOOD.api_key, "secret_key": _GOOD.api_key})
    checker.press()
    expect(checker.problem.get_by_role("link").first).to_be_visible()
    found = axe.violations(page, _INSIDE)

    may_go = threading.Event()

    async def busy(scope: Scope, receive: Receive, send: Send) -> None:
        await run_in_threadpool(may_go.wait, _HELD_SECONDS)
        await Response("{}", 429, {"Retry-After": "5"})(scope, receive, send)

    served.site.instead[_ROUTE] = busy
    checker.choose_site("global")
    checker.paste_all(_GOOD)
    checker.click_button()
    expect(checker.root.locator("[data-part=busy]")).to_be_visible()
    found += axe.violations(page, _INSIDE)
    may_go.set()
    expect(checker.result).to_have_attribute("data-cause", "checker-busy")
    found += axe.violations(page, _INSIDE)
    served.site.instead.clear()

    page.context.set_offline(offline=True)
    checker.click_button()
    expect(checker.result).to_have_attribute("data-cause", "offline")
    page.context.set_offline(offline=False)
    checker.result.locator("[data-part=report]").evaluate("(report) => { report.open = true; }")
    checker.result.get_by_role("button", name="Copy report").click()
    expect(checker.result.get_by_text("Report copied.")).to_be_visible()
    found += axe.violations(page, _INSIDE)

    assert not found, "\n".join(found)
