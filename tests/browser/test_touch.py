"""On a phone all that can be pressed is large enough for a finger, on every page."""

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
#: What can be pressed, is smaller than that, and is neither hidden nor a link within a sentence.
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
    """Give a test a phone's window."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def _small(page: Page) -> list[str]:
    found: list[str] = page.evaluate(_SMALL, _TARGET_PX)
    return found


def test_every_page(phone: Page, center: HelpCenter) -> None:
    """Header, headings, code, tables, cards, feedback and footer."""
    small: dict[str, list[str]] = {}
    for address in center.addresses():
        phone.goto(center.url + address)
        if found := _small(phone):
            small[address] = found

    assert small == {}


def test_what_opens(phone: Page, center: HelpCenter) -> None:
    """The menu, the page's contents in it, the search with its results, and the way up."""
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
