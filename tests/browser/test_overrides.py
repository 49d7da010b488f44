"""Our scripts replace no function of the browser or of Material."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.browser.checker import Checker

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser

#: The names of what the browser itself offers; in a page they are those of a page without scripts.
_NAMES: Final = "() => Object.getOwnPropertyNames(globalThis)"
#: Which of them, their properties and those of their prototypes are functions that a script wrote,
#: and which properties the document and its parts got that are their kind's.
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
#: Pyodide and Python write exceptions there, which may hold what was pasted.
_LEVELS: Final = ("debug", "error", "info", "log", "trace", "warn")
_SILENCED: Final = {f"console.{level}" for level in _LEVELS}


def test_nothing_of_the_browsers_is_replaced(page: Page, center: HelpCenter) -> None:
    """On no page, nor in the worker, is a built-in function one that a script wrote."""
    page.goto(center.url + "llms.txt")
    names = page.evaluate(_NAMES)
    replaced: dict[str, list[str]] = {}
    for address in center.addresses():
        page.goto(center.url + address)
        if "check-your-key" in address:
            Checker(page).wait_for_python()
            (worker,) = (worker for worker in page.workers if worker.url.endswith("/worker.mjs"))
            # Pyodide has a name of its own there, which begins so.
            offered = [name for name in worker.evaluate(_NAMES) if not name.startswith("_")]
            replaced["worker"] = worker.evaluate(_WRITTEN, offered)
        replaced[address] = page.evaluate(_WRITTEN, names)

    assert {name for name in replaced["worker"] if name.startswith("console.")} == _SILENCED
    replaced["worker"] = [name for name in replaced["worker"] if name not in _SILENCED]
    assert {where: found for where, found in replaced.items() if found} == {}
