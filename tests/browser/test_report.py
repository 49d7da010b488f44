"""The report for support, as a person copies it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import clipboard
from tests.engines.checker import STRANGER
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from tests.browser.center import HelpCenter
    from tests.browser.checker import Checker

pytestmark = pytest.mark.browser


def _copy(checker: Checker) -> str:
    """Copy the report, and return it if it is what was shown before."""
    report = checker.result.locator("[data-part=report]")
    if not report.locator("pre").is_visible():
        report.locator("summary").click()
    shown = report.locator("pre").inner_text()
    report.get_by_role("button", name="Copy report").click()
    expect(report.get_by_text("Report copied.")).to_be_visible()
    assert clipboard.read(checker.page) == shown
    return shown


@pytest.mark.parametrize("name", ["read-only", "trade", "wrong-passphrase", "overloaded"])
def test_a_report_is_copied(checker: Checker, center: HelpCenter, name: str) -> None:
    """After each outcome the report has its findings with links, and the request's id."""
    account = ACCOUNTS[name]
    checker.paste_all(account.pasted)
    with checker.page.expect_response("**/api/okx/permissions") as asked:
        checker.press()

    text = _copy(checker)

    lines = text.splitlines()
    assert f"Outcome: {checker.outcome()}" in lines
    for code in checker.result_codes():
        assert f"  {code} {center.url}e/{code}" in lines
    assert f"Request id: {asked.value.headers['x-request-id']}" in lines
    script = next((center.folder / "checker").iterdir())
    assert f"Page version: {script.name}" in lines
    assert re.search(r"^Browser: [A-Za-z ]*Chrom[a-z]* \d+$", text, re.MULTILINE)
    assert re.search(r"^Time: \d{4}-\d\d-\d\d \d\d:\d\d UTC$", text, re.MULTILINE)
    assert "unknown" not in text.replace("Outcome: unknown", "").replace("/e/unknown", "")
    for value in (account.pasted.api_key, account.pasted.secret_key, account.pasted.passphrase):
        assert value not in text


def test_a_report_on_format_errors(checker: Checker) -> None:
    """Also where nothing was sent there is a report, with the codes below the fields."""
    checker.paste("api_key", STRANGER.api_key)
    checker.press()

    text = _copy(checker)

    assert "Outcome: not asked" in text
    assert "/e/missing-field" in text
    assert "Request id: none" in text
    assert "Practice" not in text


def test_a_report_on_practice_is_shown(checker: Checker) -> None:
    """Who tries it sees the report too, marked as practice."""
    checker.rehearse("can-trade")

    checker.result.get_by_text("Report for support").click()

    expect(checker.result.locator("pre")).to_contain_text("Practice: a made-up key")
    expect(checker.result.locator("pre")).to_contain_text("/e/can-trade")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("read-only", "It doesn't expire."),
        ("trade", "It's deleted after 14 days without use."),
        ("no-perm", None),
        ("frozen", None),
    ],
)
def test_the_expiry_is_told(checker: Checker, name: str, text: str | None) -> None:
    """The result tells when OKX deletes the key, and nothing where that is not known."""
    checker.paste_all(ACCOUNTS[name].pasted)
    checker.press()

    expiry = checker.result.locator("[data-part=expiry]")
    if text is None:
        expect(expiry).to_be_hidden()
    else:
        expect(expiry).to_contain_text(text)
