"""Whatever fails, the page says which, offers a way on, and keeps the fields."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from starlette.responses import Response

from tests.browser.checker import Checker
from validator.core.practice import ACCOUNTS
from validator.proxy import create_app, environment, problems

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from starlette.types import Message, Receive, Scope, Send

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser

_PASTED = ACCOUNTS["read-only"].pasted
_ROUTE = "/api/okx/permissions"
_VALUES = {
    "api_key": _PASTED.api_key,
    "secret_key": _PASTED.secret_key,
    "passphrase": _PASTED.passphrase,
}


@pytest.fixture(name="checker")
def _checker(page: Page, center: HelpCenter) -> Checker:
    """Open the checker's own page with a good key pasted."""
    page.goto(center.url + "okx/check-your-key/")
    checker = Checker(page)
    checker.wait_for_python()
    checker.paste_all(_PASTED)
    return checker


def test_offline(checker: Checker) -> None:
    """Without a network the page says so; back on it, *Check again* gives the verdict."""
    checker.page.context.set_offline(True)
    checker.press()
    assert checker.result_codes() == ["offline"]
    assert checker.values() == _VALUES

    checker.page.context.set_offline(False)
    checker.result.get_by_role("button", name="Check again").click()

    expect(checker.result).to_have_attribute("data-outcome", "read-only")


@pytest.mark.parametrize(
    ("response", "code"),
    [
        (problems.respond(problems.LIVE_TEST_OFF), "live-test-off"),
        (Response("{}", 429, {"Retry-After": "5"}), "checker-busy"),
        (Response("<html>", 502), "checker-unavailable"),
        (Response('{"title": "Unexpected"}', 500), "checker-unavailable"),
        (Response("<html><title>Log in</title>", 200), "checker-unavailable"),
        (Response("", 200), "checker-unavailable"),
        (Response('{"kind": "permissions", "perm', 200), "checker-unavailable"),
        (Response('{"kind": "surprise"}', 200), "checker-unavailable"),
        (Response("[" * 20_000_000, 200), "checker-unavailable"),
        (Response(None, 302, {"Location": "/"}), "checker-unavailable"),
    ],
    ids=[
        "off",
        "limit",
        "bad-gateway",
        "error",
        "page",
        "empty",
        "truncated",
        "unknown-kind",
        "huge",
        "redirect",
    ],
)
@pytest.mark.parametrize("path", [_ROUTE, "/api/time"], ids=["ask", "time"])
def test_the_proxy_fails(
    checker: Checker, center: HelpCenter, response: Response, code: str, path: str
) -> None:
    """Each way our proxy can fail has its message, and the verdict comes when it is back."""
    center.site.instead[path] = response
    checker.press()
    assert checker.outcome() == "unknown"
    assert checker.result_codes() == [code]
    assert checker.values() == _VALUES

    center.site.instead.clear()
    checker.result.get_by_role("button", name="Check again").click()

    expect(checker.result).to_have_attribute("data-outcome", "read-only")


def test_the_operator_switches_the_live_test_off(checker: Checker, center: HelpCenter) -> None:
    """The proxy's own setting reaches the page; OKX is not asked, and formats are checked on."""
    center.site.instead[_ROUTE] = create_app(environment.settings({"CHECKER_LIVE_TEST": "off"}))
    checker.press()
    assert (checker.outcome(), checker.result_codes()) == ("unknown", ["live-test-off"])
    assert center.okx.requests == []

    checker.paste("secret_key", f"{_PASTED.secret_key[:9]}\u200b{_PASTED.secret_key[9:]}")

    found = checker.root.locator("[data-field=secret_key] [data-finding=hidden-characters]")
    expect(found).to_be_visible()


@pytest.mark.parametrize(
    "missing",
    [
        ("pyodide.mjs",),
        ("worker.mjs",),
        ("image.wasm", "pyodide.asm.wasm"),
        ("image.wasm", "python_stdlib.zip"),
    ],
    ids=["script", "worker", "module", "library"],
)
def test_python_cannot_start(page: Page, center: HelpCenter, missing: tuple[str, ...]) -> None:
    """Without Python the page says so, keeps what was pasted, and starts it again on a press."""
    for name in missing:
        page.context.route(f"**/{name}", lambda route: route.fulfill(status=404, body="gone"))
    page.goto(center.url + "okx/check-your-key/")
    checker = Checker(page)
    checker.paste_all(_PASTED)
    expect(checker.root.locator("[data-failure=runtime-unavailable]")).to_be_visible(timeout=20_000)
    assert checker.values() == _VALUES

    page.context.unroute_all()
    checker.root.get_by_role("button", name="Start the checker again").click()

    checker.wait_for_python()
    checker.press()
    assert checker.outcome() == "read-only"


def test_a_late_answer_is_not_shown(checker: Checker, center: HelpCenter) -> None:
    """The answer to a check that was cleared meanwhile is never shown."""
    checker.paste_all(ACCOUNTS["slow"].pasted)
    checker.press_button.click()
    checker.root.get_by_role("button", name="Clear").click()
    checker.page.wait_for_timeout(1_200)

    expect(checker.result).to_be_hidden()
    assert any(_ROUTE.encode() in one for one in center.site.requests)


def test_a_double_press_asks_once(checker: Checker, center: HelpCenter) -> None:
    """Two presses in a row make one check."""
    checker.press_button.dblclick()
    expect(checker.result).to_be_visible()

    asked = [one for one in center.site.requests if _ROUTE.encode() in one.split(b"\n")[1]]

    assert len(asked) == 1


def test_what_is_cleared_is_not_sent(checker: Checker, center: HelpCenter) -> None:
    """A check that is cleared while the time is asked for sends no credential any more."""

    async def late(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.5)
        await center.site.app(scope, receive, send)

    center.site.instead["/api/time"] = late
    checker.press_button.click()
    expect(checker.root.locator("[data-part=busy]")).to_be_visible()
    checker.root.get_by_role("button", name="Clear").click()
    checker.page.wait_for_timeout(1_000)

    asked = b"\n".join(one.partition(b"\n")[2].partition(b"\n")[0] for one in center.site.requests)
    assert b"/api/time" in asked
    assert _ROUTE.encode() not in asked


def test_another_site_takes_the_verdict_away(checker: Checker) -> None:
    """A verdict never stands beside another OKX site than the one it is about."""
    checker.press()

    checker.choose_site("tr.okx.com")

    expect(checker.result).to_be_hidden()


def test_a_silent_site_ends_no_search(checker: Checker, center: HelpCenter) -> None:
    """Where one of the other sites does not answer, the next is asked, and finds the key."""
    seen: list[bytes] = []

    async def flaky(scope: Scope, receive: Receive, send: Send) -> None:
        messages = [await receive()]
        seen.append(messages[0]["body"])
        app = Response("<html>", 502) if b'"eea"' in seen[-1] else center.site.app

        async def again() -> Message:
            return messages.pop() if messages else await receive()

        await app(scope, again, send)

    checker.paste_all(ACCOUNTS["us"].pasted)
    checker.press()
    center.site.instead[_ROUTE] = flaky
    checker.result.locator("[data-part=try-others]").click()

    expect(checker.result).to_have_attribute("data-outcome", "read-only")
    expect(checker.root.get_by_label("app.okx.com", exact=True)).to_be_checked()
    assert len(seen) == 2
