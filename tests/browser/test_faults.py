"""What fails around a check is said, keeps the fields, and can be gone on from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser import exchanged
from tests.browser.checker import Checker
from tests.browser.held import HELD_SECONDS, ROUTE, cut_off, held
from validator.core.facts import TIME_LIMITS
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserContext, Page

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser

_CHECKER_PAGE: Final = "okx/check-your-key/"
_GOOD: Final = ACCOUNTS["read-only"]
_TOO_MUCH: Final = ACCOUNTS["trade"]
_VALUES: Final = {
    "api_key": _GOOD.pasted.api_key,
    "secret_key": _GOOD.pasted.secret_key,
    "passphrase": _GOOD.pasted.passphrase,
}
#: The time that the worker gives our proxy here, in milliseconds, and that it is meant to give.
_SHORT_MS: Final = 700
_MEANT_MS: Final = 1000 * TIME_LIMITS["worker"]
#: How long Python may take to start, in milliseconds.
_START_MS: Final = 60_000


@pytest.fixture(name="filled")
def _filled(checker: Checker) -> Iterator[Checker]:
    """Give a test the open checker with a good key pasted."""
    checker.paste_all(_GOOD.pasted)
    yield checker
    checker.page.context.set_offline(offline=False)


def _open(page: Page, center: HelpCenter) -> Checker:
    page.goto(center.url + _CHECKER_PAGE)
    checker = Checker(page)
    checker.wait_for_python()
    checker.choose_site("global")
    checker.paste_all(_GOOD.pasted)
    return checker


def _goes_on(checker: Checker) -> None:
    """Assert that the fields are kept, and that another press gives the verdict."""
    assert checker.values() == _VALUES
    checker.press()
    expect(checker.result).to_have_attribute("data-outcome", "read-only")


def test_offline_before(page: Page, center: HelpCenter) -> None:
    """A user who is offline before Python has come sees that, and starts it again once online."""
    page.goto(center.url + "okx/create-read-only-key/")
    checker = Checker(page)
    checker.root.scroll_into_view_if_needed()
    expect(checker.root).to_have_attribute("data-python", "idle")
    page.context.set_offline(offline=True)
    checker.paste_all(_GOOD.pasted)
    expect(checker.root.locator("[data-failure=offline]")).to_be_visible()
    assert checker.values() == _VALUES

    page.context.set_offline(offline=False)
    again = checker.root.get_by_role("button", name="Start the checker again")
    # What Chromium knows to be offline may still be so for the first worker after that.
    for _ in range(3):
        again.click()
        expect(checker.root).to_have_attribute(
            "data-python", re.compile("ready|failed"), timeout=_START_MS
        )
        if checker.root.get_attribute("data-python") == "ready":
            break

    _goes_on(checker)


def test_the_script_is_exchanged(context: BrowserContext, center: HelpCenter) -> None:
    """A script other than the one that the page was built with is not run; the form says so."""
    # The browser may write about it in the console, as it may not about our own faults.
    page = context.new_page()
    page.route("**/checker/*/key-checker.mjs", exchanged.answer)

    page.goto(center.url + _CHECKER_PAGE)

    unloaded = page.locator(".kc-unloaded")
    expect(unloaded).to_be_hidden()
    expect(unloaded).to_be_visible(timeout=_START_MS)
    expect(unloaded).to_contain_text("Reload the page")
    assert page.title() != exchanged.TITLE


def test_the_script_is_there(page: Page, center: HelpCenter) -> None:
    """Once the form's script has loaded, no message says that it is missing."""
    page.goto(center.url + _CHECKER_PAGE)
    expect(page.locator("key-checker")).to_have_attribute("data-python", "starting")

    expect(page.locator(".kc-unloaded")).to_have_css("display", "none")


def test_offline_during(filled: Checker, center: HelpCenter) -> None:
    """A user who goes offline while OKX is asked sees that."""
    with held(center) as late:
        filled.press_button.click()
        assert late.has_come.wait(HELD_SECONDS)
        filled.page.context.set_offline(offline=True)
        # Chromium only plays offline: what was on its way has to be cut by the other end.
        late.cut()
        expect(filled.result).to_be_visible(timeout=_MEANT_MS)
    assert filled.cause() == "offline"

    center.site.instead.clear()
    filled.page.context.set_offline(offline=False)
    _goes_on(filled)


def test_offline_after(filled: Checker) -> None:
    """A verdict stays when the network goes; the next press says that it has gone."""
    filled.press()
    filled.page.context.set_offline(offline=True)
    expect(filled.result).to_have_attribute("data-outcome", "read-only")

    filled.press()
    expect(filled.result).to_have_attribute("data-outcome", "unknown")
    assert filled.cause() == "offline"

    filled.page.context.set_offline(offline=False)
    _goes_on(filled)


def test_slow(page: Page, center: HelpCenter) -> None:
    """A proxy that does not answer is given up after its time limit."""
    page.context.route(
        "**/checker/**/worker.mjs",
        lambda route: route.fulfill(
            response=(original := route.fetch()),
            body="const { timeout } = AbortSignal;\n"
            "AbortSignal.timeout = (ms) =>"
            f" timeout.call(AbortSignal, ms - {_MEANT_MS - _SHORT_MS});\n" + original.text(),
        ),
    )
    checker = _open(page, center)
    with held(center):
        checker.press()
    assert checker.cause() == "checker-unavailable"

    center.site.instead.clear()
    _goes_on(checker)


def test_cut_off(filled: Checker, center: HelpCenter) -> None:
    """An answer that breaks off is none."""
    center.site.instead[ROUTE] = cut_off
    filled.press()
    assert filled.cause() == "checker-unavailable"

    center.site.instead.clear()
    _goes_on(filled)


@pytest.mark.parametrize("when", [pytest.param("before", marks=pytest.mark.audit), "during"])
def test_the_worker_is_ended(page: Page, center: HelpCenter, when: str) -> None:
    """A worker that the browser ends without a word is given up, and another one started."""
    page.clock.install()
    checker = _open(page, center)
    with held(center) as late:
        if when == "before":
            _end(page)
            checker.press_button.click()
        else:
            checker.press_button.click()
            assert late.has_come.wait(HELD_SECONDS)
            _end(page)
        expect(checker.root.locator("[data-part=busy]")).to_be_visible()
        page.clock.fast_forward("01:05")
        expect(checker.root.locator("[data-failure=runtime-unavailable]")).to_be_visible()
        expect(checker.root.locator("[data-part=busy]")).to_be_hidden()
        expect(checker.press_button).to_have_attribute("aria-disabled", "false")

    center.site.instead.clear()
    checker.root.get_by_role("button", name="Start the checker again").click()
    checker.wait_for_python()
    _goes_on(checker)


def _end(page: Page) -> None:
    (worker,) = (worker for worker in page.workers if worker.url.endswith("/worker.mjs"))
    with worker.expect_event("close"):
        worker.evaluate("() => void setTimeout(() => self.close())")


def test_a_result_that_cannot_be_shown(context: BrowserContext, center: HelpCenter) -> None:
    """A fault of the page itself is said like any other, and another start of Python mends it."""
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
    _goes_on(checker)


def test_an_earlier_answer_is_not_shown(filled: Checker, center: HelpCenter) -> None:
    """The answer to a check of values that were changed meanwhile never replaces the newer one."""
    with held(center) as late:
        filled.press_button.click()
        assert late.has_come.wait(HELD_SECONDS)
        center.site.instead.clear()
        filled.paste_all(_TOO_MUCH.pasted)
        filled.press_button.click()
        expect(filled.result).to_have_attribute("data-outcome", "too-powerful")
        late.release()
        filled.page.wait_for_timeout(500)

    assert filled.outcome() == "too-powerful"
    assert filled.values()["api_key"] == _TOO_MUCH.pasted.api_key


def test_leaving_during_a_check(page: Page, center: HelpCenter) -> None:
    """A user who leaves while OKX is asked finds an empty form on return, and no late result."""
    center.open(page, _CHECKER_PAGE)
    checker = Checker(page)
    checker.wait_for_python()
    checker.choose_site("global")
    checker.paste_all(_GOOD.pasted)
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
    checker.paste_all(_GOOD.pasted)
    _goes_on(checker)


def test_two_tabs(filled: Checker, center: HelpCenter) -> None:
    """Two tabs check two keys at once, and each shows the verdict on its own."""
    other = Checker(filled.page.context.new_page())
    other.page.goto(center.url + _CHECKER_PAGE)
    other.wait_for_python()
    other.choose_site("global")
    other.paste_all(_TOO_MUCH.pasted)
    with held(center) as late:
        other.press_button.click()
        filled.page.bring_to_front()
        filled.press_button.click()
        late.release()
        expect(filled.result).to_have_attribute("data-outcome", "read-only", timeout=_MEANT_MS)
        expect(other.result).to_have_attribute("data-outcome", "too-powerful", timeout=_MEANT_MS)

    assert filled.values() == _VALUES
    assert other.values()["api_key"] == _TOO_MUCH.pasted.api_key
    other.page.close()


@pytest.mark.parametrize("press", ["click", "dblclick"])
def test_a_press_during_the_start(page: Page, center: HelpCenter, press: str) -> None:
    """However often it is pressed while Python starts, there is one check, and its verdict."""
    page.goto(center.url + _CHECKER_PAGE, wait_until="commit")
    checker = Checker(page)
    expect(checker.root).to_have_attribute("data-python", "starting")
    checker.choose_site("global")
    for name, value in _VALUES.items():
        checker.root.locator(f"#kc-{name}").fill(value)
    act: Callable[[], None] = getattr(checker.press_button, press)
    act()

    expect(checker.result).to_have_attribute("data-outcome", "read-only", timeout=_START_MS)
    asked = [
        request for request in center.site.requests if ROUTE.encode() in request.split(b"\n")[1]
    ]
    assert len(asked) == 1
