"""Lighthouse's performance score of pages on a phone, and their bytes on the wire with Brotli.

The median of some rounds, with the range: the score depends on the machine and on what else it
does. The checker's own page is left out: it loads Python at once.
`python tests/bench/page.py [--rounds N]`.
"""

# ruff: noqa: T201 - it reports by printing

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.browser import chromium
from validator.commands import static
from validator.loopback import run_in_thread
from validator.proxy import Settings
from validator.proxy import create_app as create_proxy
from validator.publish import site

_SCRIPT: Final = Path(__file__).with_suffix(".mjs")
_PATHS: Final = ("/", "/okx/create-read-only-key/", "/okx/troubleshooting/")


def _measure(rounds: int) -> dict[str, list[tuple[int, int]]]:
    """Return score and bytes of each page in each round."""
    node, browser = shutil.which("node"), chromium.find()
    if node is None or browser is None:
        sys.exit("Install Node and Chromium first.")
    found: dict[str, list[tuple[int, int]]] = {path: [] for path in _PATHS}
    with tempfile.TemporaryDirectory() as folder:
        site.build(Path(folder), "http://127.0.0.1/")
        with run_in_thread(static.create_app(Path(folder), create_proxy(Settings()))) as origin:
            run = subprocess.run(
                [node, _SCRIPT, browser, origin, *_PATHS * rounds],
                check=True,
                stdout=subprocess.PIPE,
                text=True,
            )
    for path, line in zip(_PATHS * rounds, run.stdout.splitlines(), strict=True):
        result = json.loads(line)
        found[path].append((result["scores"]["performance"], result["bytes"]))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    for path, rounds in _measure(parser.parse_args().rounds).items():
        scores, sizes = zip(*rounds, strict=True)
        print(
            f"{path:28} performance {statistics.median(scores):3.0f}"
            f"   ({min(scores)} to {max(scores)})   {max(sizes) / 1024:6.1f} KiB with Brotli"
        )


if __name__ == "__main__":
    main()
