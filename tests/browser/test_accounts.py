"""Every practice account, pasted as a person would, gives its outcome and its findings."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.checker import Checker
from validator.core.facts import SITES
from validator.core.practice import ACCOUNTS, Account

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser

_VECTORS = Path(__file__).parents[1] / "vectors"
_EXPECTED: dict[str, Any] = json.loads((_VECTORS / "accounts.json").read_text())


def _ids_of(center: HelpCenter, link: str) -> set[str]:
    page = center.folder / urlsplit(link).path.lstrip("/") / "index.html"
    return set(re.findall(r'\bid="?([\w-]+)', page.read_text()))


@pytest.mark.parametrize("account", ACCOUNTS.values(), ids=ACCOUNTS)
def test_an_account_gives_its_verdict(
    checker: Checker, center: HelpCenter, account: Account
) -> None:
    """Pasting an account's credentials shows its outcome, its findings, and links that land."""
    checker.choose_site(SITES[account.site].login_host.removeprefix("www."))
    checker.paste_all(account.pasted)

    checker.press()

    expected = _EXPECTED[account.name]["other"]
    assert checker.outcome() == expected["outcome"]
    assert sorted(checker.result_codes()) == sorted(expected["findings"])
    for link in checker.links():
        address, anchor = urldefrag(urljoin(center.url, link))
        assert anchor in _ids_of(center, address)


def test_a_finding_leads_to_its_section(page: Page, center: HelpCenter) -> None:
    """A finding's link opens the section that helps in a new tab, and the form stays as it is."""
    page.goto(center.url + "okx/check-your-key/")
    checker = Checker(page)
    checker.wait_for_python()
    checker.paste_all(ACCOUNTS["wrong-passphrase"].pasted)
    checker.press()

    with page.context.expect_page() as opened:
        checker.result.get_by_role("link", name=re.compile("OKX refused the passphrase")).click()

    section = opened.value.locator("#wrong-passphrase")
    expect(section).to_be_in_viewport()
    expect(checker.input("api_key")).to_have_value(ACCOUNTS["wrong-passphrase"].pasted.api_key)
