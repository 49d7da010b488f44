"""The form: what is pasted, typed, shown, cleared and copied."""

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


#: What a button is called, to who sees it and to who does not, and whether it says a state too.
_CALLED: Final = """(selector) => {
  const button = document.querySelector(selector);
  return [button.innerText.replace(/\\s+/g, " ").trim(), button.ariaPressed];
}"""


def _type_of(checker: Checker, name: Field) -> str:
    function = "(selector) => document.querySelector(selector).type"
    return str(checker.tab.evaluate(function, checker.selector(name)))


def test_a_paste_is_looked_at_at_once(checker: Checker) -> None:
    """A line end, which an input drops, is still found in what was pasted."""
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
def test_the_format_is_looked_at_live(checker: Checker, name: Field, text: str, code: str) -> None:
    """An error in a pasted value appears below its field before any press."""
    checker.paste(name, text)

    checker.wait_shown(f"key-checker [data-field={name}] [data-finding={code}]")


def test_a_good_paste_shows_nothing(checker: Checker) -> None:
    """Three values in order show no finding, and an untouched field is not called missing."""
    checker.paste("api_key", STRANGER.api_key)
    checker.settle()

    assert [checker.field_codes(name) for name in LABELS] == [[], [], []]


def test_typing_only_clears(checker: Checker) -> None:
    """While typing no finding comes, on leaving it comes, and typing the rest takes it away."""
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
    """A block pasted into any field fills key and secret and shows what it claims."""
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


def test_addresses_are_flickers(checker: Checker) -> None:
    """A block bound to Flicker's own addresses raises no claim against it."""
    checker.paste("api_key", _BLOCK.replace("203.0.113.9", ",".join(FLICKER_ADDRESSES)))
    checker.settle()

    assert checker.claims() == ["can-trade"]


def test_an_autofilled_value_is_looked_at(checker: Checker) -> None:
    """A value that a password manager sets counts as pasted."""
    checker.tab.evaluate(
        """(selector) => {
          const input = document.querySelector(selector);
          input.value = "your-api-key";
          input.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        checker.selector("api_key"),
    )

    checker.wait_for_finding("placeholder")


def test_show_and_hide(checker: Checker) -> None:
    """Each field hides its value until *Show* is pressed, which then is called *Hide*.

    The name alone says it: beside a state, a screen reader would say "Hide, pressed".
    """
    for name, label in LABELS.items():
        button = f"key-checker [data-field={name}] [data-part=reveal]"
        for word, kind in (("Show", "password"), ("Hide", "text"), ("Show", "password")):
            assert _type_of(checker, name) == kind
            assert checker.tab.evaluate(_CALLED, button) == [f"{word} {label}", None]
            checker.tab.click(button)
        checker.tab.click(button)


def test_by_keyboard_alone(checker: Checker) -> None:
    """From the first field on, Tab reaches all that follows, and Enter checks."""
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
    """Missing values are named, a summary that leads to them gets the focus; nothing is sent."""
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
    assert checker.codes() == []


def test_an_edit_dims_the_result(checker: Checker) -> None:
    """A result beside other values than those it was about says so."""
    checker.paste_all(ACCOUNTS["read-only"].pasted)
    checker.press()

    checker.edit()
    checker.tab.click(checker.selector("api_key"))
    checker.tab.press("End")
    checker.tab.type("0")

    checker.wait_shown(part("stale"))


def test_another_site_dims_the_result(checker: Checker) -> None:
    """A result says that it is of before as soon as another OKX site is chosen."""
    checker.paste_all(ACCOUNTS["read-only"].pasted)
    checker.press()

    checker.choose_site("tr")

    checker.wait_shown(part("stale"))


def test_a_green_result_goes_on_in_flicker(checker: Checker) -> None:
    """After a green result the cleaned values can be copied, and Flicker is one press away."""
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


def test_no_other_result_invites_to_flicker(checker: Checker) -> None:
    """Only a green result offers to go on."""
    checker.paste_all(ACCOUNTS["trade"].pasted)
    checker.press()

    assert not checker.is_shown(part("continue"))


def test_other_sites_are_asked_only_on_consent(checker: Checker, center: HelpCenter) -> None:
    """A key unknown here is offered to the other sites by name, and found there after a press."""
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


def test_a_key_of_no_site(checker: Checker) -> None:
    """A key that no site knows ends with that finding, and nothing more is offered."""
    checker.choose_site("all")
    checker.paste_all(ACCOUNTS["deleted"].pasted)
    checker.press()

    assert checker.cause() == "key-not-found"
    assert SITES["tr"].api_host in checker.text(part("sent"))
    assert not checker.is_shown(part("others"))


def test_what_was_pasted_early_is_looked_at(tab: Tab, center: HelpCenter) -> None:
    """A value pasted before Python is there is looked at without a press, as later ones are."""
    with held(center, center.path_of("pyodide.mjs")) as late:
        tab.goto(center.url + "okx/create-read-only-key/")
        checker = Checker(tab)
        checker.paste("api_key", f"{STRANGER.api_key} ")
        checker.wait_for_state("starting")
        late.release()

    checker.wait_for_finding("edge-whitespace")
    checker.paste("api_key", STRANGER.api_key)
    checker.wait_hidden("key-checker [data-finding=edge-whitespace]")
