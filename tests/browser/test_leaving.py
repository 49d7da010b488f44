"""When values stay, and when they go: leaving, coming back, and doing nothing."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.checker import Checker
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser

_PASTED = ACCOUNTS["read-only"].pasted
_CHECKER_PAGE = "okx/check-your-key/"
_GUIDE = "okx/create-read-only-key/"


def _arrive(page: Page, title: str) -> None:
    """Wait until instant navigation, which changes the address first, has changed the page."""
    expect(page.locator("h1")).to_contain_text(title)


def test_another_tab_changes_nothing(page: Page, center: HelpCenter) -> None:
    """Values stay while the person fetches the next one in another tab."""
    page.goto(center.url + _CHECKER_PAGE)
    checker = Checker(page)
    checker.paste_all(_PASTED)
    other = page.context.new_page()
    other.goto(center.url)
    other.bring_to_front()
    other.close()
    page.bring_to_front()

    expect(checker.input("secret_key")).to_have_value(_PASTED.secret_key)


def test_leaving_by_a_link_clears(page: Page, center: HelpCenter) -> None:
    """An instant navigation away and back finds an empty form, which works."""
    center.open(page, _CHECKER_PAGE)
    checker = Checker(page)
    checker.wait_for_python()
    checker.paste_all(_PASTED)
    page.evaluate("globalThis.stayed = true")

    page.get_by_role("link", name="Best practices").first.click()
    _arrive(page, "Best practices")
    page.go_back()
    _arrive(page, "Check an OKX API key")

    assert page.evaluate("globalThis.stayed") is True
    assert set(checker.values().values()) == {""}
    checker.paste_all(_PASTED)
    checker.press()
    assert checker.outcome() == "read-only"


def test_a_link_within_the_page_keeps_values(page: Page, center: HelpCenter) -> None:
    """Going to another section and back leaves the form as it is, from the first time on."""
    page.goto(center.url + _CHECKER_PAGE)
    checker = Checker(page)
    checker.paste_all(_PASTED)
    for anchor in ("#what-it-checks", "#what-leaves"):
        page.locator(f"nav a[href$='{anchor}']:visible").first.click()
        expect(page.locator(anchor)).to_be_in_viewport()
    page.go_back()
    expect(page.locator("#what-it-checks")).to_be_in_viewport()
    page.wait_for_timeout(500)

    assert checker.values() == asdict(_PASTED)


def test_back_before_a_page_has_come(page: Page, center: HelpCenter) -> None:
    """Who goes back while the next page is still on its way stays on the page of the address."""
    center.open(page, _CHECKER_PAGE)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/okx/best-practices/", hold)
    page.get_by_role("link", name="Best practices").first.click()
    expect(page).to_have_url(f"{center.url}okx/best-practices/")
    with page.expect_response(f"{center.url}{_CHECKER_PAGE}"):
        page.go_back()
    for route in held:
        route.continue_()

    expect(page).to_have_url(center.url + _CHECKER_PAGE)
    Checker(page).wait_for_python()
    _arrive(page, "Check an OKX API key")


def test_two_checkers_in_one_history(page: Page, center: HelpCenter) -> None:
    """From the guide's checker to the checker's own page, each works, and Python starts once."""
    center.open(page, _GUIDE)
    checker = Checker(page)
    checker.input("api_key").focus()
    checker.wait_for_python()
    checker.paste_all(ACCOUNTS["trade"].pasted)
    checker.press()
    assert checker.outcome() == "too-powerful"

    page.get_by_role("link", name="Check your key").first.click()
    _arrive(page, "Check an OKX API key")
    checker.wait_for_python()
    checker.paste_all(_PASTED)
    checker.press()

    assert checker.outcome() == "read-only"
    page.go_back()
    _arrive(page, "Create a read-only API key")
    checker.paste_all(_PASTED)
    checker.press()
    assert checker.outcome() == "read-only"
    assert [path.endswith(".wasm") for path in center.site.paths].count(True) == 1


def test_leaving_the_site_clears(page: Page, center: HelpCenter) -> None:
    """A real navigation away and back finds an empty form, also from the back/forward cache."""
    page.goto(center.url + _CHECKER_PAGE)
    checker = Checker(page)
    checker.wait_for_python()
    checker.paste_all(_PASTED)

    page.goto("about:blank")
    page.go_back()

    assert set(checker.values().values()) == {""}


def test_ten_idle_minutes_clear(page: Page, center: HelpCenter) -> None:
    """Untouched values are warned about after nine minutes, kept on a press, cleared after ten."""
    page.clock.install()
    page.goto(center.url + _CHECKER_PAGE)
    checker = Checker(page)
    checker.paste_all(_PASTED)
    warning = checker.root.locator("[data-part=idle]")

    page.clock.fast_forward("09:05")
    expect(warning).to_be_visible()
    warning.get_by_role("button", name="Keep them").click()
    expect(warning).to_be_hidden()
    page.clock.fast_forward("09:30")
    expect(warning).to_be_visible()
    expect(checker.input("api_key")).to_have_value(_PASTED.api_key)
    page.clock.fast_forward("01:00")

    expect(warning).to_be_hidden()
    assert set(checker.values().values()) == {""}


def test_python_starts_on_intent_only(page: Page, center: HelpCenter) -> None:
    """The guide loads nothing of Python until the form is touched or its anchor arrived at."""
    page.goto(center.url + _GUIDE, wait_until="networkidle")
    assert not [one for one in center.site.requests if b"/runtime/" in one.split(b"\n")[1]]

    page.goto(center.url + _GUIDE + "#check-your-key")

    Checker(page).wait_for_python()
