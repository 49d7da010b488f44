"""What leaves the browser in a whole check, and what never does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.checker import Checker
from tests.browser.disguises import disguises
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser


def _bytes_of(request: Request) -> bytes:
    headers = "\n".join(f"{name}: {value}" for name, value in request.all_headers().items())
    return f"{request.url}\n{headers}\n".encode() + (request.post_data_buffer or b"")


def _check_once(page: Page, center: HelpCenter) -> list[bytes]:
    """Make a whole check and return every request: as the browser, proxy and fake OKX saw them."""
    seen: list[Request] = []
    page.context.on("request", lambda request: seen.append(request))  # noqa: PLW0108 - Playwright cannot mark a built-in
    page.goto(center.url + "okx/check-your-key/")
    checker = Checker(page)
    checker.wait_for_python()
    checker.paste_all(ACCOUNTS["read-only"].pasted)
    checker.press()
    assert checker.outcome() == "read-only"
    checker.root.get_by_role("button", name="Clear").click()
    page.get_by_role("link", name="Privacy").first.click()
    expect(page.locator("h1")).to_contain_text("Privacy")
    assert len(seen) > 10
    return [_bytes_of(request) for request in seen] + center.site.requests + center.okx.requests


def test_the_secret_key_is_in_no_request(page: Page, center: HelpCenter) -> None:
    """The secret key occurs in none of all requests, neither plain nor encoded."""
    secret = ACCOUNTS["read-only"].pasted.secret_key

    traffic = b"\n".join(_check_once(page, center))

    assert [one for one in disguises(secret) if one in traffic] == []


def test_the_search_finds_what_is_there(page: Page, center: HelpCenter) -> None:
    """The same search does find the API key, which has to be in the traffic."""
    api_key = ACCOUNTS["read-only"].pasted.api_key

    traffic = b"\n".join(_check_once(page, center))

    assert api_key.encode() in traffic
    for disguise in disguises("the secret"):
        hidden = b"12" + disguise
        assert any(one in hidden for one in disguises("the secret"))


def test_nothing_is_sent_before_the_press(page: Page, center: HelpCenter) -> None:
    """Until the button is pressed, the proxy is not called at all and no value is in a request."""
    page.goto(center.url + "okx/check-your-key/")
    checker = Checker(page)
    checker.wait_for_python()
    pasted = ACCOUNTS["read-only"].pasted
    checker.paste_all(pasted)
    checker.input("passphrase").blur()
    page.wait_for_timeout(300)

    traffic = b"\n".join(center.site.requests)

    assert b"/api/" not in traffic
    assert pasted.api_key.encode() not in traffic
    assert pasted.passphrase.encode() not in traffic


def test_the_proxy_gets_five_fields(page: Page, center: HelpCenter) -> None:
    """The one request to the proxy holds site, key, passphrase, time and signature, no more."""
    bodies = [
        json.loads(record.rpartition(b"\n")[2])
        for record in _check_once(page, center)
        if b"/api/okx/permissions" in record.partition(b"\n")[0] + record.split(b"\n")[1]
    ]

    assert bodies
    for body in bodies:
        assert set(body) == {"site", "api_key", "passphrase", "timestamp", "signature"}


@pytest.mark.parametrize(
    "path", ["", "okx/create-read-only-key/", "okx/check-your-key/", "okx/troubleshooting/"]
)
def test_a_page_asks_no_third_party(page: Page, center: HelpCenter, path: str) -> None:
    """Every request of a page goes to the site's own origin."""
    hosts: set[str] = set()
    page.context.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))

    page.goto(center.url + path, wait_until="networkidle")

    assert hosts == {urlsplit(center.url).netloc}


def test_nothing_is_stored(page: Page, center: HelpCenter) -> None:
    """After a check no storage of the browser's holds any of the three values."""
    _check_once(page, center)
    page.go_back()
    expect(page.locator("h1")).to_contain_text("Check an OKX API key")
    stored = page.evaluate(
        """async () => JSON.stringify([
            {...localStorage}, {...sessionStorage}, document.cookie, history.state,
            location.href, document.title, await indexedDB.databases(), await caches.keys(),
        ])"""
    )

    pasted = ACCOUNTS["read-only"].pasted
    for value in (pasted.api_key, pasted.secret_key, pasted.passphrase):
        assert value not in stored
    assert set(Checker(page).values().values()) == {""}
