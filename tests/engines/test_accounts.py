"""One practice account for each kind of result, pasted as a person would: the core has the rest."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urlsplit

import pytest

from tests.engines.checker import Checker, part
from tests.engines.conftest import CHECKER_PAGE
from tests.engines.tab import IS_ON_SCREEN
from validator.core.facts import SITES
from validator.core.findings import FINDINGS
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from tests.browser.center import HelpCenter
    from tests.engines.tab import Tab

_VECTORS = Path(__file__).parents[1] / "vectors"
_EXPECTED: dict[str, Any] = json.loads((_VECTORS / "accounts.json").read_text())
#: Each outcome, once with several findings, and once with a site other than the first.
_SHOWN = ("read-only-bound", "eea", "trade-idle", "wrong-passphrase", "wrong-ip", "overloaded")


def _ids_of(center: HelpCenter, link: str) -> set[str]:
    page = center.folder / urlsplit(link).path.lstrip("/") / "index.html"
    return set(re.findall(r'\bid="?([\w-]+)', page.read_text()))


@pytest.mark.parametrize("name", _SHOWN)
def test_an_account_gives_its_verdict(checker: Checker, center: HelpCenter, name: str) -> None:
    """Pasting an account's credentials shows its outcome, its findings, and links that land."""
    account = ACCOUNTS[name]
    checker.choose_site(SITES[account.site].login_host.removeprefix("www."))
    checker.paste_all(account.pasted)

    checker.press()

    expected = _EXPECTED[account.name]["other"]
    assert checker.outcome() == expected["outcome"]
    assert sorted(checker.result_codes()) == sorted(expected["findings"])
    for link in checker.links():
        address, anchor = urldefrag(link)
        assert address.startswith(center.url)
        assert anchor in _ids_of(center, address)


def test_a_finding_leads_to_its_section(tab: Tab, center: HelpCenter) -> None:
    """A finding's link opens the section that helps in a new tab, and the form stays as it is."""
    tab.goto(center.url + CHECKER_PAGE)
    checker = Checker(tab)
    checker.wait_for_python()
    checker.paste_all(ACCOUNTS["wrong-passphrase"].pasted)
    checker.press()

    link = f"{part('result')} [data-finding=wrong-passphrase] a"
    assert FINDINGS["wrong-passphrase"].title in checker.text(link)
    tab.click(link)
    tab.follow_new()

    tab.wait_for(IS_ON_SCREEN, "#wrong-passphrase")
    tab.close_this()
    assert checker.value("api_key") == ACCOUNTS["wrong-passphrase"].pasted.api_key
