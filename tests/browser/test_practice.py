"""Practice: every finding can be tried without a key, and nothing is sent."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.checker import Checker
from tests.engines.checker import CHECKER_PAGE, STRANGER
from validator.core.findings import FINDINGS, LABELS
from validator.core.practice import ACCOUNTS
from validator.core.rehearsal import OFFERED, rehearse
from validator.core.report import Page

if TYPE_CHECKING:
    from playwright.sync_api import Page as BrowserPage

    from tests.browser.center import HelpCenter
    from validator.core.verdict import Outcome

pytestmark = pytest.mark.browser

_GUIDE = "okx/create-read-only-key/"
#: The core's tests and `make audit` try all of them.
_ONE_OF_EACH_GROUP = list({row.group: code for code, row in FINDINGS.items()}.values())


def _expect_practice(checker: Checker) -> None:
    """Expect a result that is marked as practice and has no button for a real key."""
    checker.wait_for_result()
    expect(checker.root.get_by_text("Practice: nothing was sent")).to_be_visible()
    expect(checker.result.get_by_role("link", name="Open Flicker")).to_be_hidden()
    expect(checker.result.locator("button[data-copy]:visible")).to_have_count(0)
    expect(checker.result.get_by_role("button", name="Check again", disabled=False)).to_have_count(
        0
    )
    expect(checker.result.locator("[data-part=sent]")).to_be_hidden()
    expect(checker.result.locator("[data-part=others]")).to_be_hidden()


def test_practice_restores_the_chosen_site(checker: Checker) -> None:
    """After practice the user's own choice of a site is restored."""
    chosen = checker.root.locator("input[name=site]:checked")
    checker.choose_site("eea")
    checker.rehearse("read-only")
    checker.wait_for_result()
    expect(chosen).to_have_value("global")

    checker.clear()
    expect(chosen).to_have_value("eea")
    checker.rehearse("read-only")
    checker.wait_for_result()
    checker.edit()
    checker.input("passphrase").fill("Practice-02")
    expect(chosen).to_have_value("eea")


@pytest.mark.parametrize("outcome", OFFERED)
def test_example_shows_its_outcome(checker: Checker, center: HelpCenter, outcome: Outcome) -> None:
    """An example's button shows its outcome, marked as practice, without any request."""
    left: list[str] = []
    checker.page.context.on("request", lambda request: left.append(request.url))

    checker.rehearse(OFFERED[outcome])

    _expect_practice(checker)
    is_ready = outcome == "read-only"
    ready = checker.result.get_by_text("This is what you want to see.")
    expect(ready).to_be_visible(visible=is_ready)
    expect(checker.result.get_by_text("you'd do this:")).to_be_visible(visible=not is_ready)
    assert checker.outcome() == outcome
    assert checker.cause() == OFFERED[outcome]
    account = next(account for account in ACCOUNTS.values() if account.shows == OFFERED[outcome])
    assert checker.values()["api_key"] == account.pasted.api_key
    assert (left, center.site.requests, center.okx.requests) == ([], [], [])


@pytest.mark.parametrize("code", _ONE_OF_EACH_GROUP)
def test_hash_shows_a_finding(checker: Checker, center: HelpCenter, code: str) -> None:
    """The hash `#try=…` shows a finding and matching values, without a request to the API."""
    checker.page.evaluate("code => { location.hash = `#try=${code}`; }", code)

    _expect_practice(checker)
    rehearsal = rehearse(code, Page(help_url="/"), 0)
    assert rehearsal is not None
    verdict = rehearsal.result.verdict
    assert checker.outcome() == verdict.outcome
    if FINDINGS[code].group == "format":
        checker.edit()
        expect(checker.root.locator(f"[data-finding={code}]").first).to_be_visible()
    else:
        expect(checker.headline).to_have_text(verdict.headline)
    for name in LABELS:
        # An input drops line ends.
        lines = getattr(rehearsal.pasted, name).splitlines()
        assert checker.values()[name] == "".join(lines)
    # Material reloads the page on the first change of an address.
    traffic = b"\n".join(center.site.requests)
    assert b"/api/" not in traffic
    assert rehearsal.pasted.api_key.encode() not in traffic
    assert center.okx.requests == []


@pytest.mark.parametrize("path", [CHECKER_PAGE, _GUIDE])
def test_link_shows_its_finding(page: BrowserPage, center: HelpCenter, path: str) -> None:
    """A user who follows a link to a finding sees it once Python has started."""
    page.goto(f"{center.url}{path}#try=wrong-secret")
    checker = Checker(page)

    expect(checker.result).to_have_attribute("data-outcome", "unusable", timeout=60_000)
    _expect_practice(checker)
    assert checker.cause() == "wrong-secret"
    expect(checker.headline).to_be_in_viewport()
    assert not [path for path in center.site.paths if path.startswith("/api/")]


def test_links_to_findings_on_the_same_page(page: BrowserPage, center: HelpCenter) -> None:
    """Links on the checker's own page show their findings, even a second time."""
    checker = Checker(page).open(center)
    for code in ("can-trade", "demo-key", "can-trade"):
        page.evaluate(
            """code => {
                document.querySelector("#test-link")?.remove();
                const link = document.createElement("a");
                link.id = "test-link";
                link.href = `#try=${code}`;
                link.textContent = "Try it";
                document.querySelector("article").prepend(link);
            }""",
            code,
        )

        page.locator("#test-link").click()

        expect(checker.result).to_have_attribute("data-cause", code)
        _expect_practice(checker)


def test_an_unknown_finding_shows_nothing(checker: Checker) -> None:
    """An address with an unknown finding changes nothing."""
    checker.paste("api_key", STRANGER.api_key)
    checker.page.evaluate("location.hash = '#try=no-such-finding'")
    checker.page.wait_for_timeout(200)

    expect(checker.result).to_be_hidden()
    expect(checker.input("api_key")).to_have_value(STRANGER.api_key)


def test_practice_ends_with_another_value(checker: Checker) -> None:
    """Practice ends when the user enters a value, and the next check is a real one."""
    checker.rehearse(OFFERED["read-only"])
    _expect_practice(checker)

    checker.paste_all(ACCOUNTS["wrong-passphrase"].pasted)
    expect(
        checker.result.get_by_text("This result is for the values you checked before.")
    ).to_be_visible()
    checker.press()

    expect(checker.root.get_by_text("Practice: nothing was sent")).to_be_hidden()
    assert not checker.result.get_by_text("With your own key").filter(visible=True).count()
    assert checker.cause() == "wrong-passphrase"


def test_hash_keeps_entered_values(page: BrowserPage, center: HelpCenter) -> None:
    """A hash does not replace values that the user entered; an example's button does."""
    pasted = ACCOUNTS["wrong-passphrase"].pasted
    checker = Checker(page).open(center)
    checker.paste_all(pasted)
    page.evaluate("location.hash = '#try=can-trade'")
    checker.press()

    assert checker.cause() == "wrong-passphrase"
    assert checker.values() == asdict(pasted)
    checker.rehearse("can-trade")
    assert checker.input("api_key").input_value() != pasted.api_key
