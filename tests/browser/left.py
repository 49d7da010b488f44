"""Traces of a visit in a browser: in its storage, history, console and page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, WebError

_STORED: Final = """async () => {
  await globalThis.leaked;
  const answered = (asked) => new Promise((resolve) => {
    asked.onsuccess = () => resolve(asked.result);
  });
  const kept = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      kept.push([name, request.url, [...response.headers], await response.text()]);
    }
  }
  const records = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await answered(indexedDB.open(name));
    for (const stored of database.objectStoreNames) {
      const store = () => database.transaction(stored).objectStore(stored);
      records.push([name, stored, await answered(store().getAllKeys())]);
      records.push(await answered(store().getAll()));
    }
    database.close();
  }
  return {
    localStorage: JSON.stringify({ ...localStorage }),
    sessionStorage: JSON.stringify({ ...sessionStorage }),
    caches: JSON.stringify(kept),
    indexedDB: JSON.stringify(records),
    "state of the history": JSON.stringify(history.state),
    address: location.href,
    title: document.title,
  };
}"""
_DOM: Final = """() => [
  document.documentElement.outerHTML,
  ...[...document.querySelectorAll("input, textarea")].map((input) => input.value),
].join("\\n")"""


class Listener:
    """Records the requests, console messages and exceptions of a browser."""

    def __init__(self, context: BrowserContext) -> None:
        self._addresses: list[str] = []
        self._messages: list[str] = []
        self._exceptions: list[str] = []
        context.on("request", lambda request: self._addresses.append(request.url))
        context.on("console", lambda message: self._messages.append(message.text))
        context.on("weberror", self._add_exception)

    def _add_exception(self, raised: WebError) -> None:
        self._exceptions.append(f"{raised.error}\n{raised.error.stack}")

    def places(self) -> dict[str, str]:
        """Return the records of each kind as one text."""
        return {
            "addresses": "\n".join(self._addresses),
            "console": "\n".join(self._messages),
            "exceptions": "\n".join(self._exceptions),
        }


def stored(page: Page) -> dict[str, str]:
    """Return everything that the browser has stored for the page's origin and the tab."""
    texts: dict[str, str] = page.evaluate(_STORED)
    history = page.context.new_cdp_session(page).send("Page.getNavigationHistory")
    return texts | {
        "cookies": json.dumps(page.context.cookies()),
        "history": json.dumps(history["entries"]),
    }


def dom(page: Page, path: str) -> str:
    """Return the page at a path with the texts in its fields, once the network is idle.

    Playwright's `go_back` may return too early, because Material changes the history on leaving.
    """
    page.wait_for_url(f"**/{path}*", wait_until="networkidle")
    text: str = page.evaluate(_DOM)
    return text
