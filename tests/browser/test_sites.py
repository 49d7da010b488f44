"""The choice of the OKX site before a check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.checker import Checker
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser

_GOOD: Final = ACCOUNTS["read-only"].pasted
#: Time zones, and the site that each suggests.
_ZONES: Final = {
    "Europe/Vienna": "eea",
    "Atlantic/Canary": "eea",
    "America/New_York": "us",
    "Australia/Sydney": "us",
    "Europe/Istanbul": "tr",
    "Europe/London": None,
    "Europe/Zurich": None,
    "Asia/Tokyo": None,
}


def test_site_has_to_be_chosen(page: Page, center: HelpCenter) -> None:
    """Without a chosen site nothing is sent, and the form lists everything that is missing."""
    checker = Checker(page).open(center)
    checker.paste("api_key", _GOOD.api_key)
    checker.press_button.click()

    links = checker.problem.get_by_role("link")
    expect(links).to_have_text(
        [
            "Choose where you log in to OKX",
            "Secret key: Enter your secret key",
            "Passphrase: Enter your passphrase",
        ]
    )
    links.first.click()
    expect(checker.root.locator("input[name=site]").first).to_be_focused()
    checker.paste_all(_GOOD)
    assert [path for path in center.site.paths if path.startswith("/api/")] == []
    checker.press()
    assert checker.outcome() == "read-only"


def test_time_zone_suggests_a_site(page: Page, center: HelpCenter) -> None:
    """A region's time zone suggests its site and says so; other time zones choose none."""
    browser = page.context.new_cdp_session(page)
    suggested = {}
    for zone in _ZONES:
        browser.send("Emulation.setTimezoneOverride", {"timezoneId": zone})
        # On this page Python doesn't start at once.
        page.goto(center.url + "okx/create-read-only-key/", wait_until="commit")
        page.wait_for_selector("key-checker[data-python=idle]")
        chosen = page.locator("input[name=site]:checked")
        suggested[zone] = chosen.get_attribute("value") if chosen.count() else None
        is_shown = page.get_by_text("Chosen by your device's time zone.").is_visible()
        assert is_shown is (suggested[zone] is not None)

    assert suggested == _ZONES
