"""What leaves the browser in a whole check, and what never does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest

from tests.browser.disguises import disguises
from tests.engines.checker import Checker
from tests.engines.conftest import CHECKER_PAGE
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from tests.browser.center import HelpCenter
    from tests.engines.outside import Outside
    from tests.engines.tab import Tab

_PASTED: Final = ACCOUNTS["read-only"].pasted
_VALUES: Final = (_PASTED.api_key, _PASTED.secret_key, _PASTED.passphrase)
_ROUTE: Final = "/api/okx/permissions"
#: Whom Firefox asks by itself whatever the page, and Chromium about any form it sees.
_BROWSERS_OWN: Final = (b"mozilla.", b"firefox.", b"content-autofill.googleapis.com")
_STORED: Final = """async () => JSON.stringify([
  { ...localStorage }, { ...sessionStorage }, document.cookie, history.state,
  location.href, document.title, await indexedDB.databases(), await caches.keys(),
])"""


def test_a_whole_check(tab: Tab, center: HelpCenter, outside: Outside) -> None:
    """Before the press nothing is sent; then five fields are, and never the secret key."""
    tab.goto(center.url + CHECKER_PAGE)
    checker = Checker(tab)
    checker.wait_for_python()
    checker.paste_all(_PASTED)
    checker.leave("passphrase")
    checker.settle()
    assert not [path for path in center.site.paths if path.startswith("/api/")]
    before = b"\n".join(center.site.requests)
    assert [value for value in _VALUES if value.encode() in before] == []

    checker.press()
    assert checker.outcome() == "read-only"
    stored = tab.evaluate(_STORED)
    checker.clear()
    tab.click("nav a[href$='privacy/']")
    tab.wait_for("() => document.querySelector('h1')?.innerText.includes('Privacy')")

    traffic = b"\n".join([*center.site.requests, *center.okx.requests, *outside.received])
    assert [one for one in disguises(_PASTED.secret_key) if one in traffic] == []
    assert _PASTED.api_key.encode() in traffic
    bodies = [
        json.loads(record.rpartition(b"\n")[2])
        for record, path in zip(center.site.requests, center.site.paths, strict=True)
        if path == _ROUTE
    ]
    assert [set(body) for body in bodies] == [
        {"site", "api_key", "passphrase", "timestamp", "signature"}
    ]
    stored += tab.evaluate(_STORED)
    assert [value for value in _VALUES if value in stored] == []


@pytest.mark.parametrize(
    "path", ["", "okx/create-read-only-key/", CHECKER_PAGE, "okx/troubleshooting/"]
)
def test_a_page_asks_no_third_party(
    tab: Tab, center: HelpCenter, outside: Outside, path: str
) -> None:
    """Every request of a page goes to the site's own origin."""
    outside.received.clear()

    tab.goto(center.url + path)

    loaded = tab.evaluate("() => performance.getEntriesByType('resource').map((one) => one.name)")
    assert loaded
    assert [address for address in loaded if not address.startswith(center.url)] == []
    asked = [one.split(b"\r\n")[0] for one in outside.received]
    assert [one for one in asked if not any(own in one for own in _BROWSERS_OWN)] == []
