"""What every page does beside the checker: headings to copy, old steps, a page that is missing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from tests.browser import clipboard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser

_GUIDE = "okx/create-read-only-key/"
_TROUBLESHOOTING = "okx/troubleshooting/"
#: How long the guide may be on a phone, in screens.
_GUIDE_SCREENS = 12


@pytest.fixture(name="phone")
def _phone(browser: Browser) -> Iterator[Page]:
    """Give a test a phone's window."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    yield context.new_page()
    context.close()


def test_a_headings_link_is_copied_by_keyboard(page: Page, center: HelpCenter) -> None:
    """Enter on the control of a heading copies its address, says so, and goes there."""
    page.goto(center.url + _TROUBLESHOOTING)
    link = page.locator("#wrong-passphrase .headerlink")
    link.focus()
    expect(link).to_have_css("opacity", "1")
    page.keyboard.press("Enter")

    address = f"{center.url}{_TROUBLESHOOTING}#wrong-passphrase"
    expect(page.locator("#page-status")).to_have_text("Link copied.")
    assert clipboard.read(page) == address
    expect(page).to_have_url(address)


def test_without_a_clipboard_the_page_says_where_the_link_is(
    page: Page, center: HelpCenter
) -> None:
    """If the browser has no clipboard, the message points to the address bar."""
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto(center.url + _GUIDE)
    page.locator("#lost-value .headerlink").click()

    expect(page.locator("#page-status")).to_contain_text("address bar")
    expect(page).to_have_url(f"{center.url}{_GUIDE}#lost-value")


def test_every_heading_can_be_linked(page: Page, center: HelpCenter) -> None:
    """Each heading below the first has a control with a name that the keyboard reaches."""
    for path in sorted(center.folder.glob("**/index.html")):
        page.goto(center.url + path.parent.relative_to(center.folder).as_posix())
        bare = page.evaluate(
            """() => [...document.querySelectorAll("article :is(h2, h3)[id]")].filter((heading) => {
                const link = heading.querySelector("a.headerlink");
                return !link?.title || link.tabIndex !== 0 || link.hash !== `#${heading.id}`;
            }).map((heading) => heading.id)"""
        )
        assert bare == [], path


def test_arriving_marks_the_heading(page: Page, center: HelpCenter) -> None:
    """The heading that an address names stands out, and no other does."""
    marked = """() => [...document.querySelectorAll("article :is(h2, h3)[id]")]
        .filter((heading) => getComputedStyle(heading).textDecorationLine !== "none")
        .map((heading) => heading.id)"""
    page.goto(center.url + _TROUBLESHOOTING)
    assert page.evaluate(marked) == []

    page.goto(center.url + _TROUBLESHOOTING + "#wrong-passphrase")
    assert page.evaluate(marked) == ["wrong-passphrase"]


def test_the_guide_on_a_phone(phone: Page, center: HelpCenter) -> None:
    """Its first step begins on the first screen, and all of it fits on twelve."""
    phone.goto(center.url + _GUIDE)
    expect(phone.get_by_role("heading", name="1. Open the API page")).to_be_in_viewport()

    screens = phone.evaluate("document.documentElement.scrollHeight / innerHeight")
    assert screens <= _GUIDE_SCREENS


def test_the_step_stays_in_sight(phone: Page, center: HelpCenter) -> None:
    """Wherever a reader is within a step, its number and the ways on and back are on screen."""
    phone.goto(f"{center.url}{_GUIDE}#step-4-permissions")
    phone.mouse.wheel(0, 400)
    bar = phone.locator(".step-nav", has_text="Step 4 of 9")
    expect(bar).to_be_in_viewport(ratio=1)

    bar.get_by_role("link", name="Next").click()

    expect(phone.get_by_role("heading", name="5. Create a passphrase")).to_be_in_viewport()
    expect(phone.locator(".step-nav", has_text="Step 5 of 9")).to_be_in_viewport(ratio=1)


def test_the_header_fits_the_narrowest_phone(phone: Page, center: HelpCenter) -> None:
    """At 320 pixels it has the logo, the site's short name uncut, and the way to Flicker."""
    phone.set_viewport_size({"width": 320, "height": 640})
    phone.goto(center.url)
    header = phone.locator(".md-header")

    expect(header.locator(".md-logo")).to_be_in_viewport(ratio=1)
    expect(header.get_by_role("link", name="Open Flicker")).to_be_in_viewport(ratio=1)
    name = header.locator(".md-header__topic > .md-ellipsis").first
    assert name.evaluate("element => element.scrollWidth <= element.clientWidth")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_dark_system_gets_a_dark_page_at_once(page: Page, center: HelpCenter) -> None:
    """A reader who has chosen nothing sees the system's colors before Material has loaded."""
    page.route("**/bundle.*.js", lambda route: route.abort())
    schemes = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(center.url + _GUIDE)
        schemes.append(page.locator("body").get_attribute("data-md-color-scheme"))

    assert schemes == ["default", "slate"]


@pytest.mark.parametrize(("days", "shown"), [(0, False), (180, False), (181, True)])
def test_old_steps_have_a_banner(page: Page, center: HelpCenter, days: int, shown: bool) -> None:
    """The banner shows once the guide's steps are older than 180 days, by the device's clock."""
    page.goto(center.url + _GUIDE)
    banner = page.locator("steps-age")
    date = dt.datetime.fromisoformat(f"{banner.get_attribute('data-on')}T00:00:00Z")
    page.clock.set_fixed_time(date + dt.timedelta(days=days))
    page.reload()

    expect(banner).to_be_visible() if shown else expect(banner).to_be_hidden()


def test_a_missing_page_searches_for_the_code(page: Page, center: HelpCenter) -> None:
    """A short link with a wrong code leads to a search for it, which sends nothing."""
    page.goto(center.url + "e/key-not-fond")
    word = page.get_by_label("Search for a code (such as 50110) or a word:")
    expect(word).to_have_value("key-not-fond")
    word.fill("50105")
    page.get_by_role("button", name="Search", exact=True).click()

    expect(page.locator(".md-search-result__link").first).to_be_visible()
    assert not [sent for sent in center.site.requests if b"50105" in sent]


def test_a_missing_page_names_an_unknown_code(page: Page, center: HelpCenter) -> None:
    """It says which OKX code is not known yet, and offers the checker and support."""
    page.goto(center.url + "e/59999")
    article = page.locator("article")

    expect(article).to_contain_text("We don't know the code 59999 yet.")
    for name in ("Check your key", "contact Flicker support"):
        expect(article.get_by_role("link", name=name).first).to_be_visible()
    expect(article).not_to_contain_text("typos", use_inner_text=True)


def test_a_short_link_may_be_in_capitals(page: Page, center: HelpCenter) -> None:
    """The letter case of a short link makes no difference."""
    page.goto(center.url + "e/IP-Not-Allowed")

    expect(page).to_have_url(f"{center.url}{_TROUBLESHOOTING}#ip-not-allowed")


def test_a_mail_about_a_page_names_it(page: Page, center: HelpCenter) -> None:
    """*Was this helpful?* opens a mail that names the page and asks for no credentials."""
    page.goto(center.url + _GUIDE)
    mail = unquote(page.locator("#page-end a").get_attribute("href") or "")

    assert mail.startswith("mailto:")
    assert f"Page: {center.url}{_GUIDE}\r\n" in mail
    assert "don't include an API key, secret key, passphrase or code" in mail


def test_a_printed_link_shows_its_address(page: Page, center: HelpCenter) -> None:
    """On paper a link to another page has its whole address after it, and the form is gone."""
    page.goto(center.url + _GUIDE)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    link = page.locator("article").get_by_role("link", name="Find your problem")
    shown = link.evaluate("element => getComputedStyle(element, '::after').content")

    assert f"{center.url}{_TROUBLESHOOTING}#find-my-problem" in shown
    here = page.locator("article").get_by_role("link", name="Skip to the checker")
    assert here.evaluate("element => getComputedStyle(element, '::after').content") == "none"
    expect(page.locator("key-checker")).to_be_hidden()
