"""When values stay, and when they go: leaving, coming back, and doing nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

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


def _arrive(tab: Tab, title: str) -> None:
    """Wait until a page has come."""
    tab.wait_for("(title) => document.querySelector('h1')?.innerText.includes(title)", title)


def test_another_tab_changes_nothing(checker: Checker, center: HelpCenter) -> None:
    """Values stay while the person fetches the next one in another tab."""
    checker.paste_all(_PASTED)
    checker.tab.open_another()
    checker.tab.goto(center.url)
    checker.tab.close_this()

    assert checker.values() == _VALUES


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


def test_leaving_the_site_clears(tab: Tab, center: HelpCenter) -> None:
    """A real navigation away and back finds an empty form, also from the back/forward cache."""
    tab.goto(center.url + CHECKER_PAGE)
    checker = Checker(tab)
    checker.paste_all(_PASTED)

    tab.goto("about:blank")
    tab.back()
    _arrive(tab, "Check your OKX API key")
    checker.wait_for_python()

    assert set(checker.values().values()) == {""}


def test_leaving_the_site_during_the_start(tab: Tab, center: HelpCenter) -> None:
    """A user who leaves while Python is loading finds it started on return, wherever it was."""
    checker = Checker(tab)
    with held(center, center.path_of(runtime.IMAGE)) as late:
        tab.goto(center.url + CHECKER_PAGE)
        assert late.has_come.wait(HELD_SECONDS)
        tab.goto("about:blank")
        tab.back()
        _arrive(tab, "Check your OKX API key")
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

    checker.choose_site("global")
    checker.paste_all(ACCOUNTS["read-only-bound"].pasted)
    checker.click_button()

    checker.wait_for_outcome("read-only")


def test_python_starts_on_arrival(tab: Tab, center: HelpCenter) -> None:
    """A link to the form starts Python, and its progress is shown in real bytes."""
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
    assert seen == sorted(seen)
    names = ("pyodide.mjs", "pyodide.asm.js", runtime.IMAGE)
    loaded = [center.path_of(name) for name in names]
    total = sum((center.folder / path[1:]).stat().st_size for path in loaded)
    assert seen[-1] == [total, total]
