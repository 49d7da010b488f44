"""The list of requests on the page, compared with the real requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from validator.core.facts import SITES
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.center import HelpCenter
    from tests.browser.checker import Checker

pytestmark = pytest.mark.browser

_PASTED = ACCOUNTS["read-only"].pasted


def _requests(checker: Checker) -> list[Locator]:
    sent = checker.result.locator("[data-part=sent]")
    if not sent.locator("ol").is_visible():
        sent.locator("summary").click()
    return sent.locator("[data-part=requests] > li").all()


def _api_records(center: HelpCenter) -> list[bytes]:
    return [request for request in center.site.requests if b"/api/" in request.split(b"\n")[1]]


def test_each_request_is_listed(checker: Checker, center: HelpCenter) -> None:
    """The list has every request to the proxy, with its host, its size and its fields."""
    checker.paste_all(_PASTED)
    checker.press()

    listed = _requests(checker)
    records = _api_records(center)

    assert len(listed) == len(records) == 2
    for request, record in zip(listed, records, strict=True):
        method, path = record.split(b"\n")[:2]
        body = record.rpartition(b"\n")[2] if method == b"POST" else b""
        expect(request).to_contain_text(f"{method.decode()} {path.decode()}")
        expect(request).to_contain_text(urlsplit(center.url).netloc)
        expect(request).to_contain_text(f"{len(body)} bytes")
        expect(request).to_contain_text("answered with 200")
        names = [name.inner_text() for name in request.locator("dt").all()]
        assert names == list(json.loads(body or b"{}"))
    expect(listed[1]).to_contain_text(SITES["global"].api_host)
    expect(listed[0].locator("[data-part=asks]")).to_be_hidden()


def test_enter_in_a_field_sends_too(checker: Checker, center: HelpCenter) -> None:
    """Enter in a field does what *Check my key* does."""
    checker.paste_all(_PASTED)
    assert _api_records(center) == []

    checker.input("passphrase").press("Enter")

    expect(checker.result).to_have_attribute("data-outcome", "read-only")
    assert len(_api_records(center)) == 2


def test_values_are_masked(checker: Checker, center: HelpCenter) -> None:
    """The result's HTML contains no part of the credentials but the ends of the API key."""
    checker.paste_all(_PASTED)
    checker.press()
    body = json.loads(_api_records(center)[1].rpartition(b"\n")[2])

    shown = checker.result.evaluate("result => result.outerHTML")

    ends = f"{_PASTED.api_key[:4]}…{_PASTED.api_key[-4:]}"
    expect(checker.root.locator("[data-part=folded]")).to_contain_text(ends)
    expect(checker.result).to_contain_text(ends)
    expect(checker.result.locator("[data-part=sent]")).to_contain_text("Not sent: the secret key")
    for value in (*map(str, (_PASTED.api_key, _PASTED.secret_key)), body["signature"]):
        assert all(value[at : at + 8] not in shown for at in range(len(value) - 7))
    assert _PASTED.passphrase not in shown


def test_only_the_time_was_asked_for(checker: Checker) -> None:
    """If the request for the time fails, the list says that no value was sent."""
    checker.page.context.set_offline(True)
    try:
        checker.paste_all(_PASTED)
        checker.press()
    finally:
        checker.page.context.set_offline(False)

    (listed,) = _requests(checker)
    expect(listed).to_contain_text("GET /api/time")
    expect(listed).to_contain_text("no answer arrived")
    summary = checker.result.locator("[data-part=sent] summary")
    expect(summary).to_contain_text("Only the time was asked for.", use_inner_text=True)
    expect(summary).not_to_contain_text("API key", use_inner_text=True)


def test_other_sites_are_listed(checker: Checker) -> None:
    """The list has one request for each other site, with its host and its fields."""
    checker.paste_all(ACCOUNTS["us"].pasted)
    checker.press()
    checker.result.get_by_role("button", name="Ask all of them").click()
    expect(checker.result).to_have_attribute("data-outcome", "read-only")

    time, *listed = _requests(checker)

    asked = [SITES[name].api_host for name in ("eea", "us")]
    expect(time).to_contain_text("GET /api/time")
    for read, host in zip(listed, asked, strict=True):
        expect(read.locator("[data-part=okx]")).to_contain_text(host)
        names = [name.inner_text() for name in read.locator("dt").all()]
        assert names == ["site", "api_key", "passphrase", "timestamp", "signature"]
