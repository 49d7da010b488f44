"""The press: what is judged then, and what is asked about before anything is sent."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser import clipboard
from tests.browser.checker import Checker
from tests.browser.held import HELD_SECONDS, ROUTE, held
from tests.engines.checker import STRANGER
from validator.core.facts import SITE_NAMES
from validator.core.findings import FINDINGS, LABELS
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.center import HelpCenter
    from validator.core.credentials import Credentials

pytestmark = pytest.mark.browser

_SEND: Final = "Send it to OKX anyway"
_CHECK: Final = "Check anyway: it never leaves this browser"
_CUT_KEY: Final = replace(STRANGER, api_key=STRANGER.api_key[:-3])


# The values in the fields at the press


def _set_silently(checker: Checker, credentials: Credentials) -> None:
    for name in LABELS:
        checker.set_silently(name, getattr(credentials, name))


def test_values_set_without_an_event(checker: Checker, center: HelpCenter) -> None:
    """A value that a script set silently is the one that is judged, sent and copied."""
    checker.paste_all(ACCOUNTS["read-only"].pasted)
    _set_silently(checker, ACCOUNTS["trade"].pasted)
    checker.press()
    assert checker.outcome() == "too-powerful"
    assert [body["api_key"] for body in center.site.bodies(ROUTE)] == [
        ACCOUNTS["trade"].pasted.api_key
    ]

    _set_silently(checker, ACCOUNTS["read-only"].pasted)
    checker.press()

    assert checker.outcome() == "read-only"
    checker.result.get_by_role("button", name="Copy secret key").click()
    expect(checker.result.get_by_role("button", name="Secret key copied")).to_be_visible()
    assert clipboard.read(checker.page) == ACCOUNTS["read-only"].pasted.secret_key


def test_a_wrong_value_set_without_an_event(checker: Checker, center: HelpCenter) -> None:
    """The findings are about the value that a script set silently."""
    checker.paste_all(STRANGER)
    checker.set_silently("api_key", "your-api-key")

    checker.press()

    assert "placeholder" in checker.field_codes("api_key")
    assert center.site.requests == []


def test_a_value_changed_during_a_check(checker: Checker, center: HelpCenter) -> None:
    """The result of a check says that it is of other values, if a script changed them meanwhile."""
    checker.paste_all(ACCOUNTS["trade"].pasted)
    with held(center) as late:
        checker.click_button()
        assert late.has_come.wait(HELD_SECONDS)
        checker.set_silently("api_key", STRANGER.api_key)
        late.release()
        expect(checker.result).to_have_attribute("data-outcome", "too-powerful")

    expect(checker.result).to_contain_text("This result is for the values you checked before.")
    expect(checker.input("api_key")).to_have_value(STRANGER.api_key)
    expect(checker.press_button).to_be_visible()


def test_a_value_changed_before_python_is_ready(page: Page, center: HelpCenter) -> None:
    """The values in the fields at the press are judged and sent, not later ones."""
    page.goto(center.url + "okx/create-read-only-key/")
    checker = Checker(page)
    expect(checker.root).to_have_attribute("data-python", "idle")

    page.evaluate(
        """([first, later]) => {
          const checker = document.querySelector("key-checker");
          const set = (values) => {
            for (const [name, value] of Object.entries(values)) {
              checker.querySelector(`[data-field=${name}] input`).value = value;
            }
          };
          checker.querySelector("input[name=site][value=global]").checked = true;
          set(first);
          checker.querySelector("[data-part=press]").click();
          set(later);
        }""",
        [asdict(ACCOUNTS["read-only"].pasted), asdict(ACCOUNTS["trade"].pasted)],
    )

    expect(checker.result).to_have_attribute("data-stale", "", timeout=60_000)
    assert checker.outcome() == "read-only"
    assert [body["api_key"] for body in center.site.bodies(ROUTE)] == [
        ACCOUNTS["read-only"].pasted.api_key
    ]


def test_findings_do_not_move_a_pressed_button(checker: Checker) -> None:
    """What a press takes the focus from is inspected after the press, which so meets its button."""
    page = checker.page
    checker.fill({"api_key": STRANGER.api_key, "secret_key": STRANGER.secret_key})
    checker.input("passphrase").press_sequentially("short")
    box = checker.press_button.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 8)
    page.mouse.down()
    page.wait_for_timeout(300)
    assert checker.field_codes("passphrase") == []

    page.mouse.up()

    expect(checker.problem).to_be_visible()
    assert checker.field_codes("passphrase") == ["passphrase-rules"]


# Unusual values


def test_an_unusual_value_is_sent_after_a_second_press(
    checker: Checker, center: HelpCenter
) -> None:
    """The page names the field and what is unusual, and sends nothing before the second button."""
    checker.paste_all(_CUT_KEY)
    checker.press()

    assert center.site.requests == []
    expect(checker.problem.locator("[data-part=summary]")).to_have_text(
        f"{LABELS['api_key']}: {FINDINGS['api-key-shape'].title}"
    )
    assert checker.field_codes("api_key") == ["api-key-shape"]
    confirm = checker.problem.get_by_role("button", name=_SEND)
    confirm.click()

    expect(checker.result).to_have_attribute("data-outcome", "unusable")
    expect(confirm).to_be_hidden()
    assert [body["api_key"] for body in center.site.bodies(ROUTE)] == [_CUT_KEY.api_key]


def test_a_confirmation_holds_for_that_very_value(checker: Checker, center: HelpCenter) -> None:
    """The same value is not asked about again, another one is, and *Clear* forgets both."""
    confirm = checker.problem.get_by_role("button", name=_SEND)
    checker.paste_all(_CUT_KEY)
    checker.press()
    confirm.click()
    expect(checker.result).to_have_attribute("data-outcome", "unusable")
    checker.press()
    assert len(center.site.bodies(ROUTE)) == 2

    checker.paste("api_key", _CUT_KEY.api_key[:-1])
    expect(confirm).to_be_hidden()
    checker.press()
    expect(confirm).to_be_visible()
    assert len(center.site.bodies(ROUTE)) == 2

    checker.clear()
    checker.paste_all(_CUT_KEY)
    checker.press()
    expect(confirm).to_be_visible()
    assert len(center.site.bodies(ROUTE)) == 2


def test_a_value_changed_silently_is_asked_about(checker: Checker, center: HelpCenter) -> None:
    """The second button confirms the value that was shown, not one that a script set meanwhile."""
    checker.paste_all(_CUT_KEY)
    checker.press()
    checker.set_silently("api_key", "another-unusual-key")

    checker.problem.get_by_role("button", name=_SEND).click()

    expect(checker.problem.get_by_role("button", name=_SEND)).to_be_visible()
    assert center.site.requests == []


def test_an_unusual_secret_key_stays_here(checker: Checker, center: HelpCenter) -> None:
    """For the secret key the second button says that it stays here, and so it does."""
    cut = replace(STRANGER, secret_key=STRANGER.secret_key[:-3])
    checker.paste_all(cut)
    checker.press()
    expect(checker.problem.get_by_role("button", name=_SEND)).to_be_hidden()

    checker.problem.get_by_role("button", name=_CHECK).click()

    expect(checker.result).to_have_attribute("data-outcome", "unusable")
    assert len(center.site.bodies(ROUTE)) == 1
    assert cut.secret_key.encode() not in b"\n".join(center.site.requests)


def test_several_unusual_values(checker: Checker, center: HelpCenter) -> None:
    """All unusual values are named and confirmed together; the secret key still stays here."""
    unusual = replace(STRANGER, secret_key=STRANGER.secret_key[:-3], passphrase="sunny1")
    checker.paste_all(unusual)
    checker.press()
    fields = checker.problem.locator("[data-part=summary] li")
    expect(fields).to_contain_text([LABELS["secret_key"], LABELS["passphrase"]])
    expect(checker.problem.get_by_text("Your secret key stays in this browser.")).to_be_visible()

    checker.problem.get_by_role("button", name=_SEND).click()

    expect(checker.result).to_have_attribute("data-outcome", "unusable")
    assert [body["passphrase"] for body in center.site.bodies(ROUTE)] == ["sunny1"]


def test_other_sites_get_a_confirmed_value(checker: Checker, center: HelpCenter) -> None:
    """A confirmed value that no site knows may be tried on the others without asking again."""
    checker.paste_all(_CUT_KEY)
    checker.press()
    checker.problem.get_by_role("button", name=_SEND).click()
    checker.result.locator("[data-part=others]").click()

    expect(checker.result.locator("[data-part=hosts]")).to_contain_text("tr.okx.com")
    assert [body["site"] for body in center.site.bodies(ROUTE)] == [*SITE_NAMES]
