"""The form: pasting, typing, showing, clearing and copying values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from tests.browser.held import held
from tests.engines.checker import STRANGER, Checker, part, pasted
from tests.engines.tab import IS_ON_SCREEN
from validator.core.facts import FLICKER_ADDRESSES, SITES
from validator.core.findings import LABELS
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from tests.browser.center import HelpCenter
    from tests.engines.tab import Tab
    from validator.core.findings import Field

_BLOCK: Final = (
    f'apikey = "{STRANGER.api_key}"\nsecretkey = "{STRANGER.secret_key}"\n'
    'IP = "203.0.113.9"\nAPI key name = "Flicker: home"\nPermissions = "Read/Trade"'
)
_SHAPE: Final = "secret-key-shape"
_FOCUSED: Final = "() => document.activeElement.dataset.part"
#: Returns the type of a field's input, and the name and state of its button.
_REVEAL: Final = """(name) => {
  const field = document.querySelector(`key-checker [data-field=${name}]`);
  const button = field.querySelector("[data-part=reveal]");
  const text = button.innerText.replace(/\\s+/g, " ").trim();
  return [field.querySelector("input").type, text, button.ariaPressed];
}"""


def test_a_pasted_line_end_is_found(checker: Checker) -> None:
    """A line end in a paste, which the input drops, is still found."""
    checker.paste("api_key", f"{STRANGER.api_key}\n")

    checker.wait_for_finding("edge-whitespace")


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        (
            "api_key",
            f"\u200b{STRANGER.api_key[:9]}\u200b{STRANGER.api_key[9:]}",
            "hidden-characters",
        ),
        ("secret_key", STRANGER.api_key, "fields-swapped"),
        ("api_key", "your-api-key", "placeholder"),
        ("secret_key", f'"{STRANGER.secret_key}"', "quoted-value"),
        ("passphrase", "Sonnig-süß7", "passphrase-not-sendable"),
    ],
)
def test_the_format_is_checked_live(checker: Checker, name: Field, text: str, code: str) -> None:
    """An error in a pasted value appears below its field before any press."""
    checker.paste(name, text)

    checker.wait_shown(f"key-checker [data-field={name}] [data-finding={code}]")


def test_a_good_paste_shows_nothing(checker: Checker) -> None:
    """A good value shows no finding, and neither does an untouched field."""
    checker.paste("api_key", STRANGER.api_key)
    checker.settle()

    assert [checker.field_codes(name) for name in LABELS] == [[], [], []]


def test_typing_only_removes_findings(checker: Checker) -> None:
    """A finding appears when the user leaves a field, and disappears while the user types."""
    checker.paste("secret_key", STRANGER.secret_key[:-2])
    checker.wait_for_finding(_SHAPE)
    checker.clear()
    checker.tab.click(checker.selector("secret_key"))
    checker.tab.type(STRANGER.secret_key[:-1])
    checker.settle()
    assert checker.field_codes("secret_key") == []

    checker.tab.press("Tab")
    checker.wait_for_finding(_SHAPE)

    checker.tab.click(checker.selector("secret_key"))
    checker.tab.press("End")
    checker.tab.type(STRANGER.secret_key[-1])
    checker.wait_hidden(f"key-checker [data-finding={_SHAPE}]")


@pytest.mark.parametrize("name", LABELS)
def test_a_copied_block_fills_the_fields(checker: Checker, name: Field) -> None:
    """A block pasted into any field fills in the key and the secret, and shows its claims."""
    checker.paste(name, _BLOCK)
    checker.settle()

    assert checker.values() == {
        "api_key": STRANGER.api_key,
        "secret_key": STRANGER.secret_key,
        "passphrase": "",
    }
    assert set(checker.claims()) == {"can-trade", "ip-excludes-flicker"}


def test_claims_outlive_the_passphrase(checker: Checker) -> None:
    """A block's claims stay when the passphrase is added, and disappear with another key."""
    checker.paste("api_key", _BLOCK)
    checker.wait_shown(part("claims"))

    checker.paste("passphrase", STRANGER.passphrase)
    checker.settle()
    assert checker.is_shown(part("claims"))

    checker.paste("api_key", ACCOUNTS["read-only"].pasted.api_key)
    checker.wait_hidden(part("claims"))


def test_flickers_addresses_are_no_claim(checker: Checker) -> None:
    """A block with Flicker's addresses makes no claim about them."""
    checker.paste("api_key", _BLOCK.replace("203.0.113.9", ",".join(FLICKER_ADDRESSES)))
    checker.settle()

    assert checker.claims() == ["can-trade"]


def test_an_autofilled_value_is_checked_live(checker: Checker) -> None:
    """A value from a password manager counts as pasted."""
    checker.fill({"api_key": "your-api-key"})

    checker.wait_for_finding("placeholder")


def test_show_and_hide(checker: Checker) -> None:
    """*Show* shows a value, and is then called *Hide*, without a state to announce."""
    for name, label in LABELS.items():
        button = f"key-checker [data-field={name}] [data-part=reveal]"
        for word, kind in (("Show", "password"), ("Hide", "text"), ("Show", "password")):
            assert checker.tab.evaluate(_REVEAL, name) == [kind, f"{word} {label}", None]
            checker.tab.click(button)
        checker.tab.click(button)


def test_by_keyboard_alone(checker: Checker) -> None:
    """Tab leads from field to field, and Enter checks the key."""
    account = ACCOUNTS["trade"]
    checker.tab.focus(checker.selector("api_key"))
    for name in LABELS:
        checker.tab.type(getattr(account.pasted, name))
        if name != "passphrase":
            checker.tab.press("Tab")  # its button *Show*
            checker.tab.press("Tab")
    checker.tab.press("Enter")

    checker.wait_for_outcome("too-powerful")
    assert checker.tab.evaluate(_FOCUSED) == "headline"


def test_a_press_with_errors_sends_nothing(checker: Checker, center: HelpCenter) -> None:
    """Missing values are listed in a focused summary with links, and nothing is sent."""
    checker.paste("api_key", STRANGER.api_key)

    checker.press()

    assert not checker.is_shown(part("result"))
    assert checker.field_codes("secret_key") == ["missing-field"]
    assert checker.field_codes("passphrase") == ["missing-field"]
    assert checker.tab.evaluate(_FOCUSED) == "problem"
    assert checker.text(part("summary")).split("\n")[:2] == [
        "Secret key: Enter your secret key",
        "Passphrase: Enter your passphrase",
    ]
    address = checker.tab.evaluate("() => location.href")
    checker.tab.focus(f"{part('summary')} li:last-child a")
    checker.tab.press("Enter")
    checker.tab.wait_for(
        "(selector) => document.activeElement === document.querySelector(selector)",
        checker.selector("passphrase"),
    )
    checker.tab.wait_for(IS_ON_SCREEN, checker.selector("passphrase"))
    assert checker.tab.evaluate("() => location.href") == address
    assert not [path for path in center.site.paths if path.startswith("/api/")]


def test_clear(checker: Checker) -> None:
    """*Clear* empties fields, findings and result."""
    checker.paste_all(replace(ACCOUNTS["trade"].pasted, passphrase="x"))
    checker.press()

    checker.clear()

    assert set(checker.values().values()) == {""}
    assert not checker.is_shown(part("result"))
    assert not checker.is_shown("key-checker [data-finding]")


def test_another_site_dims_the_result(checker: Checker) -> None:
    """A result says that it is for other values once another site is chosen."""
    checker.paste_all(ACCOUNTS["read-only"].pasted)
    checker.press()

    checker.choose_site("tr")

    checker.wait_shown(part("stale"))


def test_a_green_result_leads_to_flicker(checker: Checker) -> None:
    """A green result offers a link to Flicker, and copies the repaired values."""
    expected = ACCOUNTS["read-only"].pasted
    checker.paste("api_key", f'  "{expected.api_key}"\n')
    checker.paste("secret_key", f"{expected.secret_key} ")
    checker.paste("passphrase", expected.passphrase)
    checker.press()

    assert checker.outcome() == "read-only"
    assert checker.is_shown(f"{part('continue')}[href^='https://']")
    for name, label in LABELS.items():
        button = f"{part('result')} [data-copy={name}]"
        checker.tab.click(button)
        checker.tab.wait_for(
            "([selector, text]) => document.querySelector(selector).innerText.includes(text)",
            [button, f"{label} copied"],
        )
        assert pasted(checker.tab) == getattr(expected, name)


def test_only_a_green_result_leads_to_flicker(checker: Checker) -> None:
    """A result that is not green offers no link to Flicker."""
    checker.paste_all(ACCOUNTS["trade"].pasted)
    checker.press()

    assert not checker.is_shown(part("continue"))


def test_other_sites_are_asked_only_on_consent(checker: Checker, center: HelpCenter) -> None:
    """An unknown key is looked up on the other sites, which are named, only after a press."""
    checker.paste_all(ACCOUNTS["us"].pasted)
    checker.press()
    assert (checker.outcome(), checker.cause()) == ("unusable", "key-not-found")
    assert center.okx.paths.count("/api/v5/account/config") == 1
    for site in (SITES["eea"], SITES["us"], SITES["tr"]):
        assert site.login_host in checker.text(part("explanation"))

    checker.tab.click(part("act"))

    checker.wait_for_outcome("read-only")
    asked = [request for request in center.okx.requests if b"account/config" in request]
    hosts = [SITES[name].api_host.encode() for name in ("global", "eea", "us")]
    assert [host in request for host, request in zip(hosts, asked, strict=True)] == [True] * 3
    assert checker.chosen_site() == "us"


def test_a_value_pasted_early_is_checked(tab: Tab, center: HelpCenter) -> None:
    """A value pasted before Python is ready is checked without a press."""
    with held(center, center.path_of("pyodide.mjs")) as late:
        tab.goto(center.url + "okx/create-read-only-key/")
        checker = Checker(tab)
        checker.paste("api_key", f"{STRANGER.api_key} ")
        checker.wait_for_state("starting")
        late.release()

    checker.wait_for_finding("edge-whitespace")
    checker.paste("api_key", STRANGER.api_key)
    checker.wait_hidden("key-checker [data-finding=edge-whitespace]")
