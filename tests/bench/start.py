"""How long Python takes to start in the page, beside bare `loadPyodide()` of the same files.

Interleaved rounds in one run, a fresh profile each; medians with ranges, and their ratio.
`python tests/bench/start.py [--rounds N] [--json]`.
"""

# ruff: noqa: T201 - it reports by printing

from __future__ import annotations

import argparse
import json
import socket
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.browser import chromium
from validator.commands import static
from validator.loopback import run_in_thread
from validator.proxy import Settings
from validator.proxy import create_app as create_proxy
from validator.publish import site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_BARE_PAGE = """<!doctype html><title>bare</title><script type="module">
new Worker("/bare.mjs", { type: "module" }).onmessage = () => {
  document.documentElement.dataset.python = "ready";
};
</script>"""
_BARE_WORKER = """const base = new URL("{base}", location.href).href;
const {{ loadPyodide }} = await import(base + "pyodide.mjs");
await loadPyodide({{ indexURL: base }});
postMessage("ready");
"""


def _measure(browser: Browser, address: str, ready: str) -> float:
    """Return the seconds from opening a page to Python being ready, in a fresh profile."""
    context = browser.new_context()
    page = context.new_page()
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(ready, state="attached", timeout=120_000)
    seconds = time.perf_counter() - start
    context.close()
    return seconds


def _run(rounds: int) -> dict[str, list[float]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        address = f"http://127.0.0.1:{port}/"
        site.build(folder, address)
        (runtime,) = (folder / "runtime").iterdir()
        worker = _BARE_WORKER.format(base=f"/runtime/{runtime.name}/")
        app = Starlette(
            routes=[
                Route("/bare", lambda _request: HTMLResponse(_BARE_PAGE)),
                Route("/bare.mjs", lambda _request: Response(worker, media_type="text/javascript")),
                Mount("/", static.create_app(folder, create_proxy(Settings()))),
            ]
        )
        stack.enter_context(run_in_thread(app, port))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path=chromium.find(),
            args=["--no-sandbox", "--disable-background-networking"],
        )
        cases = {
            "checker page": (f"{address}okx/check-your-key/", "key-checker[data-python=ready]"),
            "bare loadPyodide": (f"{address}bare", "html[data-python=ready]"),
        }
        seconds: dict[str, list[float]] = {name: [] for name in cases}
        for _ in range(rounds + 1):
            for name, (page, ready) in cases.items():
                seconds[name].append(_measure(browser, page, ready))
        browser.close()
    # The first round warms the browser's own start and is not counted.
    return {name: values[1:] for name, values in seconds.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    seconds = _run(arguments.rounds)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    ratio = medians["checker page"] / medians["bare loadPyodide"]
    if arguments.json:
        print(json.dumps({"seconds": seconds, "medians": medians, "ratio": ratio}))
        return
    for name, values in seconds.items():
        print(f"{name:18} {medians[name]:6.2f} s   ({min(values):.2f} to {max(values):.2f})")
    print(f"{'ratio':18} {ratio:6.2f}")


if __name__ == "__main__":
    main()
