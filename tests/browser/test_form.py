"""The form: what is pasted, typed, shown, cleared and copied."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import clipboard
from tests.browser.checker import STRANGER, Checker
from validator.core.facts import FLICKER_ADDRESSES, SITES
from validator.core.findings import FINDINGS, LABELS
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.center import HelpCenter
    from validator.core.findings import Field

pytestmark = pytest.mark.browser

_BLOCK = (
    f'apikey = "{STRANGER.api_key}"\nsecretkey = "{STRANGER.secret_key}"\n'
    'IP = "203.0.113.9"\nAPI key name = "Flicker: home"\nPermissions = "Read/Trade"'
)


def test_a_paste_is_looked_at_at_once(checker: Checker) -> None:
    """A line end, which an input drops, is still found in what was pasted."""
    checker.paste("api_key", f"{STRANGER.api_key}\n")

    expect(checker.root.locator("[data-finding=edge-whitespace]")).to_be_visible()


def test_a_good_paste_shows_nothing(checker: Checker) -> None:
    """Three values in order show no finding, and an untouched field is not called missing."""
    checker.paste("api_key", STRANGER.api_key)
    checker.page.wait_for_timeout(200)

    assert all(checker.field_codes(name) == [] for name in LABELS)


def test_typing_only_clears(checker: Checker) -> None:
    """While typing no finding comes, on leaving it comes, and typing the rest takes it away."""
    secret = checker.input("secret_key")
    secret.press_sequentially(STRANGER.secret_key[:-1])
    checker.page.wait_for_timeout(200)
    assert checker.field_codes("secret_key") == []

    secret.blur()
    expect(checker.root.locator("[data-finding=secret-key-shape]")).to_be_visible()

    secret.press("End")
    secret.press_sequentially(STRANGER.secret_key[-1])
    expect(checker.root.locator("[data-finding=secret-key-shape]")).to_have_count(0)


@pytest.mark.parametrize("name", LABELS)
def test_a_copied_block_fills_the_fields(checker: Checker, name: Field) -> None:
    """A block pasted into any field fills key and secret and shows what it claims."""
    checker.paste(name, _BLOCK)

    expect(checker.input("api_key")).to_have_value(STRANGER.api_key)
    expect(checker.input("secret_key")).to_have_value(STRANGER.secret_key)
    expect(checker.input("passphrase")).to_have_value("")
    claims = checker.root.locator("[data-part=claims] [data-finding]")
    expect(claims).to_have_count(2)
    assert {one.get_attribute("data-finding") for one in claims.all()} == {
        "can-trade",
        "ip-excludes-flicker",
    }


def test_claims_outlive_the_passphrase(checker: Checker) -> None:
    """What a block claims stays while the passphrase is added, and goes with another key."""
    checker.paste("api_key", _BLOCK)
    claims = checker.root.locator("[data-part=claims]")
    expect(claims).to_be_visible()

    checker.paste("passphrase", STRANGER.passphrase)
    checker.page.wait_for_timeout(200)
    expect(claims).to_be_visible()

    checker.paste("api_key", ACCOUNTS["read-only"].pasted.api_key)
    expect(claims).to_be_hidden()


def test_an_autofilled_value_is_looked_at(checker: Checker) -> None:
    """A value that a password manager sets counts as pasted."""
    checker.input("api_key").evaluate(
        "input => { input.value = 'your-api-key'; input.dispatchEvent(new Event('input', "
        "{bubbles: true})); }"
    )

    expect(checker.root.locator("[data-finding=placeholder]")).to_be_visible()


def test_show_and_hide(checker: Checker) -> None:
    """Each field hides its value until *Show* is pressed, which then is called *Hide*.

    The name alone says it: beside a state, a screen reader would say "Hide, pressed".
    """
    for name, label in LABELS.items():
        show, hide = (
            checker.root.get_by_role("button", name=f"{word} {label}", exact=True)
            for word in ("Show", "Hide")
        )
        expect(checker.input(name)).to_have_attribute("type", "password")
        assert show.get_attribute("aria-pressed") is None
        show.click()
        expect(checker.input(name)).to_have_attribute("type", "text")
        assert hide.get_attribute("aria-pressed") is None
        hide.click()
        expect(checker.input(name)).to_have_attribute("type", "password")
        expect(hide).to_be_hidden()


def test_a_press_with_errors_sends_nothing(checker: Checker, center: HelpCenter) -> None:
    """Missing values are named, a summary that leads to them gets the focus, nobody is asked."""
    checker.paste("api_key", STRANGER.api_key)

    checker.press()

    assert checker.outcome() == "none"
    assert checker.field_codes("secret_key") == ["missing-field"]
    assert checker.field_codes("passphrase") == ["missing-field"]
    expect(checker.result.locator("[data-part=headline]")).to_be_focused()
    links = checker.result.locator("[data-part=summary] a")
    assert links.all_inner_texts() == [
        f"{LABELS[name]}: {FINDINGS['missing-field'].title}"
        for name in ("secret_key", "passphrase")
    ]
    address = checker.page.url
    links.last.press("Enter")
    expect(checker.input("passphrase")).to_be_focused()
    expect(checker.input("passphrase")).to_be_in_viewport()
    assert checker.page.url == address
    assert not [one for one in center.site.requests if b"/api/" in one.split(b"\n")[1]]


def test_clear(checker: Checker) -> None:
    """*Clear* empties fields, findings and result."""
    checker.paste_all(replace(ACCOUNTS["trade"].pasted, passphrase="x"))
    checker.press()

    checker.root.get_by_role("button", name="Clear").click()

    assert set(checker.values().values()) == {""}
    expect(checker.result).to_be_hidden()
    expect(checker.root.locator("[data-finding]")).to_have_count(0)


def test_an_edit_takes_the_verdict_away(checker: Checker) -> None:
    """A verdict never stands beside other values than those it was about."""
    checker.paste_all(ACCOUNTS["read-only"].pasted)
    checker.press()

    checker.input("api_key").press("End")
    checker.input("api_key").press_sequentially("0")

    expect(checker.result).to_be_hidden()


def test_a_green_result_goes_on_in_flicker(checker: Checker) -> None:
    """After a green result the cleaned values can be copied, and Flicker is one press away."""
    pasted = ACCOUNTS["read-only"].pasted
    checker.paste("api_key", f'  "{pasted.api_key}"\n')
    checker.paste("secret_key", f"{pasted.secret_key} ")
    checker.paste("passphrase", pasted.passphrase)
    checker.press()

    assert checker.outcome() == "read-only"
    onward = checker.result.get_by_role("link", name=re.compile("Continue in Flicker"))
    expect(onward).to_have_attribute("href", re.compile("^https://"))
    for name, label in LABELS.items():
        checker.result.get_by_role("button", name=f"Copy {label}").click()
        expect(checker.result.get_by_text(f"{label} copied.")).to_be_visible()
        copied = clipboard.read(checker.page)
        assert copied == getattr(pasted, name)


def test_no_other_result_invites_to_flicker(checker: Checker) -> None:
    """Only a green result offers to go on."""
    checker.paste_all(ACCOUNTS["trade"].pasted)
    checker.press()

    expect(checker.result.get_by_role("link", name=re.compile("Continue"))).to_be_hidden()


@pytest.mark.parametrize("choice", ["okx.com", "Not sure"])
def test_other_sites_are_asked_only_on_consent(
    checker: Checker, center: HelpCenter, choice: str
) -> None:
    """A key unknown here is offered to the other sites by name, and found there after a press."""
    checker.choose_site(choice)
    checker.paste_all(ACCOUNTS["us"].pasted)
    checker.press()
    assert checker.outcome() == "unusable"
    assert checker.result_codes() == ["key-not-found"]
    first = [one for one in center.okx.requests if b"account/config" in one]
    assert len(first) == 1
    others = checker.result.locator("[data-part=others]")
    button = others.get_by_role("button")
    for site in (SITES["eea"], SITES["us"], SITES["tr"]):
        expect(others).to_contain_text(site.login_host)
        expect(button).to_contain_text(site.api_host)

    button.click()

    expect(checker.result).to_have_attribute("data-outcome", "read-only")
    asked = [one for one in center.okx.requests if b"account/config" in one]
    hosts = [SITES["global"], SITES["eea"], SITES["us"]]
    assert [host.api_host.encode() in one for host, one in zip(hosts, asked, strict=True)] == [
        True,
        True,
        True,
    ]
    expect(checker.root.get_by_label("app.okx.com", exact=True)).to_be_checked()


def test_a_key_of_no_site(checker: Checker) -> None:
    """A key that no site knows ends with that finding, and nothing more is offered."""
    checker.paste_all(ACCOUNTS["deleted"].pasted)
    checker.press()
    checker.result.locator("[data-part=try-others]").click()
    expect(checker.result.locator("[data-part=hosts]")).to_contain_text(SITES["tr"].api_host)

    assert checker.result_codes() == ["key-not-found"]
    expect(checker.result.locator("[data-part=others]")).to_be_hidden()


@pytest.mark.parametrize(("ahead", "word"), [(3_600, "fast"), (-125, "slow")])
def test_a_wrong_clock_is_corrected(page: Page, center: HelpCenter, ahead: int, word: str) -> None:
    """A device whose clock is off still gets a verdict, and is told."""
    checker = Checker(page)
    page.context.route(
        "**/checker/*/worker.mjs",
        lambda route: route.fulfill(
            response=(original := route.fetch()),
            body=f"const now = Date.now; Date.now = () => now() + {ahead * 1000};\n"
            + original.text(),
        ),
    )
    page.goto(center.url + "okx/check-your-key/")
    checker.wait_for_python()
    checker.paste_all(ACCOUNTS["read-only"].pasted)

    checker.press()

    assert checker.outcome() == "read-only"
    note = checker.result.locator("[data-part=clock]")
    expect(note).to_contain_text(f"{abs(ahead)} seconds {word}", use_inner_text=True)


def test_what_was_pasted_early_is_kept(page: Page, center: HelpCenter) -> None:
    """Values pasted and a press made before Python is there are taken up as soon as it is."""
    page.goto(center.url + "okx/create-read-only-key/")
    checker = Checker(page)
    checker.root.scroll_into_view_if_needed()
    expect(checker.root).to_have_attribute("data-python", "idle")
    assert not [one for one in center.site.requests if b"/runtime/" in one.split(b"\n")[1]]

    checker.paste_all(ACCOUNTS["read-only-bound"].pasted)
    checker.press_button.click()

    expect(checker.result).to_have_attribute("data-outcome", "read-only", timeout=60_000)
    assert checker.result_codes() == ["read-only", "ip-includes-flicker"]


def test_what_was_pasted_early_is_looked_at(page: Page, center: HelpCenter) -> None:
    """A value pasted before Python is there is looked at without a press, as later ones are."""
    page.goto(center.url + "okx/create-read-only-key/")
    checker = Checker(page)
    checker.paste("api_key", f"{STRANGER.api_key} ")
    assert checker.root.get_attribute("data-python") != "ready"

    expect(checker.root.locator("[data-finding=edge-whitespace]")).to_be_visible(timeout=60_000)
    checker.paste("api_key", STRANGER.api_key)
    expect(checker.root.locator("[data-finding=edge-whitespace]")).to_have_count(0)


def test_progress_is_told(page: Page, center: HelpCenter) -> None:
    """While Python loads, a bar of real bytes is shown."""
    page.add_init_script(
        """globalThis.seen = [];
        new MutationObserver(() => {
            const bar = document.querySelector("key-checker progress");
            if (bar && !bar.closest("[hidden]")) seen.push([bar.value, bar.max]);
        }).observe(document, {subtree: true, attributes: true, childList: true});"""
    )
    page.goto(center.url + "okx/check-your-key/")
    Checker(page).wait_for_python()

    seen = page.evaluate("seen")

    assert len({value for value, _ in seen}) > 5
    received, total = seen[-1]
    asked = {path for path in center.site.paths if path.startswith("/runtime/")}
    assert total == sum((center.folder / path[1:]).stat().st_size for path in asked)
    assert received == total


def test_addresses_are_flickers(checker: Checker) -> None:
    """A block bound to Flicker's own addresses raises no claim against it."""
    checker.paste("api_key", _BLOCK.replace("203.0.113.9", ",".join(FLICKER_ADDRESSES)))

    claims = checker.root.locator("[data-part=claims] [data-finding]")
    expect(claims).to_have_count(1)
    expect(claims).to_have_attribute("data-finding", "can-trade")
