"""Our scripts replace no function of the browser or of Material."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.browser.checker import Checker

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser

#: Returns the global names; on a page without scripts, those of the browser.
_NAMES: Final = "() => Object.getOwnPropertyNames(globalThis)"
#: Returns the names, properties and prototypes' properties that are functions of a script, and the
#: properties of elements that hide one of their prototype.
_WRITTEN: Final = """(names) => {
  const isNative = (own) =>
    Function.prototype.toString.call(own).replace(/\\s+/g, "").endsWith("{[nativecode]}");
  const found = new Set();
  const seen = new Set();
  const look = (holder, name) => {
    if (seen.has(holder)) return;
    seen.add(holder);
    for (const key of Reflect.ownKeys(holder)) {
      const { value, get, set } = Object.getOwnPropertyDescriptor(holder, key);
      for (const own of [value, get, set]) {
        if (typeof own === "function" && !isNative(own)) found.add(`${name}.${String(key)}`);
      }
    }
  };
  for (const name of names) {
    const own = globalThis[name];
    if (own === null || own === globalThis) continue;
    if (!["function", "object"].includes(typeof own)) continue;
    if (typeof own === "function" && !isNative(own)) found.add(name);
    look(own, name);
    if (own.prototype) look(own.prototype, `${name}.prototype`);
  }
  if (!globalThis.document) return [...found].sort();
  for (const element of document.querySelectorAll("html, head, link, meta, script, a")) {
    for (const key of Object.getOwnPropertyNames(element)) {
      if (key in Object.getPrototypeOf(element)) found.add(`${element.localName}.${key}`);
    }
  }
  return [...found].sort();
}"""
#: The worker silences the console, because exceptions might contain pasted values.
_LEVELS: Final = ("debug", "error", "info", "log", "trace", "warn")
_SILENCED: Final = {f"console.{level}" for level in _LEVELS}


def test_no_builtin_is_replaced(page: Page, center: HelpCenter) -> None:
    """Neither on a page nor in the worker is a built-in function replaced by a script."""
    page.goto(center.url + "llms.txt")
    names = page.evaluate(_NAMES)
    replaced: dict[str, list[str]] = {}
    for address in center.addresses():
        page.goto(center.url + address)
        if "check-your-key" in address:
            Checker(page).wait_for_python()
            (worker,) = (worker for worker in page.workers if worker.url.endswith("/worker.mjs"))
            # Pyodide's own global begins with an underscore.
            offered = [name for name in worker.evaluate(_NAMES) if not name.startswith("_")]
            replaced["worker"] = worker.evaluate(_WRITTEN, offered)
        replaced[address] = page.evaluate(_WRITTEN, names)

    assert {name for name in replaced["worker"] if name.startswith("console.")} == _SILENCED
    replaced["worker"] = [name for name in replaced["worker"] if name not in _SILENCED]
    assert {where: found for where, found in replaced.items() if found} == {}
