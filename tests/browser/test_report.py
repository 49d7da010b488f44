"""The report for support, as a person copies it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

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
    expect(report.get_by_role("link", name="Open support")).to_be_visible()
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
    assert f"  {checker.cause()} {center.url}e/{checker.cause()}" in lines
    assert f"Request id: {asked.value.headers['x-request-id']}" in lines
    script = next((center.folder / "checker").iterdir())
    assert f"Page version: {script.name}" in lines
    assert re.search(r"^Browser: [A-Za-z ]*Chrom[a-z]* \d+$", text, re.MULTILINE)
    assert re.search(r"^Time: \d{4}-\d\d-\d\d \d\d:\d\d UTC$", text, re.MULTILINE)
    assert "unknown" not in text.replace("Outcome: unknown", "").replace("/e/unknown", "")
    for value in (account.pasted.api_key, account.pasted.secret_key, account.pasted.passphrase):
        assert value not in text


def test_format_errors_have_no_report(checker: Checker) -> None:
    """Support is asked about OKX's answers, not about slips in the form."""
    checker.paste("api_key", STRANGER.api_key)
    checker.press()

    expect(checker.problem).to_contain_text("Nothing has been sent.")
    expect(checker.result).to_be_hidden()


def test_a_report_on_practice_is_shown(checker: Checker) -> None:
    """A user who tries it sees the report too, marked as practice."""
    checker.rehearse("can-trade")

    checker.result.get_by_text("Report for support").click()

    expect(checker.result.locator("pre")).to_contain_text("Practice: a made-up key")
    expect(checker.result.locator("pre")).to_contain_text("/e/can-trade")


def test_report_is_open_where_support_is_the_way_on(checker: Checker) -> None:
    """The report is folded, but for what only support can help with, and a second failure."""
    opened = []
    for name in ("read-only", "wrong-secret", "wrong-secret", "read-only", "garbage", "incomplete"):
        checker.paste_all(ACCOUNTS[name].pasted)
        checker.press()
        opened.append(
            checker.result.locator("[data-part=report]").get_attribute("open") is not None
        )

    assert opened == [False, False, True, False, True, True]


def test_support_gets_the_report_by_email(checker: Checker) -> None:
    """A mail to support has the report as its text, and no value."""
    pasted = ACCOUNTS["garbage"].pasted
    checker.paste_all(pasted)
    checker.press()
    address = checker.result.get_by_role("link", name="Contact support").get_attribute("href")

    assert address is not None
    mail = urlsplit(address)
    assert mail.scheme == "mailto"
    assert parse_qs(mail.query)["body"] == [checker.report()]
    assert len(checker.report()) <= 1_500
    for value in (pasted.api_key, pasted.secret_key, pasted.passphrase):
        assert value not in address


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("read-only", "It doesn't expire."),
        ("trade", "OKX deletes it after 14 days without use."),
        ("no-perm", None),
        ("frozen", None),
    ],
)
def test_the_expiry_is_noted(checker: Checker, name: str, note: str | None) -> None:
    """A note says when OKX deletes the key, and nothing where that is not known."""
    checker.paste_all(ACCOUNTS[name].pasted)
    checker.press()

    expiry = [text for text in checker.notes() if "expire" in text or "delete" in text]
    assert expiry == ([note] if note else [])
