"""On a phone every control of every page is large enough for a finger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser

_TARGET_PX: Final = 44
#: Returns the visible controls that are smaller, except for links within a sentence.
_SMALL: Final = """(least) => {
  const inSentence = (link) => {
    const block = link.closest("p, li, dd, dt, blockquote");
    const own = [...(block?.querySelectorAll("a") ?? [])].map((a) => a.textContent).join("");
    return link.tagName === "A" && block
      && block.textContent.replace(/\\s/g, "").length > own.replace(/\\s/g, "").length;
  };
  const pressed = "a[href], button, summary, input, label[for]:not(.md-overlay)";
  return [...document.querySelectorAll(pressed)].filter((element) => {
    const { width, height, left, right } = element.getBoundingClientRect();
    const isSeen = element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      && width > 0 && right > 0 && left < innerWidth && !element.closest(".md-skip, key-checker");
    const isField = element.tagName === "LABEL" && element.control?.checkVisibility()
      && !["checkbox", "radio"].includes(element.control.type);
    return isSeen && !isField && !inSentence(element)
      && (width < least - 0.5 || height < least - 0.5);
  }).map((element) => {
    const { width, height } = element.getBoundingClientRect();
    return `${element.outerHTML.slice(0, 120)} ${Math.round(width)} x ${Math.round(height)}`;
  });
}"""


@pytest.fixture(name="phone")
def _phone(browser: Browser) -> Iterator[Page]:
    """Open a page in a phone's window."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def _small(page: Page) -> list[str]:
    found: list[str] = page.evaluate(_SMALL, _TARGET_PX)
    return found


def test_controls_of_every_page(phone: Page, center: HelpCenter) -> None:
    """The controls of every page are large enough."""
    small: dict[str, list[str]] = {}
    for address in center.addresses():
        phone.goto(center.url + address)
        if found := _small(phone):
            small[address] = found

    assert small == {}


def test_controls_that_appear_later(phone: Page, center: HelpCenter) -> None:
    """The controls of the menu and the search, and the button to the top, are large enough."""
    center.open(phone, "okx/troubleshooting/")
    phone.mouse.wheel(0, 4_000)
    phone.wait_for_timeout(200)
    phone.mouse.wheel(0, -600)
    expect(phone.locator(".md-top")).to_be_visible()
    small = _small(phone)
    phone.locator(".md-header label[for=__drawer]").click()
    expect(phone.locator(".md-sidebar--primary")).to_be_in_viewport()
    small += _small(phone)
    phone.keyboard.press("Escape")
    center.open(phone)
    phone.locator(".md-header__button[for=__search]").click()
    phone.get_by_role("textbox", name="Search").press_sequentially("passphrase")
    expect(phone.locator(".md-search-result__item").first).to_be_visible()
    small += _small(phone)

    assert small == []
