"""The form and its result on a phone: one headline, one next step, and the steps into Flicker."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import expect

from tests.browser import clipboard
from tests.browser.checker import Checker
from tests.browser.held import ROUTE
from validator.core.facts import FLICKER_ADDRESSES, SITE_NAMES
from validator.core.findings import LABELS
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ViewportSize

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser

_PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
_GOOD: Final = ACCOUNTS["read-only"].pasted
#: Returns the positions of the parts that must be on the first screen, and counts the buttons.
_MEASURED: Final = """(root) => {
  const header = document.querySelector(".md-header").getBoundingClientRect().bottom;
  const buttons = [...root.querySelectorAll(".kc-press")];
  const primary = buttons.filter((button) => button.checkVisibility());
  const box = (element) => element.getBoundingClientRect();
  return {
    primary: primary.length,
    top: box(root.querySelector("[data-part=headline]")).top - header,
    action: Math.max(...primary.map((button) => box(button).bottom)),
    notes: box(root.querySelector("[data-part=notes]")).bottom,
  };
}"""


@pytest.fixture(scope="module", name="open_phone")
def _open_phone(browser: Browser, served: HelpCenter) -> Iterator[Checker]:
    """Open the checker on a phone."""
    context = browser.new_context(viewport=_PHONE, has_touch=True, is_mobile=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=served.url)
    yield Checker(context.new_page()).open(served)
    context.close()


@pytest.fixture(name="phone")
def _phone(open_phone: Checker, center: HelpCenter) -> Checker:  # noqa: ARG001 - empties the record
    """Return the checker on a phone, emptied."""
    return open_phone.empty()


def test_first_screen_of_a_phone(phone: Checker) -> None:
    """For each account the headline and the one next step are on the first screen."""
    problems = []
    for name, account in ACCOUNTS.items():
        phone.edit()
        phone.fill(asdict(account.pasted))
        phone.press()
        measured: dict[str, Any] = phone.root.evaluate(_MEASURED)
        is_seen = 0 <= measured["top"] < 160 and measured["action"] <= _PHONE["height"]
        if measured["primary"] != 1 or not is_seen:
            problems.append(f"{name}: {measured}")
        if phone.outcome() == "read-only" and measured["notes"] > _PHONE["height"]:
            problems.append(f"{name}: notes end at {measured['notes']}")

    assert problems == []


def test_form_folds_into_a_line(phone: Checker) -> None:
    """A result folds the form; its button unfolds it, and the result stays readable."""
    phone.paste_all(ACCOUNTS["wrong-passphrase"].pasted)
    phone.press()
    folded = phone.root.locator("[data-part=folded]")
    expect(phone.press_button).to_be_hidden()
    expect(folded).to_contain_text("Key f11c…0011 on okx.com", use_inner_text=True)

    phone.result.get_by_role("button", name="Go to passphrase").click()

    expect(folded).to_be_hidden()
    expect(phone.input("passphrase")).to_be_focused()
    assert phone.field_codes("passphrase") == ["wrong-passphrase"]
    expect(phone.headline).to_have_text("This isn't the passphrase for this key")
    expect(phone.result).to_contain_text("This result is for the values you checked before.")
    expect(phone.result).to_contain_text("OKX 50105")
    assert phone.root.locator(".kc-press:visible").all_inner_texts()[0] == "Check my key"


def test_clear_leaves_nothing(phone: Checker) -> None:
    """*Clear* beside the folded form leaves nothing of a result, nor of its report in a link."""
    phone.paste_all(ACCOUNTS["garbage"].pasted)
    phone.press()
    report = re.compile('body=[^"]')
    assert report.search(phone.result.inner_html())
    filled = phone.result.locator(
        ":is([data-part=requests], [data-part=hosts], [data-part=report-text], "
        "[data-part=headline], [data-part=notes]):not(:empty)"
    )
    expect(filled).not_to_have_count(0)

    phone.root.get_by_role("button", name="Clear").click()

    expect(phone.result).to_be_hidden()
    expect(phone.press_button).to_be_visible()
    expect(filled).to_have_count(0)
    assert not report.search(phone.result.inner_html())
    assert set(phone.values().values()) == {""}


def test_editing_nothing_changes_nothing(phone: Checker) -> None:
    """A result is for other values once one was changed, not when the form is only unfolded."""
    phone.paste_all(ACCOUNTS["tr"].pasted)
    phone.press()
    stale = phone.result.locator("[data-part=stale]")

    phone.edit()
    expect(stale).to_be_hidden()
    expect(phone.result.get_by_role("button", name="Ask all of them")).to_be_visible()

    phone.input("passphrase").fill("Practice-02")
    expect(stale).to_be_visible()


def test_consent_is_for_the_values_that_were_checked(phone: Checker) -> None:
    """After an edit, the buttons that give consent for the old values are hidden."""
    problems = []
    for name, label in (("tr", "Ask all of them"), ("wrong-ip", "Yes: continue in Flicker")):
        phone.edit()
        phone.fill(asdict(ACCOUNTS[name].pasted))
        phone.press()
        expect(phone.result.get_by_role("button", name=label)).to_be_visible()
        phone.edit()
        phone.input("passphrase").fill("Practice-02")
        if phone.result.get_by_role("button", name=label).count() > 0:
            problems.append(label)
    assert problems == []


def test_steps_into_flicker(phone: Checker) -> None:
    """Each copied value ticks off a step and highlights the next; on return *Clear* is offered."""
    page = phone.page
    phone.paste_all(_GOOD)
    phone.press()
    link = phone.result.locator("[data-part=continue]")
    for name, label in LABELS.items():
        button = phone.result.locator(f"[data-copy={name}]")
        expect(button).to_have_class("kc-press")
        button.click()
        expect(button).to_contain_text(f"{label} copied", use_inner_text=True)
    expect(link).to_have_class("kc-press")
    expect(phone.result.get_by_text("Done?")).to_be_hidden()
    link.evaluate("(link) => link.addEventListener('click', (event) => event.preventDefault())")

    link.click()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    phone.result.get_by_role("button", name="Clear the values").click()

    expect(phone.result).to_be_hidden()
    assert set(phone.values().values()) == {""}


def test_flickers_address_names_the_site(phone: Checker) -> None:
    """A placeholder for the site in Flicker's address is replaced with the key's own site."""
    link = phone.result.locator("[data-part=continue]")
    own = link.get_attribute("data-address")
    change = "(link, address) => { link.dataset.address = address; }"
    link.evaluate(change, "https://flicker.example/okx?site={site}")
    phone.choose_site("tr")
    phone.paste_all(ACCOUNTS["tr"].pasted)
    phone.press()

    expect(link).to_have_attribute("href", "https://flicker.example/okx?site=tr")
    link.evaluate(change, own)


def test_ip_address_that_okx_rejected(phone: Checker) -> None:
    """If OKX rejects our IP address, the user may confirm the settings and go on to Flicker."""
    phone.paste_all(ACCOUNTS["wrong-ip"].pasted)
    phone.press()
    (address,) = FLICKER_ADDRESSES
    expect(phone.result).to_contain_text(f"In OKX: is {address} on its list, and is only Read on?")
    phone.result.get_by_role("button", name=f"Copy {address}").click()
    assert clipboard.read(phone.page) == address
    guide = phone.result.get_by_role("link", name="No: show me how")
    expect(guide).to_have_attribute("href", "/okx/create-read-only-key/#change-permissions")

    phone.result.get_by_role("button", name="Yes: continue in Flicker").click()

    expect(phone.result.get_by_text("We haven't seen what this key can do")).to_be_visible()
    expect(phone.result.get_by_role("button", name="Copy API key")).to_be_visible()


def test_support_is_in_sight(phone: Checker) -> None:
    """A result that is not green offers support once."""
    offers = phone.result.get_by_role("link", name="Contact support")
    for name, count in {"read-only": 0, "trade": 1, "slow": 1, "garbage": 1}.items():
        phone.edit()
        phone.fill(asdict(ACCOUNTS[name].pasted))
        phone.press()

        expect(offers).to_have_count(count)


def test_folded_form_names_the_site(phone: Checker) -> None:
    """The line that the form folds into names the key, and the sites asked or the key's own."""
    phone.paste_all(ACCOUNTS["tr"].pasted)
    phone.press()
    folded = phone.root.locator("[data-part=folded]")
    expect(folded).to_contain_text("Key f11c…000f, checked on okx.com", use_inner_text=True)
    expect(phone.result).to_contain_text("my.okx.com, app.okx.com")

    phone.result.get_by_role("button", name="Ask all of them").click()

    expect(phone.result).to_have_attribute("data-outcome", "read-only")
    note = phone.result.locator("[data-part=notes] li").first
    expect(note).to_have_text("It's on tr.okx.com, OKX's site for Türkiye.")
    expect(folded).to_contain_text("Key f11c…000f on tr.okx.com", use_inner_text=True)


def test_not_sure_asks_all(phone: Checker, center: HelpCenter) -> None:
    """With *Not sure* all sites are asked, and the form says beforehand what each receives."""
    phone.choose_site("all")
    expect(phone.root.get_by_text("Each that is asked gets API key, passphrase")).to_be_visible()
    phone.paste_all(ACCOUNTS["deleted"].pasted)
    phone.press()

    expect(phone.headline).to_have_text("None of OKX's sites knows this key")
    assert center.site.paths.count(ROUTE) == len(SITE_NAMES)
    expect(phone.result.locator("[data-part=others]")).to_be_hidden()


def test_swapped_values(phone: Checker) -> None:
    """A button swaps values that were entered in each other's fields."""
    phone.paste("api_key", _GOOD.secret_key)
    phone.paste("secret_key", _GOOD.api_key)
    phone.paste("passphrase", _GOOD.passphrase)

    phone.root.get_by_role("button", name="Swap the two").click()
    phone.press()

    assert phone.outcome() == "read-only"


def test_api_key_is_shown_whole(phone: Checker) -> None:
    """An API key is not masked and fits into its field; other values stay masked."""
    phone.paste_all(_GOOD)
    key = phone.input("api_key")
    expect(key).to_have_attribute("type", "text")
    expect(phone.input("secret_key")).to_have_attribute("type", "password")
    phone.input("secret_key").locator("xpath=..").get_by_role("button", name="Show").click()

    for name in ("api_key", "secret_key"):
        hidden = phone.input(name).evaluate("(input) => input.scrollWidth - input.clientWidth")
        assert hidden <= 0
    phone.paste("api_key", _GOOD.secret_key)
    expect(key).to_have_attribute("type", "password")


def test_idle_page_clears_the_values(browser: Browser, center: HelpCenter) -> None:
    """After ten idle minutes the values and the key are gone; the headline stays, with a note."""
    context = browser.new_context(viewport=_PHONE)
    page = context.new_page()
    page.clock.install()
    checker = Checker(page).open(center)
    warning = page.get_by_text("We'll clear your values in a minute")
    note = page.get_by_text("We cleared your values because this page was left alone")
    needing_values = "Copy API key|Copy secret key|Yes: continue|Ask all|Check again"
    buttons = checker.result.get_by_role("button", name=re.compile(needing_values))
    for name in ("read-only", "wrong-ip", "tr"):
        checker.fill(asdict(ACCOUNTS[name].pasted))
        checker.press()
        headline = checker.headline.inner_text()
        expect(buttons).not_to_have_count(0)

        page.clock.fast_forward("09:30")
        expect(warning).to_be_in_viewport()
        page.clock.fast_forward("00:40")

        expect(warning).to_be_hidden()
        expect(note).to_be_visible()
        expect(checker.headline).to_have_text(headline)
        expect(buttons).to_have_count(0)
        assert set(checker.values().values()) == {""}
        assert "f11c…" not in checker.root.locator("[data-part=folded]").inner_html()
    context.close()
