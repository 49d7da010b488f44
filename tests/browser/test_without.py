"""Pages without JavaScript or WebAssembly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.checker import Checker
from tests.engines import probes
from validator.core.facts import FLICKER_ADDRESSES
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser

_PAGES: Final = ("okx/create-read-only-key/", "okx/check-your-key/")
_INSTEAD: Final = "The check is optional. Look at the key in OKX"
_GOOD: Final = ACCOUNTS["read-only"].pasted


@pytest.fixture(name="plain_page")
def _plain_page(browser: Browser) -> Iterator[Page]:
    """Open a page with JavaScript disabled."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", _PAGES)
def test_without_javascript(plain_page: Page, center: HelpCenter, path: str) -> None:
    """Without JavaScript, the page says what to do instead and hides the useless form."""
    plain_page.goto(center.url + path)
    instead = plain_page.locator("key-checker noscript")

    # Playwright ignores the text of a noscript, so check the paragraph's box.
    instead.locator("p").scroll_into_view_if_needed()
    expect(instead.locator("p")).to_be_in_viewport()
    assert "The checker needs JavaScript" in instead.inner_text()
    text = " ".join(instead.inner_text().split())
    assert _INSTEAD in text
    assert FLICKER_ADDRESSES[0] in text
    expect(plain_page.locator("key-checker form")).to_be_hidden()
    expect(plain_page.locator(".kc-unloaded")).to_be_hidden()


def test_guide_is_complete(plain_page: Page, center: HelpCenter) -> None:
    """Without JavaScript no heading, paragraph, step or picture of the guide is missing."""
    plain_page.goto(center.url + _PAGES[0])
    article = plain_page.locator("article")
    folded = article.locator("details:not([open]):not(key-checker *) > summary")
    while folded.count():
        folded.first.click()
    parts = article.locator(
        ":is(h1, h2, h3, p, li, img, dt, dd):not(key-checker *, steps-age *, .step-nav)"
    )
    hidden = parts.filter(visible=False)

    assert parts.count() > 50
    assert hidden.all_text_contents() == []


def test_without_webassembly(page: Page, center: HelpCenter) -> None:
    """Without WebAssembly, the page says so, explains what to do, and keeps the values."""
    probes.change_worker(center, "delete globalThis.WebAssembly;\n")
    page.add_init_script("delete globalThis.WebAssembly")
    page.goto(center.url + _PAGES[1])
    checker = Checker(page)
    failure = checker.root.locator("[data-failure=runtime-unavailable]")
    expect(failure).to_be_visible(timeout=60_000)
    checker.paste_all(_GOOD)
    expect(failure).to_be_visible(timeout=60_000)

    assert checker.values()["secret_key"] == _GOOD.secret_key
    expect(checker.root.get_by_role("button", name="Start the checker again")).to_be_enabled()
    expect(failure).to_contain_text(_INSTEAD)
    expect(failure).to_contain_text("Lockdown Mode")
