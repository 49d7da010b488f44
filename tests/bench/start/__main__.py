"""Compares the checker's start with a bare `loadPyodide()` of the published files.

Rounds are interleaved, each with a fresh profile; the table has medians with ranges.
`python -m tests.bench.start [--rounds N] [--all-engines] [--only MEASURE] [--json]`.
"""
# ruff: noqa: T201 - it prints its report

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.bench.start.measures import MEASURES, ONLY_CHROMIUM
from tests.bench.start.server import serve
from tests.engines.engines import LAUNCH, launch

if TYPE_CHECKING:
    from tests.bench.start.server import Served

#: The 99th percentile is only shown for at least this many values.
_MANY: Final = 100
_CHROMIUM: Final = "chromium"

#: Engine, measure and figure -> values.
type Found = dict[tuple[str, str, str], list[float]]


def main() -> None:
    """Measure and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--all-engines", action="store_true", help="also Firefox and WebKitGTK")
    parser.add_argument("--only", choices=MEASURES, action="append")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    engines = list(LAUNCH) if arguments.all_engines else [_CHROMIUM]
    found: Found = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as served:
        for engine in engines:
            _measure(engine, served, arguments.only or list(MEASURES), arguments.rounds, found)
    if arguments.json:
        print(json.dumps({", ".join(name): values for name, values in found.items()}, indent=2))
    else:
        _print_table(found)


def _measure(name: str, served: Served, chosen: list[str], rounds: int, found: Found) -> None:
    with launch(name) as engine:
        # The first round warms up browser and server, and is not counted.
        for number in range(rounds + 1):
            for measure in chosen:
                if measure in ONLY_CHROMIUM and (name != _CHROMIUM or number == 0):
                    continue
                for figure, values in MEASURES[measure](engine, served).items():
                    if number > 0:
                        found[name, measure, figure] += values


def _print_table(found: Found) -> None:
    print("| engine | measure | figure | median | 99 % | range |\n|---|---|---|--:|--:|--:|")
    for names, values in found.items():
        p99 = _text(statistics.quantiles(values, n=100)[98]) if len(values) >= _MANY else ""
        middle = _text(statistics.median(values))
        ends = f"{_text(min(values))} to {_text(max(values))}"
        print(f"| {' | '.join(names)} | {middle} | {p99} | {ends} |")


def _text(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"


if __name__ == "__main__":
    main()
