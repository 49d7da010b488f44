"""Cleared values do not come back, however they were entered and whatever is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.engines import probes
from tests.engines.checker import CHECKER_PAGE, STRANGER, Checker
from validator.core.findings import LABELS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.browser.center import HelpCenter
    from tests.engines.tab import Engine, Tab


#: A text as OKX copies it, which the page splits up.
_BLOCK: Final = f'apikey = "{STRANGER.api_key}"\nsecretkey = "{STRANGER.secret_key}"'
#: Undo and redo on each platform.
_HISTORY: Final = (("Control", "z"), ("Control", "Shift", "z"), ("Control", "y"))
_REPEATED: Final = 4
_INSERT: Final = '(text) => document.execCommand("insertText", false, text)'
_COMMANDS: Final = """() => {
  const seen = [];
  for (const command of ["undo", "undo", "undo", "redo", "redo", "redo"]) {
    document.execCommand(command);
    seen.push(document.activeElement.value);
  }
  return seen;
}"""


def _type(checker: Checker) -> None:
    for name in LABELS:
        checker.tab.focus(checker.selector(name))
        checker.tab.type(getattr(STRANGER, name))


def _insert(checker: Checker) -> None:
    """Insert the values as input methods and dictation do."""
    for name in LABELS:
        checker.tab.focus(checker.selector(name))
        checker.tab.evaluate(_INSERT, getattr(STRANGER, name))


def _paste_block(checker: Checker) -> None:
    checker.paste("api_key", _BLOCK)
    checker.settle()


def _practice(checker: Checker) -> None:
    """Enter values, and replace them with those of a practice account."""
    checker.paste_all(STRANGER)
    checker.rehearse("can-trade")


#: Ways to put values into the form.
_ENTRIES: Final[Mapping[str, Callable[[Checker], None]]] = {
    "pasted": lambda checker: checker.paste_all(STRANGER),
    "typed": _type,
    "inserted": _insert,
    "block": _paste_block,
    "practice": _practice,
}


def _wait_idle(checker: Checker) -> None:
    checker.tab.evaluate("() => globalThis.probe.forward(11)")


def _undo_then_clear(checker: Checker) -> None:
    """Clear with something left to redo."""
    checker.tab.press("Control", "z")
    checker.clear()


#: Ways to clear it.
_ENDS: Final[Mapping[str, Callable[[Checker], None]]] = {
    "button": Checker.clear,
    "idle": _wait_idle,
    "undone": _undo_then_clear,
}


def _brought_back(checker: Checker) -> set[str]:
    """Return the texts in any field after each undo and redo."""
    seen: set[str] = set()
    for name in LABELS:
        checker.tab.focus(checker.selector(name))
        for keys in _HISTORY:
            for _ in range(_REPEATED):
                checker.tab.press(*keys)
                seen |= set(checker.values().values())
        seen |= set(checker.tab.evaluate(_COMMANDS)) | set(checker.values().values())
    return seen - {""}


def test_undo_works(checker: Checker) -> None:
    """In a field that was not cleared, these undo and redo commands work."""
    checker.clear()
    checker.tab.focus(checker.selector("passphrase"))
    checker.tab.evaluate(_INSERT, STRANGER.passphrase)

    undone, *_, redone = checker.tab.evaluate(_COMMANDS)

    assert (undone, redone) == ("", STRANGER.passphrase)


def test_undo_brings_nothing_back(checker: Checker) -> None:
    """After *Clear* and after ten idle minutes, undo and redo leave all fields empty."""
    probes.bring(checker.tab)
    kept = []
    pairs = {*((entry, "button") for entry in _ENTRIES), *(("pasted", end) for end in _ENDS)}
    for entry, end in sorted(pairs):
        _ENTRIES[entry](checker)
        assert set(checker.values().values()) != {""}, entry
        _ENDS[end](checker)
        if values := _brought_back(checker):
            kept.append((entry, end, values))

    assert kept == []


def test_undo_brings_nothing_back_on_return(tab: Tab, center: HelpCenter) -> None:
    """On return to the page, undo and redo leave all fields empty."""
    tab.goto(center.url + CHECKER_PAGE)
    checker = Checker(tab)
    checker.paste_all(STRANGER)
    _insert(checker)

    tab.goto("about:blank")
    tab.back()
    checker.wait_for_python()

    assert _brought_back(checker) == set()


def test_replaced_values_have_no_history(checker: Checker) -> None:
    """Undo does not bring back values that the page has replaced."""
    checker.paste("secret_key", STRANGER.secret_key)
    checker.rehearse("can-trade")
    checker.edit()

    assert STRANGER.secret_key not in _brought_back(checker)


def test_clearing_ends_python(checker: Checker, center: HelpCenter, engine: Engine) -> None:
    """*Clear* ends the worker with all its data; the next input starts another from the cache."""
    checker.paste_all(STRANGER)
    checker.settle()
    center.site.requests.clear()

    checker.clear()
    checker.wait_for_state("idle")
    checker.paste("api_key", "your-api-key")
    checker.wait_for_finding("placeholder")

    # The driven WebKit does not cache the files that workers fetch.
    if engine.name != "webkit":
        assert [path for path in center.site.paths if "/runtime/" in path] == []
