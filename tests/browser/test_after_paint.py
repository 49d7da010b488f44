"""When Material starts: after the page can be read, and not all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import exchanged

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser

_GUIDE = "okx/create-read-only-key/"
_BUNDLE = "**/assets/javascripts/bundle.*.js"
#: Keeps what there was to see when Material's script came, and whether there was a pause behind it.
_WATCH = """
new MutationObserver((records, observer) => {
  const isMaterials = (one) => one.localName === "script" && /\\/bundle\\./.test(one.src);
  if (!records.some(({ addedNodes }) => [...addedNodes].some(isMaterials))) return;
  observer.disconnect();
  globalThis.before = {
    isPainted: performance.getEntriesByName("first-contentful-paint").length === 1,
    isWhole: document.readyState !== "loading" && !!document.querySelector("footer"),
  };
}).observe(document, { childList: true, subtree: true });

let documents;
let hasPaused = false;
Object.defineProperty(globalThis, "document$", {
  configurable: true,
  get: () => documents,
  set(value) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => (hasPaused = true);
    port2.postMessage("");
    documents = value;
    globalThis.starts = [];
    documents.subscribe(() => starts.push(hasPaused));
  },
});
"""
#: What tells of no paint: a tab that nobody sees, and a browser that is set to keep it to itself.
_SILENT = {
    "background": """
        globalThis.requestAnimationFrame = () => 0;
        globalThis.PerformanceObserver = class { observe() {} };
    """,
    "not told": "delete globalThis.PerformanceObserver;",
}


def test_the_page_is_painted_first(page: Page, center: HelpCenter) -> None:
    """Material's script runs when the whole page is on the screen, and its parts after a pause."""
    page.add_init_script(_WATCH)
    center.open(page, _GUIDE)
    page.wait_for_function("() => starts.length > 0")

    assert page.evaluate("before") == {"isPainted": True, "isWhole": True}
    assert page.evaluate("starts") == [True]


@pytest.mark.parametrize("why", _SILENT)
def test_without_a_word_of_paint_it_starts_too(page: Page, center: HelpCenter, why: str) -> None:
    """A page that was opened in another tab is ready when somebody turns to it."""
    page.add_init_script(_WATCH + _SILENT[why])
    page.goto(center.url + _GUIDE)
    page.wait_for_function("() => globalThis.starts?.length > 0", polling=50)


def test_the_script_is_fetched_once(page: Page, center: HelpCenter) -> None:
    """What was loaded ahead is what runs, and nothing loads it again."""
    center.open(page, _GUIDE)
    page.wait_for_load_state("networkidle")

    assert len([path for path in center.site.paths if "/bundle." in path]) == 1
    expect(page.locator("link[rel=preload]")).to_have_count(0)


def test_another_script_is_not_run(context: BrowserContext, center: HelpCenter) -> None:
    """A script that is not the one which the page was built with is not run."""
    # Of which the browser, other than of any fault of ours, may complain in the console.
    page = context.new_page()

    page.route(_BUNDLE, exchanged.answer)
    with page.expect_event("requestfinished", lambda request: "/bundle." in request.url):
        page.goto(center.url + _GUIDE)
    page.wait_for_function("() => !!document.querySelector('script[src*=bundle]')")
    page.wait_for_load_state("networkidle")

    assert page.title() != exchanged.TITLE
    assert not page.evaluate("'document$' in window")
    # The page itself does not depend on it.
    expect(page.get_by_role("heading", level=1)).to_be_visible()
