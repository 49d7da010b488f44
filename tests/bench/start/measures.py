"""What is measured of the start, in one engine; each round returns its figures by name."""

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

    #: Values by name; most measures give one a round.
    Figures = dict[str, list[float]]

#: How often the page reacts (four times each, so more than 500 times) and a key is checked.
_REACTIONS: Final = 126
_CHECKS: Final = 5
#: As many events after the start still meet code that engines have not compiled for good.
_FIRST: Final = 20


@dataclass(frozen=True, slots=True)
class Start:
    """A way of starting: the page, how it is known to be open, and what starts something there."""

    page: str
    is_open: str
    script: str
    arguments: tuple[str, ...] = ()

    def run(self, tab: Tab) -> float:
        """Return how long it takes from now, in milliseconds."""
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
    """Milliseconds from intent to ready, on a first and on a second visit."""
    figures: Figures = {}
    for name, start in STARTS.items():
        with engine.open_tab() as tab:
            for visit in VISITS:
                _open(tab, served, start)
                figures[f"{name}, {visit}, ms"] = [start.run(tab)]
    return figures | {f"ours / bare, {visit}": _ratio(figures, f"{visit}, ms") for visit in VISITS}


def throttled(engine: Engine, served: Served) -> Figures:
    """Milliseconds from intent to ready with a slow network and a slow processor."""
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
    """Bytes of bodies on the wire: of Python before and after intent, and of bare Pyodide."""
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
    """What a person feels who uses the form, in milliseconds; and what Python takes, in MB."""
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
        figures["event to findings, ms"] = [one["laidOut"] for one in reactions]
        figures[f"the first {_FIRST} of them, ms"] = [one["laidOut"] for one in reactions[:_FIRST]]
        figures["event to the next frame, ms"] = [one["framed"] for one in reactions]
        figures["press to verdict, ms"] = tab.evaluate(scripts.VERDICT, _VALUES, _CHECKS)
    return figures


def _open(tab: Tab, served: Served, start: Start) -> None:
    tab.goto(served.url + "/" + start.page)
    tab.wait_for(start.is_open)


def _ratio(figures: Figures, what: str) -> list[float]:
    return [figures[f"ours, {what}"][0] / figures[f"bare Pyodide, {what}"][0]]


def _sent(served: Served, path: str) -> int:
    return sum(size for one, size in served.sent.items() if one.startswith(path))


#: By name; those that only Chromium can do come apart.
MEASURES: Final[dict[str, Callable[[Engine, Served], Figures]]] = {
    "start": starts,
    "wire": wire,
    "page": page,
    "throttled": throttled,
}
ONLY_CHROMIUM: Final = frozenset({"throttled"})
