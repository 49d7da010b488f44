"""After each fault around a check, the page names it, keeps the fields, and can check again."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.checker import Checker
from tests.browser.held import HELD_SECONDS, ROUTE, cut_off, held
from tests.engines import probes
from tests.engines.checker import CHECKER_PAGE
from validator.core.facts import TIME_LIMITS
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Page, Route

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser

_GOOD: Final = ACCOUNTS["read-only"].pasted
_TRADE: Final = ACCOUNTS["trade"].pasted
_VALUES: Final = asdict(_GOOD)
#: The worker's time limit for our proxy in this test, and its usual one, in milliseconds.
_SHORT_MS: Final = 700
_USUAL_MS: Final = 1000 * TIME_LIMITS["worker"]
#: The time for Python to start, in milliseconds.
_START_MS: Final = 60_000


@pytest.fixture(name="filled")
def _filled(checker: Checker) -> Iterator[Checker]:
    """Return the open checker with a good key pasted."""
    checker.paste_all(_GOOD)
    yield checker
    checker.page.context.set_offline(offline=False)


def _open(page: Page, center: HelpCenter) -> Checker:
    checker = Checker(page).open(center)
    checker.choose_site("global")
    checker.paste_all(_GOOD)
    return checker


def _expect_recovery(checker: Checker) -> None:
    """Expect the fields to be kept, and another press to give the verdict."""
    assert checker.values() == _VALUES
    checker.press()
    expect(checker.result).to_have_attribute("data-outcome", "read-only")


def test_offline_before(page: Page, center: HelpCenter) -> None:
    """A user who is offline before Python has loaded sees that, and starts it once online."""
    page.goto(center.url + "okx/create-read-only-key/")
    checker = Checker(page)
    checker.root.scroll_into_view_if_needed()
    expect(checker.root).to_have_attribute("data-python", "idle")
    page.context.set_offline(offline=True)
    checker.paste_all(_GOOD)
    expect(checker.root.locator("[data-failure=offline]")).to_be_visible()
    assert checker.values() == _VALUES

    page.context.set_offline(offline=False)
    again = checker.root.get_by_role("button", name="Start the checker again")
    # In Chromium the first worker after that may still be offline.
    for _ in range(3):
        again.click()
        expect(checker.root).to_have_attribute(
            "data-python", re.compile("ready|failed"), timeout=_START_MS
        )
        if checker.root.get_attribute("data-python") == "ready":
            break

    _expect_recovery(checker)


def test_the_script_is_exchanged(context: BrowserContext, center: HelpCenter) -> None:
    """A replaced script does not run, and the form says that it did not load."""

    def replace(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=f"document.title = 'ran';{response.text()}")

    # Unlike `page`, this page may log errors.
    page = context.new_page()
    page.route("**/checker/*/key-checker.mjs", replace)

    page.goto(center.url + CHECKER_PAGE)

    unloaded = page.locator(".kc-unloaded")
    expect(unloaded).to_be_hidden()
    # It appears after some seconds, by an animation.
    page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    expect(unloaded).to_be_visible()
    expect(unloaded).to_contain_text("Reload the page")
    assert page.title() != "ran"


def test_the_script_is_there(page: Page, center: HelpCenter) -> None:
    """Once the form's script has loaded, no message says that it is missing."""
    page.goto(center.url + CHECKER_PAGE)
    expect(page.locator("key-checker")).to_have_attribute("data-python", "starting")

    expect(page.locator(".kc-unloaded")).to_have_css("display", "none")


def test_offline_during(filled: Checker, center: HelpCenter) -> None:
    """A user who goes offline during a check sees that."""
    with held(center) as late:
        filled.press_button.click()
        assert late.has_come.wait(HELD_SECONDS)
        filled.page.context.set_offline(offline=True)
        # Chromium's offline mode does not end open requests.
        late.cut()
        expect(filled.result).to_be_visible(timeout=_USUAL_MS)
    assert filled.cause() == "offline"

    center.site.instead.clear()
    filled.page.context.set_offline(offline=False)
    _expect_recovery(filled)


def test_slow(page: Page, center: HelpCenter) -> None:
    """A proxy that does not respond in time counts as unavailable."""
    probes.change_worker(
        center,
        "const { timeout } = AbortSignal;\n"
        f"AbortSignal.timeout = (ms) => timeout.call(AbortSignal, ms - {_USUAL_MS - _SHORT_MS});\n",
    )
    checker = _open(page, center)
    with held(center):
        checker.press()
    assert checker.cause() == "checker-unavailable"

    center.site.instead.clear()
    _expect_recovery(checker)


def test_cut_off(filled: Checker, center: HelpCenter) -> None:
    """A response that is cut off counts as no response."""
    center.site.instead[ROUTE] = cut_off
    filled.press()
    assert filled.cause() == "checker-unavailable"

    center.site.instead.clear()
    _expect_recovery(filled)


@pytest.mark.parametrize("when", [pytest.param("before", marks=pytest.mark.audit), "during"])
def test_a_killed_worker_is_replaced(page: Page, center: HelpCenter, when: str) -> None:
    """A worker that the browser kills silently times out, and another one can be started."""
    page.clock.install()
    checker = _open(page, center)
    with held(center) as late:
        if when == "before":
            _end_worker(page)
            checker.press_button.click()
        else:
            checker.press_button.click()
            assert late.has_come.wait(HELD_SECONDS)
            _end_worker(page)
        expect(checker.root.locator("[data-part=busy]")).to_be_visible()
        page.clock.fast_forward("01:05")
        expect(checker.root.locator("[data-failure=runtime-unavailable]")).to_be_visible()
        expect(checker.root.locator("[data-part=busy]")).to_be_hidden()
        expect(checker.press_button).to_have_attribute("aria-disabled", "false")

    center.site.instead.clear()
    checker.root.get_by_role("button", name="Start the checker again").click()
    checker.wait_for_python()
    _expect_recovery(checker)


def _end_worker(page: Page) -> None:
    (worker,) = (worker for worker in page.workers if worker.url.endswith("/worker.mjs"))
    with worker.expect_event("close"):
        worker.evaluate("() => void setTimeout(() => self.close())")


def test_a_result_that_cannot_be_shown(context: BrowserContext, center: HelpCenter) -> None:
    """An error of the page itself is shown like any other, and Python can be started again."""
    page = context.new_page()
    raised: list[str] = []
    page.on("pageerror", lambda error: raised.append(str(error)))
    checker = _open(page, center)
    notes = checker.result.locator("[data-part=notes]")
    notes.evaluate("(notes) => { notes.dataset.part = 'other'; }")
    checker.press_button.click()

    failure = checker.root.locator("[data-failure=runtime-unavailable]")
    expect(failure).to_be_visible()
    expect(checker.root.locator("[data-part=busy]")).to_be_hidden()
    assert raised == ["the form has no HTMLElement called notes"]
    assert checker.values() == _VALUES
    checker.root.locator("[data-part=other]").evaluate(
        "(notes) => { notes.dataset.part = 'notes'; }"
    )
    checker.root.get_by_role("button", name="Start the checker again").click()
    checker.wait_for_python()
    _expect_recovery(checker)


def test_an_earlier_answer_is_not_shown(filled: Checker, center: HelpCenter) -> None:
    """A late answer for values that were changed meanwhile never replaces the newer result."""
    with held(center) as earlier:
        filled.press_button.click()
        assert earlier.has_come.wait(HELD_SECONDS)
        filled.paste_all(_TRADE)
        with held(center) as newer:
            filled.press_button.click()
            assert newer.has_come.wait(HELD_SECONDS)
            # It comes while the newer check is waiting for its own answer.
            earlier.release()
            filled.page.wait_for_timeout(500)
            expect(filled.result).to_be_hidden()
            newer.release()
        expect(filled.result).to_have_attribute("data-outcome", "too-powerful")

    assert filled.values()["api_key"] == _TRADE.api_key


def test_leaving_during_a_check(page: Page, center: HelpCenter) -> None:
    """A user who leaves during a check finds an empty form on return, and no late result."""
    checker = _open(page, center)
    with held(center) as late:
        checker.press_button.click()
        assert late.has_come.wait(HELD_SECONDS)
        page.get_by_role("link", name="Best practices").first.click()
        expect(page.locator("h1")).to_contain_text("Best practices")
        page.go_back()
        expect(page.locator("h1")).to_contain_text("Check your OKX API key")
        late.release()
        page.wait_for_timeout(500)
    expect(checker.result).to_be_hidden()
    assert set(checker.values().values()) == {""}
    expect(checker.press_button).to_have_attribute("aria-disabled", "false")

    center.site.instead.clear()
    checker.paste_all(_GOOD)
    _expect_recovery(checker)


def test_two_tabs(filled: Checker, center: HelpCenter) -> None:
    """Two tabs check two keys at once, and each shows its own verdict."""
    other = Checker(filled.page.context.new_page()).open(center)
    other.choose_site("global")
    other.paste_all(_TRADE)
    with held(center) as late:
        other.press_button.click()
        filled.page.bring_to_front()
        filled.press_button.click()
        late.release()
        expect(filled.result).to_have_attribute("data-outcome", "read-only", timeout=_USUAL_MS)
        expect(other.result).to_have_attribute("data-outcome", "too-powerful", timeout=_USUAL_MS)

    assert filled.values() == _VALUES
    assert other.values()["api_key"] == _TRADE.api_key
    other.page.close()


def test_two_presses_during_the_start(page: Page, center: HelpCenter) -> None:
    """Two presses while Python starts make one check."""
    page.goto(center.url + CHECKER_PAGE, wait_until="commit")
    checker = Checker(page)
    expect(checker.root).to_have_attribute("data-python", "starting")
    checker.choose_site("global")
    checker.fill(_VALUES)
    checker.press_button.dblclick()

    expect(checker.result).to_have_attribute("data-outcome", "read-only", timeout=_START_MS)
    assert center.site.paths.count(ROUTE) == 1
