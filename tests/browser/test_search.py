"""The search: a result opens its section, and what was typed stays in the browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser

_VECTORS: Final = Path(__file__).parents[1] / "vectors" / "search.json"
#: A window in which the browser behaves as on a phone.
_PHONE: Final[dict[str, Any]] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}
#: How far below the top of the window a heading may stand, in pixels: below the site's header.
_NEAR_TOP = 120


def _open_search(page: Page, center: HelpCenter, width: int) -> None:
    page.goto(center.url)
    if width < 500:
        page.locator(".md-header__button[for=__search]").click()


def _search(page: Page, words: str, status: str = "matching") -> None:
    """Search for words as a whole: letter by letter, results of fewer letters come between."""
    field = page.get_by_role("textbox", name="Search")
    for text, expected in (("", "Type to start searching"), (words, status)):
        field.fill(text)
        field.dispatch_event("keyup")
        expect(page.locator(".md-search-result__meta")).to_contain_text(expected)


@pytest.mark.parametrize(
    ("width", "words"), [(390, "withdraw"), (390, "passphrase refused"), (1280, "50110")]
)
def test_a_result_opens_its_section(
    browser: Browser, center: HelpCenter, width: int, words: str
) -> None:
    """From the home page a result leads to its heading, at the top of the window."""
    context = browser.new_context(viewport={"width": width, "height": 844}, has_touch=width < 500)
    page = context.new_page()
    _open_search(page, center, width)
    _search(page, words)
    # Of a page that is not this one, and of a section within it.
    results = page.locator(".md-search-result__link[href*='okx/'][href*='#']")
    more = page.locator(".md-search-result__more:not([open]) > summary").first
    if more.is_visible():
        more.click()
    result = results.filter(visible=True).first
    anchor = (result.get_attribute("href") or "").partition("#")[2]
    result.click()
    page.wait_for_url(f"**/okx/**#{anchor}")
    page.wait_for_load_state("networkidle")

    top = page.evaluate("(id) => document.getElementById(id).getBoundingClientRect().top", anchor)
    assert 0 <= top <= _NEAR_TOP
    assert page.url.startswith(center.url + "okx/")
    sent = [words.split(maxsplit=1)[0].encode() in request for request in center.site.requests]
    context.close()
    # The name of the section may hold the word; the search itself must not be in an address.
    assert not any(sent), center.site.paths


def test_a_result_on_the_open_page(browser: Browser, center: HelpCenter) -> None:
    """On a phone a result on the page that is open leads to its heading, from anywhere on it."""
    context = browser.new_context(**_PHONE)
    page = context.new_page()
    page.goto(center.url + "okx/troubleshooting/")
    page.evaluate("scrollTo(0, 1500)")
    page.locator(".md-header__button[for=__search]").tap()
    locked = page.locator("body[data-md-scrolllock]")
    expect(locked).to_have_count(1)
    _search(page, "50113")
    page.locator(".md-search-result__link[href*='troubleshooting/#']").first.tap()
    expect(locked).to_have_count(0)

    box = page.locator(":target").bounding_box()
    context.close()
    assert box
    assert 0 <= box["y"] <= _NEAR_TOP


@pytest.mark.parametrize("width", [390, 1280])
def test_plain_words_find_the_section_that_helps(
    browser: Browser, center: HelpCenter, width: int
) -> None:
    """OKX's messages, synonyms and plain questions: the first section offered is the right one."""
    context = browser.new_context(viewport={"width": width, "height": 844}, has_touch=width < 500)
    page = context.new_page()
    _open_search(page, center, width)
    problems = []
    for case in json.loads(_VECTORS.read_text("utf-8")):
        _search(page, case["query"])
        first = page.locator(".md-search-result__link[href*='#']").first
        found = (first.get_attribute("href") or "").partition("?")[0]
        anchor = (first.get_attribute("href") or "").partition("#")[2]
        section = f"{found.removeprefix(center.url).partition('#')[0]}#{anchor}"
        if section not in case["first_section"]:
            problems.append(f"{case['query']}: {section}")
    context.close()

    assert problems == []


def test_nothing_found_says_what_to_try(page: Page, center: HelpCenter) -> None:
    """If no page has a word, the search says which kinds of words help."""
    page.goto(center.url)

    _search(page, "xyzzy", status="Try a code such as 50110")
