"""What the build takes out of the theme's style sheets would have styled nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.checker import Checker
from validator.publish.components import THEME

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser

_SHEETS: Final = sorted((THEME / "assets" / "stylesheets").glob("[mp]*.css"))
#: The selectors of rules in the theme's own sheets that are in none of the site's, and that fit
#: an element of the page as it is. What only a pointer or a key brings about is taken for there.
_MISSED: Final = """(sheets) => {
  const selectors = (rules) => [...rules].flatMap((rule) => rule.selectorText
    ? rule.selectorText.split(/,(?![^(]*[)])/).map((one) => one.trim())
    : rule.cssRules ? selectors(rule.cssRules) : []);
  const kept = new Set([...document.styleSheets].flatMap((sheet) => selectors(sheet.cssRules)));
  const all = sheets.flatMap((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return selectors(sheet.cssRules);
  });
  const dropped = [...new Set(all)].filter((one) => !kept.has(one));
  const passing = /::?(after|before|hover|focus(-visible|-within)?|active|target)(?![\\w-])/g;
  const fits = (selector) => {
    try {
      return document.querySelector(selector.replace(passing, "") || "*") !== null;
    } catch {
      return false;  // of another browser's
    }
  };
  return { count: dropped.length, missed: dropped.filter(fits) };
}"""


def _missed(page: Page) -> list[str]:
    """Return the selectors that the page misses as it is."""
    found = page.evaluate(_MISSED, [path.read_text("utf-8") for path in _SHEETS])
    assert found["count"] > 100
    missed: list[str] = found["missed"]
    return missed


def test_no_page_misses_a_rule(page: Page, center: HelpCenter) -> None:
    """No rule that was taken out fits an element of any page."""
    missed: dict[str, list[str]] = {}
    for address in center.addresses():
        center.open(page, address)
        # Of the moment in which the colors are set, whose rules are left out on purpose.
        expect(page.locator("[data-md-color-switching]")).to_have_count(0)
        if found := _missed(page):
            missed[address] = found

    assert missed == {}


def test_no_state_misses_a_rule(page: Page, center: HelpCenter) -> None:
    """Nor of what scripts add: results of a search, what was copied, a verdict, the way up."""
    center.open(page, "okx/check-your-key/")
    checker = Checker(page)
    checker.rehearse("can-trade")
    assert _missed(page) == []
    center.open(page, "okx/create-read-only-key/#expiry")
    page.locator(".md-code__button").first.click()
    expect(page.locator(".md-dialog--active")).to_be_visible()
    page.keyboard.press("End")
    page.keyboard.press("PageUp")
    assert _missed(page) == []
    page.keyboard.press("/")
    page.get_by_role("textbox", name="Search").press_sequentially("passphrase wrong")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    assert _missed(page) == []
