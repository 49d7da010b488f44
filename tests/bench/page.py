"""Lighthouse's performance of pages on a phone, beside a bare page of the theme.

The pages take turns, round after round, so that whatever else the machine does slows all of them.
Each line has the median of the score with its range, how often the page was level with the bare
page of its round, the medians of what the score is made from, and the bytes on the wire with
Brotli. The checker's own page loads Python at once: its bytes are told without Python.
`python tests/bench/page.py [--rounds N]`.
"""

# ruff: noqa: T201 - it reports by printing

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

from mkdocs.commands.build import build
from mkdocs.config import load_config

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.debian import program
from validator.commands import static
from validator.loopback import run_in_thread
from validator.proxy import Settings
from validator.proxy import create_app as create_proxy
from validator.publish import site

_SCRIPT: Final = Path(__file__).with_suffix(".mjs")
_BARE: Final = "bare page of the theme"
_PATHS: Final = ("/", "/okx/create-read-only-key/", "/okx/troubleshooting/", "/okx/check-your-key/")
_BARE_CONFIG: Final = "site_name: Bare\ntheme: {name: material}\n"
_BARE_PAGE: Final = "# A page\n\nOne sentence.\n"

#: What Lighthouse found of one page: score, bytes, and times in ms.
type Found = dict[str, float]


def _build_bare(folder: Path) -> Path:
    """Build a site of one sentence with the theme as it comes, and return where it is."""
    (folder / "docs").mkdir()
    (folder / "mkdocs.yml").write_text(_BARE_CONFIG)
    (folder / "docs" / "index.md").write_text(_BARE_PAGE)
    build(load_config(config_file=str(folder / "mkdocs.yml")))
    return folder / "site"


def _measure(rounds: int) -> dict[str, list[Found]]:
    """Return what was found of each page in each round."""
    node, browser = program("node"), program("chromium")
    names = (_BARE, *_PATHS)
    found: dict[str, list[Found]] = {name: [] for name in names}
    with (
        tempfile.TemporaryDirectory() as ours,
        tempfile.TemporaryDirectory() as bare,
        ExitStack() as servers,
    ):
        site.build(Path(ours), "http://127.0.0.1/")
        ours_at, bare_at = (
            servers.enter_context(
                run_in_thread(static.create_app(folder, create_proxy(Settings())))
            )
            for folder in (Path(ours), _build_bare(Path(bare)))
        )
        urls = [urljoin(bare_at, "/"), *(urljoin(ours_at, path) for path in _PATHS)]
        run = subprocess.run(
            [node, _SCRIPT, browser, *urls * rounds],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    for name, line in zip(names * rounds, run.stdout.splitlines(), strict=True):
        result = json.loads(line)
        score = result["scores"]["performance"]
        found[name].append({"score": score, "bytes": result["bytes"], **result["times"]})
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    found = _measure(parser.parse_args().rounds)
    bare = [one["score"] for one in found[_BARE]]
    for name, rounds in found.items():
        scores = [one["score"] for one in rounds]
        level = sum(ours >= theirs for ours, theirs in zip(scores, bare, strict=True))
        times = "  ".join(
            f"{kind} {statistics.median(one[kind] for one in rounds):4.0f}"
            for kind in ("paint", "largest", "blocked", "work")
        )
        print(
            f"{name:28} {statistics.median(scores):3.0f} ({min(scores):.0f} to {max(scores):.0f})"
            f"  level {level} of {len(bare)}  ms: {times}"
            f"  {max(one['bytes'] for one in rounds) / 1024:6.1f} KiB"
        )


if __name__ == "__main__":
    main()
