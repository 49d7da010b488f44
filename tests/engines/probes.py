"""What the tests bring into a page, and change of the worker, alike for all engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.responses import Response

if TYPE_CHECKING:
    from tests.browser.center import HelpCenter
    from tests.engines.tab import Tab

#: In front of the worker: tells it that there is no network.
IS_OFFLINE: Final = 'Object.defineProperty(navigator, "onLine", { get: () => false });\n'
#: The address of the tests' own script; the site's own are bound to their bytes.
_PATH: Final = "/probe.mjs"
#: Keeps what is thrown or written to the console; asks the worker, which answers in order, one more
#: question to know that all before are answered; moves the clock for what waits for minutes.
_SCRIPT: Final = """import {{ python }} from "{python}";
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const now = Date.now;
const wait = globalThis.setTimeout;
const forget = globalThis.clearTimeout;
const timers = new Map();
let passed = 0;
let last = -1;
const probe = {{
  complaints: [],
  async settle() {{
    await frame();
    await frame();
    const values = {{ api_key: "", secret_key: "", passphrase: "" }};
    await python.ask({{ kind: "inspect", values }});
    await frame();
  }},
  forward(minutes) {{
    passed += minutes * 60_000;
    for (const [id, {{ run, at }}] of [...timers]) {{
      if (at <= passed && timers.delete(id)) run();
    }}
  }},
}};
globalThis.addEventListener("error", (event) => probe.complaints.push(String(event.message)));
globalThis.addEventListener("unhandledrejection", (event) => {{
  probe.complaints.push(String(event.reason));
}});
for (const level of ["debug", "error", "info", "log", "warn"]) {{
  const written = console[level];
  console[level] = (...all) => {{
    probe.complaints.push(all.map(String).join(" "));
    written(...all);
  }};
}}
Date.now = () => now() + passed;
globalThis.setTimeout = (run, delay, ...rest) => {{
  if (!(delay >= 300_000)) return wait(run, delay, ...rest);
  timers.set(last, {{ run, at: passed + delay }});
  return last--;
}};
globalThis.clearTimeout = (id) => timers.delete(id) || forget(id);
globalThis.probe = probe;
"""
#: Brings the script into the page.
_BRING: Final = """(address) => new Promise((resolve, reject) => {
  if (globalThis.probe) return resolve();
  const script = document.createElement("script");
  script.type = "module";
  script.src = address;
  script.onload = () => resolve();
  script.onerror = () => reject(new Error("no probe"));
  document.head.append(script);
})"""


def serve(center: HelpCenter) -> None:
    """Serve the tests' script from the site, until the end of the test."""
    text = _SCRIPT.format(python=center.path_of("key-checker.mjs"))
    center.site.instead[_PATH] = Response(text, media_type="text/javascript")


def bring(tab: Tab) -> None:
    """Load the tests' script into the page that is open, unless it is there."""
    tab.evaluate(_BRING, _PATH)


def is_ahead(seconds: int) -> str:
    """Return what, in front of the worker, sets the device's clock."""
    return f"const now = Date.now; Date.now = () => now() + {seconds * 1000};\n"


def change_worker(center: HelpCenter, before: str) -> None:
    """Serve the worker with something in front, until the end of the test."""
    path = center.path_of("worker.mjs")
    text = before + (center.folder / path.lstrip("/")).read_text()
    headers = {"Cache-Control": "no-cache"}
    center.site.instead[path] = Response(text, media_type="text/javascript", headers=headers)
