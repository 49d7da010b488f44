"""The tests' script in a page, and changes of the worker, for all engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.responses import Response

if TYPE_CHECKING:
    from tests.browser.center import HelpCenter
    from tests.engines.tab import Tab

#: The address of the tests' own script, because the site's scripts have integrity hashes.
_PATH: Final = "/probe.mjs"
#: Records exceptions and console messages; `settle` asks one last question, which the worker
#: answers after all earlier ones; `forward` moves the clock for long timers.
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
#: Loads the script into the page.
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
    """Serve the tests' script until the end of the test."""
    text = _SCRIPT.format(python=center.path_of("key-checker.mjs"))
    center.site.instead[_PATH] = Response(text, media_type="text/javascript")


def bring(tab: Tab) -> None:
    """Load the tests' script into the open page, unless it is loaded."""
    tab.evaluate(_BRING, _PATH)


def change_worker(center: HelpCenter, before: str) -> None:
    """Serve the worker with code before its own, until the end of the test."""
    path = center.path_of("worker.mjs")
    text = before + (center.folder / path.lstrip("/")).read_text()
    headers = {"Cache-Control": "no-cache"}
    center.site.instead[path] = Response(text, media_type="text/javascript", headers=headers)
