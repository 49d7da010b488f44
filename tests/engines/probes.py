"""What the tests add to scripts of the page on their way to the browser, alike for all engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.responses import Response

if TYPE_CHECKING:
    from tests.browser.center import HelpCenter

#: In front of the first script: keeps what is thrown, or written to the console as an error.
ERRORS: Final = """globalThis.probe = { errors: [] };
globalThis.addEventListener("error", (event) => probe.errors.push(String(event.message)));
globalThis.addEventListener("unhandledrejection", (event) => probe.errors.push(`${event.reason}`));
for (const level of ["error", "warn"]) {
  const written = console[level];
  console[level] = (...all) => { probe.errors.push(all.map(String).join(" ")); written(...all); };
}
"""
#: Behind the page's end of the worker: the worker answers in order, so that its answer to one more
#: question tells that all before are answered.
SETTLE: Final = """
{
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  globalThis.probe.settle = async () => {
    await frame();
    await frame();
    await python.ask({ kind: "inspect", values: { api_key: "", secret_key: "", passphrase: "" } });
    await frame();
  };
}
"""
#: In front of the script that waits for idle minutes: a clock that a test moves.
IDLE_CLOCK: Final = """globalThis.probe.clock ??= {
  now: 0,
  last: 0,
  timers: new Map(),
  forward(minutes) {
    this.now += minutes * 60_000;
    for (const [id, { run, at }] of [...this.timers]) {
      if (at <= this.now) {
        this.timers.delete(id);
        run();
      }
    }
  },
};
const { clock } = globalThis.probe;
const Date = { now: () => clock.now };
const setTimeout = (run, delay) => {
  clock.timers.set((clock.last += 1), { run, at: clock.now + delay });
  return clock.last;
};
const clearTimeout = (id) => clock.timers.delete(id);
"""


def is_offline() -> str:
    """Return what, in front of the worker, tells it that there is no network."""
    return 'Object.defineProperty(navigator, "onLine", { get: () => false });\n'


def is_ahead(seconds: int) -> str:
    """Return what, in front of the worker, sets the device's clock."""
    return f"const now = Date.now; Date.now = () => now() + {seconds * 1000};\n"


def path_of(center: HelpCenter, script: str) -> str:
    """Return the path of one of the checker's scripts on the site."""
    (file,) = (center.folder / "checker").glob(f"*/{script}")
    return f"/{file.relative_to(center.folder)}"


def add(center: HelpCenter, script: str, before: str = "", after: str = "") -> None:
    """Serve a script with something added, until the end of the test."""
    path = path_of(center, script)
    text = before + (center.folder / path.lstrip("/")).read_text() + after
    center.site.instead[path] = Response(
        text, media_type="text/javascript", headers={"Cache-Control": "no-cache"}
    )
