"""Compares Lighthouse's performance of our pages on a phone with the bare theme's.

Our page and the bare one with the same text alternate, so that other load on the machine slows
both. Each line has medians of scores, times and bytes on the wire with Brotli, without Python's.
`python tests/bench/page.py [--rounds N]`.
"""

# ruff: noqa: T201 - it prints its report

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.audit.bare import build_bare
from tests.debian import program
from validator.commands import static
from validator.loopback import run_in_thread
from validator.proxy import Settings
from validator.proxy import create_app as create_proxy
from validator.publish import site

_SCRIPT: Final = Path(__file__).with_suffix(".mjs")
_PATHS: Final = ("/", "/okx/create-read-only-key/", "/okx/troubleshooting/", "/okx/check-your-key/")
_SITES: Final = ("ours", "bare")

#: Lighthouse's figures of a page: score, bytes, and times in ms.
type Found = dict[str, float]


def _measure(rounds: int) -> dict[tuple[str, str], list[Found]]:
    """Return the figures of each round by page and site."""
    node, browser = program("node"), program("chromium")
    pages = [(path, name) for path in _PATHS for name in _SITES]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        ours = Path(folder) / "ours"
        site.build(ours, "http://127.0.0.1/")
        (Path(folder) / "theme").mkdir()
        folders = {"ours": ours, "bare": build_bare(Path(folder) / "theme")}
        addresses = {
            name: servers.enter_context(
                run_in_thread(static.create_app(folders[name], create_proxy(Settings())))
            )
            for name in _SITES
        }
        urls = [urljoin(addresses[name], path) for path, name in pages]
        run = subprocess.run(
            [node, _SCRIPT, browser, *urls * rounds],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    found: dict[tuple[str, str], list[Found]] = {page: [] for page in pages}
    for page, line in zip(pages * rounds, run.stdout.splitlines(), strict=True):
        result = json.loads(line)
        score = result["scores"]["performance"]
        found[page].append({"score": score, "bytes": result["bytes"], **result["times"]})
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    found = _measure(parser.parse_args().rounds)

    def median(path: str, name: str, what: str) -> float:
        return statistics.median(figures[what] for figures in found[path, name])

    for path in _PATHS:
        for name in _SITES:
            times = "  ".join(
                f"{kind} {median(path, name, kind):4.0f}"
                for kind in ("paint", "largest", "blocked", "work")
            )
            kib = median(path, name, "bytes") / 1024
            score = median(path, name, "score")
            print(f"{path:28} {name}  {score:3.0f}  ms: {times}  {kib:6.1f} KiB")
        less = median(path, "bare", "score") - median(path, "ours", "score")
        ratio = median(path, "ours", "bytes") / median(path, "bare", "bytes")
        print(f"{path:28} loses {less:.0f} points, {ratio:.2f} of the bytes")


if __name__ == "__main__":
    main()
