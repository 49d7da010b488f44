"""One practice account for each kind of result: the core's tests have the others."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urlsplit

import pytest

from tests.engines.checker import Checker, part
from tests.engines.tab import IS_ON_SCREEN
from validator.core.advice import ADVICE
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from tests.browser.center import HelpCenter
    from tests.engines.tab import Tab

_VECTORS = Path(__file__).parents[1] / "vectors"
_EXPECTED: dict[str, Any] = json.loads((_VECTORS / "accounts.json").read_text())
#: Each outcome; one account has several findings, and one is on another site than the first.
_SHOWN = ("read-only-bound", "eea", "trade-idle", "wrong-passphrase", "wrong-ip", "overloaded")


@pytest.mark.parametrize("name", _SHOWN)
def test_an_account_gives_its_verdict(checker: Checker, center: HelpCenter, name: str) -> None:
    """A pasted account shows its outcome, its cause, and a link to an existing section."""
    account = ACCOUNTS[name]
    checker.choose_site(account.site)
    checker.paste_all(account.pasted)

    checker.press()

    expected = _EXPECTED[account.name]["other"]
    assert checker.outcome() == expected["outcome"]
    assert checker.cause() == expected["findings"][0]
    more = checker.tab.evaluate("(link) => document.querySelector(link).href", part("more"))
    address, anchor = urldefrag(more)
    assert address.startswith(center.url)
    page = center.folder / urlsplit(address).path.lstrip("/") / "index.html"
    assert re.search(rf'\bid="?{anchor}(?![\w-])', page.read_text())


def test_a_finding_leads_to_its_section(tab: Tab, center: HelpCenter) -> None:
    """A result's link opens its section in a new tab, and the form keeps its values."""
    checker = Checker(tab).open(center)
    checker.paste_all(ACCOUNTS["wrong-passphrase"].pasted)
    checker.press()

    assert ADVICE["wrong-passphrase"].headline in checker.text(part("headline"))
    tab.click(part("more"))
    tab.follow_new()

    tab.wait_for(IS_ON_SCREEN, "#wrong-passphrase")
    tab.close_this()
    assert checker.value("api_key") == ACCOUNTS["wrong-passphrase"].pasted.api_key
