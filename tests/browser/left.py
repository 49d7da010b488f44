"""What a visit leaves in a browser: in its storage, its history, its consoles and its page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

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


class Watched:
    """What a browser asks for from now on, and what its consoles and exceptions say."""

    def __init__(self, context: BrowserContext) -> None:
        self._asked: list[str] = []
        self._told: list[str] = []
        self._raised: list[str] = []
        context.on("request", lambda request: self._asked.append(request.url))
        context.on("console", lambda message: self._told.append(message.text))
        context.on(
            "weberror", lambda error: self._raised.append(f"{error.error}\n{error.error.stack}")
        )

    def places(self) -> dict[str, str]:
        """Return the texts of each kind."""
        return {
            "addresses": "\n".join(self._asked),
            "console": "\n".join(self._told),
            "exceptions": "\n".join(self._raised),
        }


def stored(page: Page) -> dict[str, str]:
    """Return what the browser has of the page's origin, and of the tab's history."""
    texts: dict[str, str] = page.evaluate(_STORED)
    history = page.context.new_cdp_session(page).send("Page.getNavigationHistory")
    return texts | {
        "cookies": json.dumps(page.context.cookies()),
        "history": json.dumps(history["entries"]),
    }


def dom(page: Page, path: str) -> str:
    """Return the page at a path with what stands in its fields, once it has come to rest.

    A step back or forward may end too early: Playwright takes the next navigation for it, and
    Material's note of how far the page that is left was scrolled is one.
    """
    page.wait_for_url(f"**/{path}*", wait_until="networkidle")
    text: str = page.evaluate(_DOM)
    return text
