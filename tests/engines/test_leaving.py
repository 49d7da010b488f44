"""When values stay, and when they go: leaving, coming back, and doing nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.browser.center import FOLLOWS_LINKS
from tests.browser.held import HELD_SECONDS, held
from tests.engines import probes
from tests.engines.checker import Checker, part
from tests.engines.conftest import CHECKER_PAGE
from tests.engines.tab import IS_ON_SCREEN
from validator.core.practice import ACCOUNTS
from validator.publish import runtime

if TYPE_CHECKING:
    from tests.browser.center import HelpCenter
    from tests.engines.tab import Tab

_PASTED: Final = ACCOUNTS["read-only"].pasted
_VALUES: Final = {
    "api_key": _PASTED.api_key,
    "secret_key": _PASTED.secret_key,
    "passphrase": _PASTED.passphrase,
}
_GUIDE: Final = "okx/create-read-only-key/"
_NEXT: Final = "okx/best-practices/"
#: Tells whether a page was fetched by instant navigation.
_HAS_COME: Final = """(address) => performance.getEntriesByType("resource").some(
  (one) => one.name === address && one.responseEnd > 0)"""
#: Counts how often a worker was made from now on.
_COUNT_WORKERS: Final = """() => {
  globalThis.workers = 0;
  globalThis.Worker = class extends Worker {
    constructor(...all) {
      super(...all);
      globalThis.workers += 1;
    }
  };
}"""


def _arrive(tab: Tab, title: str) -> None:
    """Wait until instant navigation, which changes the address first, has changed the page."""
    tab.wait_for("(title) => document.querySelector('h1')?.innerText.includes(title)", title)


def _open(tab: Tab, center: HelpCenter, path: str) -> None:
    """Open a page and wait until a click on a link is an instant navigation."""
    tab.goto(center.url + path)
    tab.wait_for(FOLLOWS_LINKS)
    tab.evaluate("() => { globalThis.stayed = true; }")


def _follow(tab: Tab, path: str, title: str) -> None:
    """Follow the navigation's link to a page without loading it anew."""
    tab.click(f"nav a[href$='{path}']")
    _arrive(tab, title)
    assert tab.evaluate("() => globalThis.stayed") is True


def test_another_tab_changes_nothing(checker: Checker, center: HelpCenter) -> None:
    """Values stay while the person fetches the next one in another tab."""
    checker.paste_all(_PASTED)
    checker.tab.open_another()
    checker.tab.goto(center.url)
    checker.tab.close_this()

    assert checker.values() == _VALUES


def test_leaving_by_a_link_clears(tab: Tab, center: HelpCenter) -> None:
    """Instant navigation finds an empty form on each page and on return, and the same Python."""
    _open(tab, center, _GUIDE)
    tab.evaluate(_COUNT_WORKERS)
    checker = Checker(tab)
    tab.focus(checker.input("api_key"))
    checker.wait_for_python()
    started = tab.evaluate("() => globalThis.workers")
    checker.paste_all(ACCOUNTS["trade"].pasted)
    checker.press()
    assert checker.outcome() == "too-powerful"

    _follow(tab, "check-your-key/", "Check an OKX API key")
    checker.wait_for_python()
    assert set(checker.values().values()) == {""}
    checker.paste_all(_PASTED)
    checker.press()
    assert checker.outcome() == "read-only"

    _follow(tab, "best-practices/", "Best practices")
    for title in ("Check an OKX API key", "Create a read-only API key"):
        tab.back()
        _arrive(tab, title)
        assert set(checker.values().values()) == {""}
        checker.paste_all(_PASTED)
        checker.press()
        assert checker.outcome() == "read-only"
    assert tab.evaluate("() => globalThis.stayed") is True
    assert tab.evaluate("() => globalThis.workers") == started > 0


def test_a_link_within_the_page_keeps_values(checker: Checker) -> None:
    """Going to another section and back leaves the form as it is, from the first time on."""
    checker.paste_all(_PASTED)
    for anchor in ("#what-it-checks", "#what-leaves"):
        checker.tab.click(f"nav a[href$='{anchor}']")
        checker.tab.wait_for(IS_ON_SCREEN, anchor)
    checker.tab.back()
    checker.tab.wait_for(IS_ON_SCREEN, "#what-it-checks")
    checker.settle()

    assert checker.values() == _VALUES


def test_back_before_a_page_has_come(tab: Tab, center: HelpCenter) -> None:
    """Who goes back while the next page is still on its way stays on the page of the address."""
    _open(tab, center, CHECKER_PAGE)
    with held(center, f"/{_NEXT}") as late:
        tab.click(f"nav a[href$='{_NEXT.rpartition('okx/')[2]}']")
        tab.wait_for("(address) => location.href === address", center.url + _NEXT)
        tab.back()
        tab.wait_for(_HAS_COME, center.url + CHECKER_PAGE)
        late.release()
    checker = Checker(tab)
    checker.wait_for_python()
    checker.settle()

    assert tab.evaluate("() => location.href") == center.url + CHECKER_PAGE
    assert "Check an OKX API key" in checker.text("h1")


def test_leaving_the_site_clears(tab: Tab, center: HelpCenter) -> None:
    """A real navigation away and back finds an empty form, also from the back/forward cache."""
    tab.goto(center.url + CHECKER_PAGE)
    checker = Checker(tab)
    checker.paste_all(_PASTED)

    tab.goto("about:blank")
    tab.back()
    _arrive(tab, "Check an OKX API key")
    checker.wait_for_python()

    assert set(checker.values().values()) == {""}


def test_leaving_the_site_during_the_start(tab: Tab, center: HelpCenter, start: str) -> None:
    """Who leaves while Python is on its way finds it started on return, wherever it was."""
    module = runtime.IMAGE if start == "fast" else "pyodide.asm.wasm"
    checker = Checker(tab)
    with held(center, center.path_of(module)) as late:
        tab.goto(center.url + CHECKER_PAGE)
        assert late.has_come.wait(HELD_SECONDS)
        tab.goto("about:blank")
        tab.back()
        _arrive(tab, "Check an OKX API key")
        late.release()

    checker.wait_for_python()
    checker.paste_all(_PASTED)
    checker.press()
    assert checker.outcome() == "read-only"


def test_a_reload_clears(tab: Tab, center: HelpCenter) -> None:
    """Loading the page again finds an empty form, whatever the browser likes to restore."""
    tab.goto(center.url + CHECKER_PAGE)
    checker = Checker(tab)
    checker.paste_all(_PASTED)

    tab.reload()
    checker.wait_for_python()

    assert set(checker.values().values()) == {""}


def test_ten_idle_minutes_clear(tab: Tab, center: HelpCenter) -> None:
    """Untouched values are warned about after nine minutes, kept on a press, cleared after ten."""
    tab.goto(center.url + CHECKER_PAGE)
    checker = Checker(tab)
    checker.wait_for_python()
    probes.bring(tab)
    checker.paste_all(_PASTED)

    def forward(minutes: float) -> None:
        tab.evaluate("(minutes) => globalThis.probe.forward(minutes)", minutes)

    forward(8.9)
    assert not checker.is_shown(part("idle"))
    forward(0.2)
    assert checker.is_shown(part("idle"))
    tab.click(part("keep"))
    checker.wait_hidden(part("idle"))
    forward(9.5)
    assert checker.is_shown(part("idle"))
    assert checker.values() == _VALUES
    forward(1)

    assert not checker.is_shown(part("idle"))
    assert set(checker.values().values()) == {""}


def test_python_starts_on_intent_only(tab: Tab, center: HelpCenter) -> None:
    """The guide loads nothing of Python until the form is touched; what was done then counts."""
    tab.goto(center.url + _GUIDE)
    checker = Checker(tab)
    tab.evaluate("() => document.querySelector('key-checker').scrollIntoView()")
    checker.wait_for_state("idle")
    assert not [path for path in center.site.paths if "/runtime/" in path]

    checker.paste_all(ACCOUNTS["read-only-bound"].pasted)
    checker.press_button()

    checker.wait_for_outcome("read-only")
    assert checker.result_codes() == ["read-only", "ip-includes-flicker"]


def test_python_starts_on_arrival(tab: Tab, center: HelpCenter, start: str) -> None:
    """A link to the form starts Python, and its progress is told in real bytes."""
    with held(center, center.path_of("pyodide.mjs")) as late:
        tab.goto(f"{center.url}{_GUIDE}#check-your-key")
        tab.wait_for("() => !!document.querySelector('key-checker progress')")
        tab.evaluate(
            """() => {
              const bar = document.querySelector("key-checker progress");
              globalThis.seen = [];
              new MutationObserver(() => globalThis.seen.push([bar.value, bar.max]))
                .observe(bar, { attributes: true });
            }"""
        )
        late.release()
    Checker(tab).wait_for_python()

    seen = tab.evaluate("() => globalThis.seen")

    assert len({received for received, _ in seen}) > 5
    if start == "fast":  # the other way begins to count anew
        assert seen == sorted(seen)
    asked = {path for path in center.site.paths if path.startswith("/runtime/")}
    if start == "fallback":
        asked.remove(center.path_of(runtime.IMAGE))
    received, total = seen[-1]
    assert received == total
    assert total == sum((center.folder / path[1:]).stat().st_size for path in asked)
