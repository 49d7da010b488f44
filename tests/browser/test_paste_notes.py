"""The notes on a paste, and the user's decisions about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser import clipboard
from tests.browser.held import ROUTE
from tests.engines.checker import STRANGER
from validator.core.credentials import Credentials
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from playwright.sync_api import ViewportSize

    from tests.browser.center import HelpCenter
    from tests.browser.checker import Checker
    from validator.core.findings import Field

pytestmark = pytest.mark.browser

_BLOCK: Final = f'apikey = "{STRANGER.api_key}"\nsecretkey = "{STRANGER.secret_key}"'
_PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
#: What a phone's keyboard leaves of its screen.
_ABOVE_KEYBOARD: Final[ViewportSize] = {"width": 390, "height": 450}
_READ_ONLY: Final = ACCOUNTS["read-only"].pasted
_TRADE: Final = ACCOUNTS["trade"].pasted


def _section(name: str, credentials: Credentials) -> str:
    return (
        f"[{name}]\nOKX_API_KEY={credentials.api_key}\nOKX_SECRET={credentials.secret_key}\n"
        f"OKX_PASSPHRASE={credentials.passphrase}\n"
    )


def _sent(center: HelpCenter, name: Field) -> list[str]:
    """Return the value of a field in each check."""
    return [body[name] for body in center.site.bodies(ROUTE)]


def _expect_note(checker: Checker, name: Field, code: str, *words: str) -> None:
    """Expect a field to have only this finding."""
    note = checker.root.locator(f"[data-field={name}] [data-finding]")
    expect(note).to_have_count(1)
    expect(note).to_have_attribute("data-finding", code)
    for word in words:
        expect(note).to_contain_text(word)


def test_found_values_are_named(checker: Checker) -> None:
    """OKX's copied text is split up, and the focus moves to the missing value, even on a phone."""
    desktop = checker.page.viewport_size
    checker.page.set_viewport_size(_ABOVE_KEYBOARD)
    found = checker.root.locator("[data-part=found]")
    checker.paste("api_key", _BLOCK)

    expect(found).to_have_text(
        "API key and secret key found. OKX never copies the passphrase: enter it."
    )
    expect(checker.input("passphrase")).to_be_focused()
    expect(checker.input("passphrase")).to_be_in_viewport(ratio=1)
    header = checker.page.locator(".md-header").bounding_box()
    shown = found.bounding_box()
    assert header
    assert shown
    assert shown["y"] >= header["height"]
    checker.page.keyboard.insert_text(STRANGER.passphrase)
    checker.page.keyboard.press("Tab")
    expect(found).to_have_text("")
    assert desktop
    checker.page.set_viewport_size(desktop)


def test_findings_come_into_view(checker: Checker) -> None:
    """The finding about a pasted value is in view, even at the bottom of a phone's screen."""
    desktop = checker.page.viewport_size
    checker.page.set_viewport_size(_PHONE)
    checker.paste("passphrase", f"({STRANGER.passphrase})")

    expect(checker.root.locator("[data-field=passphrase] [data-finding]")).to_be_in_viewport(
        ratio=1
    )
    expect(checker.root.get_by_role("button", name="Remove the marks")).to_be_in_viewport(ratio=1)
    assert desktop
    checker.page.set_viewport_size(desktop)


def test_all_three_values_are_found(checker: Checker) -> None:
    """If no value is missing, the focus moves to the button."""
    checker.paste("secret_key", _section("okx", _READ_ONLY))

    expect(checker.root.locator("[data-part=found]")).to_have_text(
        "API key, secret key and passphrase found."
    )
    expect(checker.press_button).to_be_focused()
    checker.page.keyboard.press("Enter")
    expect(checker.result).to_have_attribute("data-outcome", "read-only")


def test_one_of_several_keys_is_chosen(checker: Checker, center: HelpCenter) -> None:
    """Of two keys in a text, named by label and last characters, the chosen one is checked."""
    checker.paste("api_key", _section("first", _READ_ONLY) + _section("second", _TRADE))
    choices = checker.root.locator("[data-part=choices]")
    expect(choices).to_be_visible()
    buttons = choices.get_by_role("button")
    expect(buttons).to_have_count(2)
    for button, name, credentials in zip(
        buttons.all(), ("first", "second"), (_READ_ONLY, _TRADE), strict=True
    ):
        expect(button).to_contain_text(name)
        expect(button).to_contain_text(credentials.api_key[-4:])
        expect(button).not_to_contain_text(credentials.api_key[-5:])
    expect(buttons.first).to_be_focused()
    checker.press()
    assert center.site.requests == []
    expect(checker.root.locator("[data-part=summary] a")).to_have_text(
        ["API key: This text contains more than one OKX key"]
    )

    buttons.last.click()

    expect(choices).to_be_hidden()
    expect(checker.input("passphrase")).to_have_value(_TRADE.passphrase)
    expect(checker.press_button).to_be_focused()
    checker.press()
    assert checker.outcome() == "too-powerful"
    assert _sent(center, "api_key") == [_TRADE.api_key]


def test_a_repaired_key_is_sent_and_copied(checker: Checker, center: HelpCenter) -> None:
    """A damaged key has a note, and its repaired form is sent and copied."""
    checker.paste_all(_READ_ONLY)
    checker.paste("api_key", f"API key: {_READ_ONLY.api_key.upper().replace('-', '–')}")
    _expect_note(checker, "api_key", "repaired-value", "dashes", "capital letters")

    checker.press()

    assert checker.outcome() == "read-only"
    assert _sent(center, "api_key") == [_READ_ONLY.api_key]
    checker.result.get_by_role("button", name="Copy API key").click()
    expect(checker.result.get_by_role("button", name="API key copied")).to_be_visible()
    assert clipboard.read(checker.page) == _READ_ONLY.api_key


def test_a_repair_is_undone(checker: Checker, center: HelpCenter) -> None:
    """After *Undo* the value is kept as it is, and another value is repaired again."""
    undo = checker.root.get_by_role("button", name="Undo")
    checker.paste_all(_READ_ONLY)
    checker.paste("api_key", _READ_ONLY.api_key.upper())
    _expect_note(checker, "api_key", "repaired-value")

    undo.focus()
    checker.page.keyboard.press("Enter")

    expect(undo).to_be_hidden()
    expect(checker.input("api_key")).to_be_focused()
    _expect_note(checker, "api_key", "api-key-shape")
    checker.press()
    assert center.site.requests == []
    checker.problem.get_by_role("button", name="Send it to OKX anyway").click()
    expect(checker.result).to_have_attribute("data-outcome", "unusable")
    assert _sent(center, "api_key") == [_READ_ONLY.api_key.upper()]

    checker.paste("api_key", f"{_READ_ONLY.api_key.upper()};")
    _expect_note(checker, "api_key", "repaired-value")


@pytest.mark.parametrize("decision", ["Remove", "Keep"])
def test_a_wrapped_passphrase(checker: Checker, center: HelpCenter, decision: str) -> None:
    """The user decides whether quotes around a passphrase are sent."""
    wrapped = f'"{_READ_ONLY.passphrase}"'
    checker.paste_all(_READ_ONLY)
    checker.paste("passphrase", wrapped)
    _expect_note(checker, "passphrase", "passphrase-wrapped")
    checker.press()
    assert center.site.requests == []

    button = checker.root.get_by_role("button", name=f"{decision} the marks around Passphrase")
    button.click()

    expect(button).to_be_hidden()
    kept = wrapped if decision == "Keep" else _READ_ONLY.passphrase
    expect(checker.input("passphrase")).to_have_value(kept)
    checker.press()
    assert _sent(center, "passphrase") == [kept]


def test_an_unusual_character_is_named(checker: Checker, center: HelpCenter) -> None:
    """A character that OKX does not use is named with its position, and nothing is sent."""
    checker.paste_all(
        Credentials(STRANGER.api_key.replace("e", "\u0435"), STRANGER.secret_key, "Sunn\u0443-day7")
    )

    _expect_note(checker, "api_key", "look-alike-characters", "Character 4 is “е”")
    _expect_note(checker, "passphrase", "passphrase-not-sendable", "Character 5 is “у”")
    checker.press()
    assert checker.outcome() is None
    assert center.site.requests == []
