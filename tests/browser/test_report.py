"""The report for support."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser import clipboard
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from tests.browser.center import HelpCenter
    from tests.browser.checker import Checker

pytestmark = pytest.mark.browser


def _copy(checker: Checker) -> str:
    """Copy the report, check that it is the text shown, and return it."""
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
    """After each outcome, the copied report has the findings with links, and the request's id."""
    account = ACCOUNTS[name]
    checker.paste_all(account.pasted)
    with checker.page.expect_response("**/api/okx/permissions") as response:
        checker.press()

    text = _copy(checker)

    lines = text.splitlines()
    assert f"Outcome: {checker.outcome()}" in lines
    assert f"  {checker.cause()} {center.url}e/{checker.cause()}" in lines
    assert f"Request id: {response.value.headers['x-request-id']}" in lines
    script = next((center.folder / "checker").iterdir())
    assert f"Page version: {script.name}" in lines
    assert re.search(r"^Browser: [A-Za-z ]*Chrom[a-z]* \d+$", text, re.MULTILINE)
    assert re.search(r"^Time: \d{4}-\d\d-\d\d \d\d:\d\d UTC$", text, re.MULTILINE)
    assert "unknown" not in text.replace("Outcome: unknown", "").replace("/e/unknown", "")
    assert not [value for value in asdict(account.pasted).values() if value in text]


def test_report_unfolds_if_support_is_needed(checker: Checker) -> None:
    """The report is unfolded after a second failure, and if only support can help."""
    opened = []
    for name in ("read-only", "wrong-secret", "wrong-secret", "read-only", "garbage", "incomplete"):
        checker.paste_all(ACCOUNTS[name].pasted)
        checker.press()
        opened.append(
            checker.result.locator("[data-part=report]").get_attribute("open") is not None
        )

    assert opened == [False, False, True, False, True, True]


def test_support_gets_the_report_by_email(checker: Checker) -> None:
    """An email to support has the report as its text, and contains none of the three values."""
    pasted = ACCOUNTS["garbage"].pasted
    checker.paste_all(pasted)
    checker.press()
    address = checker.result.get_by_role("link", name="Contact support").get_attribute("href")

    assert address is not None
    mail = urlsplit(address)
    assert mail.scheme == "mailto"
    assert parse_qs(mail.query)["body"] == [checker.report()]
    assert len(checker.report()) <= 1_500
    assert not [value for value in asdict(pasted).values() if value in address]
