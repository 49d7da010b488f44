"""Leaving the page, coming back, and doing nothing: values are kept or cleared."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from tests.browser.held import HELD_SECONDS, held
from tests.engines import probes
from tests.engines.checker import CHECKER_PAGE, Checker, part
from tests.engines.tab import IS_ON_SCREEN
from validator.core.practice import ACCOUNTS
from validator.publish import runtime

if TYPE_CHECKING:
    from tests.browser.center import HelpCenter
    from tests.engines.tab import Tab

_PASTED: Final = ACCOUNTS["read-only"].pasted
_VALUES: Final = asdict(_PASTED)
_GUIDE: Final = "okx/create-read-only-key/"


def test_another_tab_changes_nothing(checker: Checker, center: HelpCenter) -> None:
    """The form keeps its values while another tab is in front."""
    checker.paste_all(_PASTED)
    checker.tab.open_another()
    checker.tab.goto(center.url)
    checker.tab.close_this()

    assert checker.values() == _VALUES


def test_a_link_within_the_page_keeps_values(checker: Checker) -> None:
    """The form keeps its values when the user goes to another section and back."""
    checker.paste_all(_PASTED)
    for anchor in ("#what-it-checks", "#what-leaves"):
        checker.tab.click(f"nav a[href$='{anchor}']")
        checker.tab.wait_for(IS_ON_SCREEN, anchor)
    checker.tab.back()
    checker.tab.wait_for(IS_ON_SCREEN, "#what-it-checks")
    checker.settle()

    assert checker.values() == _VALUES


def test_leaving_the_site_clears(tab: Tab, center: HelpCenter) -> None:
    """After leaving and coming back the form is empty, even from the back/forward cache."""
    tab.goto(center.url + CHECKER_PAGE)
    checker = Checker(tab)
    checker.paste_all(_PASTED)

    tab.goto("about:blank")
    tab.back()
    checker.wait_for_python()

    assert set(checker.values().values()) == {""}


def test_leaving_the_site_during_the_start(tab: Tab, center: HelpCenter) -> None:
    """Python starts when a user comes back who left while it was loading."""
    checker = Checker(tab)
    with held(center, center.path_of(runtime.IMAGE)) as late:
        tab.goto(center.url + CHECKER_PAGE)
        assert late.has_come.wait(HELD_SECONDS)
        tab.goto("about:blank")
        tab.back()
        tab.wait_for("() => !!document.querySelector('key-checker')")
        late.release()

    checker.wait_for_python()
    checker.paste_all(_PASTED)
    checker.press()
    assert checker.outcome() == "read-only"


def test_a_reload_clears(tab: Tab, center: HelpCenter) -> None:
    """A reload empties the form, even if the browser restores fields."""
    tab.goto(center.url + CHECKER_PAGE)
    checker = Checker(tab)
    checker.paste_all(_PASTED)

    tab.reload()
    checker.wait_for_python()

    assert set(checker.values().values()) == {""}


def test_ten_idle_minutes_clear(tab: Tab, center: HelpCenter) -> None:
    """A warning appears after nine idle minutes; a press keeps the values, or they are cleared."""
    checker = Checker(tab).open(center)
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
    """The guide loads Python only once the form is used, and then finishes a check begun before."""
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
    """A link to the form starts Python, and the progress bar shows real bytes."""
    with held(center, center.path_of(runtime.IMAGE)) as late:
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
