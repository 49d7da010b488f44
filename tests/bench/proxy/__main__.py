"""The proxy beside nginx and beside FastAPI with httpx: `python -m tests.bench.proxy`.

One worker on a core of its own, rounds that go through all measures, medians with ranges.
`--rounds N --seconds S --only MEASURE --json`.
"""
# ruff: noqa: T201 - it reports by printing

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections import defaultdict

from tests.bench.proxy.measures import MEASURES
from tests.debian import program


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=8, help="of load for each figure")
    parser.add_argument("--only", choices=MEASURES, action="append")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    for name in ("chrt", "nginx", "redis-server", "taskset", "wrk"):
        _require(name)
    chosen = arguments.only or list(MEASURES)
    figures: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in chosen}
    for _ in range(arguments.rounds):
        for name in chosen:
            for figure, value in MEASURES[name](arguments.seconds).items():
                figures[name][figure].append(value)
    if arguments.json:
        print(json.dumps(figures, indent=2))
    else:
        _print_table(figures)


def _require(name: str) -> None:
    try:
        program(name)
    except LookupError as error:
        sys.exit(str(error))


def _print_table(figures: dict[str, dict[str, list[float]]]) -> None:
    print("| measure | figure | median | range |\n|---|---|--:|--:|")
    for measure, rows in figures.items():
        for figure, values in rows.items():
            least, median, most = min(values), statistics.median(values), max(values)
            print(f"| {measure} | {figure} | {_text(median)} | {_text(least)} to {_text(most)} |")


def _text(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"


if __name__ == "__main__":
    main()
