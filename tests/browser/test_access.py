"""The checker is accessible by keyboard, with a screen reader, zoomed, and in forced colors."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import expect

from tests.browser.checker import Checker
from tests.engines.checker import CHECKER_PAGE, STRANGER
from validator.core.findings import LABELS
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, ViewportSize

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser

_GOOD: Final = ACCOUNTS["read-only"].pasted
#: 1280 pixels enlarged to 400 %, which is also a small phone.
_NARROW: Final[ViewportSize] = {"width": 320, "height": 256}
_TARGET_PX: Final = 44
_UNFOLD: Final = "document.querySelectorAll('details').forEach((more) => more.open = true)"
#: Returns the visible parts of the checker that are cut off, and the controls that are too small.
_MISFITS: Final = """(least) => [...document.querySelectorAll("key-checker *")]
  .filter((element) => {
    const { right, width, height } = element.getBoundingClientRect();
    const isControl = element.matches("a, button, summary, .kc-field > input, .kc-sites label");
    const isSmall = isControl && (width < least - 0.5 || height < least - 0.5);
    const isCutOff = right > innerWidth && !element.closest(".kc-sr");
    return element.checkVisibility() && (isSmall || isCutOff);
  }).map((element) => element.outerHTML.slice(0, 100))"""
#: Returns the name of the focused element, and whether its outline is visible.
_FOCUSED: Final = """() => {
  const { activeElement: focused } = document;
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(focused);
  const { backgroundColor } = getComputedStyle(document.body);
  return {
    name: (focused.labels?.[0] ?? focused).textContent.trim().replace(/\\s+/g, " "),
    isOutlined: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2
      && outlineColor !== backgroundColor,
  };
}"""


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until the named element has the focus, and check that each one shows it."""
    for _ in range(30):
        page.keyboard.press("Tab")
        focused: dict[str, Any] = page.evaluate(_FOCUSED)
        assert focused["isOutlined"], focused
        if re.fullmatch(name, focused["name"]):
            return
    pytest.fail(f"the keyboard does not reach {name}")


def test_check_by_keyboard(checker: Checker) -> None:
    """A whole check works by keyboard alone, from the choice of a site to the copied values."""
    page = checker.page
    checker.root.get_by_label("okx.com: most countries", exact=True).focus()
    page.keyboard.press("ArrowDown")
    expect(checker.root.get_by_label("my.okx.com: Europe (EEA)", exact=True)).to_be_checked()
    page.keyboard.press("ArrowUp")
    _tab_to(page, "API key")
    page.keyboard.insert_text(_GOOD.api_key)
    expect(checker.input("api_key")).to_have_attribute("type", "text")
    _tab_to(page, "ShowHide Secret key")
    page.keyboard.press("Space")
    _tab_to(page, "Secret key")
    page.keyboard.insert_text(_GOOD.secret_key)
    expect(checker.input("secret_key")).to_have_attribute("type", "text")
    _tab_to(page, "Check my key")
    page.keyboard.press("Enter")
    expect(checker.problem).to_be_focused()
    _tab_to(page, "Passphrase: Enter your passphrase")
    page.keyboard.press("Enter")
    expect(checker.input("passphrase")).to_be_focused()
    page.keyboard.insert_text(_GOOD.passphrase)
    page.keyboard.press("Enter")

    expect(checker.result).to_have_attribute("data-outcome", "read-only")
    expect(checker.headline).to_be_focused()
    for step in ("Copy API key", "Copy secret key", "Copy passphrase"):
        _tab_to(page, f"{step}.*")
        page.keyboard.press("Enter")
    expect(checker.result.get_by_role("button", name="Passphrase copied")).to_be_visible()
    _tab_to(page, "Open Flicker .*")
    _tab_to(page, "Sent to our server.*")
    page.keyboard.press("Enter")
    expect(checker.result.locator("[data-part=requests]")).to_be_visible()
    _tab_to(page, "Report for support")
    checker.root.get_by_role("button", name="Edit").focus()
    page.keyboard.press("Enter")
    expect(checker.input("api_key")).to_be_focused()


def test_the_form_is_named(checker: Checker) -> None:
    """Each control has a role, a name, and its findings as its description."""
    expect(checker.root.locator("form")).to_match_aria_snapshot(
        """
        - group "Where do you log in to OKX?":
          - 'radio "okx.com: most countries" [checked]'
          - 'radio "my.okx.com: Europe (EEA)"'
        - text: API key
        - button "Show API key"
        - textbox "API key"
        - text: Secret key
        - button "Show Secret key"
        - textbox "Secret key"
        - text: Passphrase
        - button "Show Passphrase"
        - textbox "Passphrase"
        - paragraph:
          - button "Check my key"
          - button "Clear"
        """
    )
    checker.fill({"secret_key": STRANGER.secret_key, "passphrase": STRANGER.passphrase})
    checker.press()

    wrong = checker.input("api_key")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    description = re.compile("You can paste everything here error: Enter your API key .*")
    expect(wrong).to_have_accessible_description(description)
    expect(checker.problem).to_have_accessible_name("There is a problem. Nothing has been sent.")
    expect(checker.problem).to_match_aria_snapshot(
        """
        - list:
          - listitem:
            - 'link "API key: Enter your API key"'
        """
    )


def test_progress_and_result_are_announced(page: Page, center: HelpCenter) -> None:
    """Progress is announced as a status, and findings and results are in live regions."""
    page.add_init_script(
        """globalThis.announced = [];
        new MutationObserver((records) => {
            for (const { target } of records) {
                const status = target.closest?.("[role=status]");
                if (status?.dataset.part === "announcement" && status.textContent) {
                    announced.push(status.textContent);
                }
            }
        }).observe(document, { subtree: true, childList: true });"""
    )
    checker = Checker(page).open(center)
    for name in LABELS:
        findings = checker.root.locator(f"[data-field={name}] [data-part=findings]")
        expect(findings).to_have_attribute("aria-live", "polite")
    checker.paste_all(_GOOD)
    checker.press()

    assert list(dict.fromkeys(page.evaluate("announced"))) == [
        "Loading the checker.",
        "The checker is ready.",
        "Asking OKX…",
    ]
    expect(checker.root.locator("[data-part=announcement]")).to_have_text("")
    expect(checker.result).to_have_attribute("aria-live", "polite")
    expect(checker.headline).to_be_focused()


@pytest.fixture(name="narrow_page")
def _narrow_page(browser: Browser) -> Iterator[Page]:
    """Open a page as narrow as a window zoomed to 400 %."""
    context = browser.new_context(viewport=_NARROW, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def test_every_page_reflows(narrow_page: Page, center: HelpCenter) -> None:
    """At 400 % no page has to be scrolled sideways."""
    wide = []
    for address in center.addresses():
        narrow_page.goto(center.url + address, wait_until="load")
        narrow_page.evaluate(_UNFOLD)
        root = "document.documentElement"
        if narrow_page.evaluate(f"{root}.scrollWidth > {root}.clientWidth"):
            wide.append(address)

    assert wide == []


def test_every_result_fits_a_phone(narrow_page: Page, center: HelpCenter) -> None:
    """At 400 % no part of the checker is cut off, and its controls are large enough."""
    checker = Checker(narrow_page).open(center)
    problems = []
    for pasted in (ACCOUNTS["us"].pasted, _GOOD, replace(_GOOD, secret_key=_GOOD.api_key)):
        checker.fill(asdict(pasted))
        checker.press()
        narrow_page.evaluate(_UNFOLD)
        problems += narrow_page.evaluate(_MISFITS, _TARGET_PX)

    assert problems == []


def test_forced_colors(browser: Browser, center: HelpCenter) -> None:
    """With forced colors, focus, field borders and icons stay visible."""
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(center.url + CHECKER_PAGE + "#try=fields-swapped")
    checker = Checker(page)
    finding = checker.root.locator("[data-finding=fields-swapped]").first
    expect(finding).to_be_visible(timeout=60_000)
    checker.input("secret_key").focus()
    _tab_to(page, "ShowHide Passphrase")
    styles = checker.root.evaluate(
        """(root) => {
            const find = (selector) => root.querySelector(selector);
            const icon = find("[data-finding] .kc-icon");
            const { color, backgroundColor } = getComputedStyle(icon);
            return {
                borders: [find(".kc-field > input"), find("[data-part=press]"), icon]
                    .map((element) => getComputedStyle(element).borderTopStyle),
                sign: getComputedStyle(icon, "::before").content,
                isReadable: color !== backgroundColor,
            };
        }"""
    )
    context.close()

    assert styles == {"borders": ["solid"] * 3, "sign": '"✕"', "isReadable": True}


def test_reduced_motion(narrow_page: Page, center: HelpCenter) -> None:
    """With reduced motion the checker has no animations, and pages do not scroll smoothly."""
    Checker(narrow_page).open(center).rehearse("read-only")
    moving = narrow_page.evaluate(
        """() => document.getAnimations()
            .filter((animation) => animation.effect?.target?.closest("key-checker")).length"""
    )

    assert moving == 0
    scrolling = "getComputedStyle(document.documentElement).scrollBehavior"
    assert narrow_page.evaluate(scrolling) == "auto"


def test_fields_opt_out_of_autofill(checker: Checker) -> None:
    """Attributes keep browsers and password managers from saving and correcting values."""
    for name in LABELS:
        attributes = checker.input(name).evaluate(
            "(input) => Object.fromEntries([...input.attributes].map((at) => [at.name, at.value]))"
        )
        assert "name" not in attributes
        assert attributes["autocomplete"] == attributes["autocorrect"] == "off"
        assert attributes["autocapitalize"] == "none"
        assert attributes["spellcheck"] == "false"
        assert {"data-1p-ignore", "data-bwignore", "data-protonpass-ignore"} <= attributes.keys()
        assert (attributes["data-lpignore"], attributes["data-form-type"]) == ("true", "other")


def test_no_value_is_in_an_attribute(checker: Checker) -> None:
    """Pasted values never appear in the page's HTML, before or after a check."""
    find_values = """(values) => {
        const seen = document.documentElement.outerHTML;
        return values.filter((value) => seen.includes(value));
    }"""
    values = list(asdict(_GOOD).values())
    checker.paste_all(_GOOD)
    assert checker.page.evaluate(find_values, values) == []
    for name in ("secret_key", "passphrase"):
        checker.root.locator(f"[data-field={name}] [data-part=reveal]").click()
    checker.press()
    assert checker.outcome() == "read-only"

    assert checker.page.evaluate(find_values, values) == []


def test_the_clipboard_is_used_on_a_press_only(page: Page, center: HelpCenter) -> None:
    """A check neither reads nor writes the clipboard; *Copy* writes to it once."""
    page.add_init_script(
        """globalThis.used = [];
        for (const name of ["read", "readText", "write", "writeText"]) {
            const real = Clipboard.prototype[name];
            Clipboard.prototype[name] = function (...given) {
                used.push([name, navigator.userActivation.isActive]);
                return real.apply(this, given);
            };
        }
        document.execCommand = () => used.push(["execCommand", false]);"""
    )
    checker = Checker(page).open(center)
    checker.fill(asdict(_GOOD))
    checker.press()
    assert checker.outcome() == "read-only"
    assert page.evaluate("used") == []

    checker.result.get_by_role("button", name="Copy API key").click()
    expect(checker.result.get_by_role("button", name="API key copied")).to_be_visible()
    assert page.evaluate("used") == [["writeText", True]]
