"""The requests of a whole check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.browser.canary import Traces, accounts
from tests.browser.held import ROUTE
from tests.engines.checker import CHECKER_PAGE, Checker
from validator import fake_okx

if TYPE_CHECKING:
    from tests.browser.center import HelpCenter
    from tests.engines.outside import Outside
    from tests.engines.tab import Tab

#: An account with generated credentials: each half of one is a trace.
_ACCOUNTS: Final = accounts(1)
(_PASTED,) = (account.pasted for account in _ACCOUNTS.values())
#: Hosts that Firefox contacts on any page, and Chromium for any form.
_BROWSERS_OWN: Final = (b"mozilla.", b"firefox.", b"content-autofill.googleapis.com")
_STORED: Final = """async () => JSON.stringify([
  { ...localStorage }, { ...sessionStorage }, document.cookie, history.state,
  location.href, document.title, await indexedDB.databases(), await caches.keys(),
])"""


def _asked(outside: Outside) -> list[bytes]:
    """Return the first line of each request that a page sent beyond loopback."""
    lines = [record.split(b"\r\n")[0] for record in outside.received]
    return [line for line in lines if not any(own in line for own in _BROWSERS_OWN)]


def test_a_whole_check(
    tab: Tab, center: HelpCenter, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is sent before the press, and five fields after it, but never the secret key."""
    monkeypatch.setattr(fake_okx, "ACCOUNTS", _ACCOUNTS)
    outside.received.clear()
    checker = Checker(tab).open(center)
    checker.paste_all(_PASTED)
    checker.tab.press("Tab")
    checker.settle()
    assert not [path for path in center.site.paths if path.startswith("/api/")]
    assert not Traces([_PASTED]).are_in(b"\n".join(center.site.requests))

    checker.press()
    assert checker.outcome() == "read-only"
    stored = tab.evaluate(_STORED)
    checker.clear()
    tab.click("nav a[href$='privacy/']")
    tab.wait_for("() => document.querySelector('h1')?.innerText.includes('Privacy')")
    stored += tab.evaluate(_STORED)
    tab.back()
    tab.wait_for("() => document.querySelector('h1')?.innerText.includes('Check your OKX API key')")
    stored += tab.evaluate(_STORED)

    traffic = b"\n".join([*center.site.requests, *center.okx.requests, *outside.received])
    assert not Traces([_PASTED], ("secret_key",)).are_in(traffic)
    assert Traces([_PASTED], ("api_key",)).are_in(traffic)
    assert _asked(outside) == []
    assert [set(body) for body in center.site.bodies(ROUTE)] == [
        {"site", "api_key", "passphrase", "timestamp", "signature"}
    ]
    assert not Traces([_PASTED]).are_in(stored.encode())


@pytest.mark.parametrize(
    "path", ["", "okx/create-read-only-key/", CHECKER_PAGE, "okx/troubleshooting/"]
)
def test_a_page_asks_no_third_party(
    tab: Tab, center: HelpCenter, outside: Outside, path: str
) -> None:
    """Every request of a page goes to the site's own origin."""
    outside.received.clear()

    tab.goto(center.url + path)

    loaded = tab.evaluate(
        "() => performance.getEntriesByType('resource').map((entry) => entry.name)"
    )
    assert loaded
    assert [address for address in loaded if not address.startswith(center.url)] == []
    assert _asked(outside) == []
