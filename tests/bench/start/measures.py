"""Measures of the checker's start in an engine; each returns the figures of a round by name."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.bench.processes import memory_mb, slowed
from tests.bench.start import scripts
from tests.bench.start.server import BARE
from tests.engines.chromium import ChromiumTab
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.bench.start.server import Served
    from tests.engines.tab import Engine, Tab

    #: Values by name, usually one a round.
    Figures = dict[str, list[float]]

#: The number of reactions (four times each, so more than 500) and of checks.
_REACTIONS: Final = 126
_CHECKS: Final = 5
#: The number of first events, before engines have optimized all code.
_FIRST: Final = 20


@dataclass(frozen=True, slots=True)
class Start:
    """A way of starting: the page, a script that waits until it is open, and one that starts."""

    page: str
    is_open: str
    script: str
    arguments: tuple[str, ...] = ()

    def run(self, tab: Tab) -> float:
        """Start and return the duration in milliseconds."""
        return float(tab.evaluate(self.script, *self.arguments))


STARTS: Final = {
    "ours": Start("okx/create-read-only-key/", scripts.IS_NEAR, scripts.OURS),
    "bare Pyodide": Start(
        BARE.lstrip("/"), scripts.IS_LOADED, scripts.WORKER, (f"{BARE}worker.mjs",)
    ),
    "empty worker": Start(
        BARE.lstrip("/"), scripts.IS_LOADED, scripts.WORKER, (f"{BARE}empty.mjs",)
    ),
}
VISITS: Final = ("cold", "warm")
_VALUES: Final = dataclasses.asdict(ACCOUNTS["read-only"].pasted)


def starts(engine: Engine, served: Served) -> Figures:
    """Return the milliseconds from intent to ready, on a first and on a second visit."""
    figures: Figures = {}
    for name, start in STARTS.items():
        with engine.open_tab() as tab:
            for visit in VISITS:
                _open(tab, served, start)
                figures[f"{name}, {visit}, ms"] = [start.run(tab)]
    return figures | {f"ours / bare, {visit}": _ratio(figures, f"{visit}, ms") for visit in VISITS}


def throttled(engine: Engine, served: Served) -> Figures:
    """Return the milliseconds from intent to ready, with a slow network and processor."""
    figures: Figures = {}
    for name in ("ours", "bare Pyodide"):
        start = STARTS[name]
        with engine.open_tab() as tab:
            _open(tab, served, start)
            assert isinstance(tab, ChromiumTab)
            tab.slow_network()
            with slowed():
                figures[f"{name}, ms"] = [start.run(tab)]
    return figures | {"ours / bare": _ratio(figures, "ms")}


def wire(engine: Engine, served: Served) -> Figures:
    """Return the bytes of bodies on the wire: of Python before and after intent, and of Pyodide."""
    figures: Figures = {}
    for name, path in (("ours", served.runtime), ("bare Pyodide", BARE)):
        start = STARTS[name]
        with engine.open_tab() as tab:
            for visit in VISITS:
                served.sent.clear()
                _open(tab, served, start)
                before = _sent(served, path)
                start.run(tab)
                figures[f"{name}, {visit}, bytes"] = [_sent(served, path) - before]
                if name == "ours":
                    figures[f"Python before intent, {visit}, bytes"] = [before]
    return figures | {"ours / bare": _ratio(figures, "cold, bytes")}


def page(engine: Engine, served: Served) -> Figures:
    """Return the milliseconds of the form's reactions, and the memory of Python in MB."""
    figures: Figures = {}
    with engine.open_tab() as tab:
        _open(tab, served, STARTS["ours"])
        if isinstance(tab, ChromiumTab):
            tab.evaluate(scripts.WATCH_TASKS)
        before = memory_mb()
        STARTS["ours"].run(tab)
        figures["memory of Python, MB"] = [memory_mb() - before]
        if isinstance(tab, ChromiumTab):
            figures["longest task of the page, ms"] = [tab.evaluate(scripts.LONGEST_TASK)]
        reactions = tab.evaluate(scripts.REACTION, _REACTIONS)
        figures["event to findings, ms"] = reactions
        figures[f"the first {_FIRST} of them, ms"] = reactions[:_FIRST]
        figures["press to verdict, ms"] = tab.evaluate(scripts.VERDICT, _VALUES, _CHECKS)
    return figures


def _open(tab: Tab, served: Served, start: Start) -> None:
    tab.goto(served.url + "/" + start.page)
    tab.wait_for(start.is_open)


def _ratio(figures: Figures, what: str) -> list[float]:
    return [figures[f"ours, {what}"][0] / figures[f"bare Pyodide, {what}"][0]]


def _sent(served: Served, path: str) -> int:
    return sum(size for sent, size in served.sent.items() if sent.startswith(path))


#: The measures by name, and those that only work in Chromium.
MEASURES: Final[dict[str, Callable[[Engine, Served], Figures]]] = {
    "start": starts,
    "wire": wire,
    "page": page,
    "throttled": throttled,
}
ONLY_CHROMIUM: Final = frozenset({"throttled"})
