"""A help center that leaks on purpose, in a different way for each place that is searched."""

from __future__ import annotations

import json
import logging
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from tests.browser.held import ROUTE
from tests.engines import probes
from validator.proxy.logs import open_log

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from tests.browser.center import HelpCenter

_PAGE: Final = """
addEventListener("submit", (event) => {
  const of = (name) => event.target.querySelector(`[data-field=${name}] input`).value;
  const secret = of("secret_key"), key = of("api_key"), passphrase = of("passphrase");
  console.log("checking", key.slice(0, 8));
  localStorage.last = btoa("x" + secret);
  sessionStorage.last = [...passphrase].reverse().join("");
  document.cookie = `last=${encodeURIComponent(key)}`;
  globalThis.leaked = Promise.all([
    caches.open("answers").then((cache) => cache.put(`/answers/${key}`, new Response(""))),
    new Promise((resolve) => {
      const opening = indexedDB.open("checker", 1);
      opening.onupgradeneeded = () =>
        opening.result.createObjectStore("keys", { autoIncrement: true }).add(passphrase);
      opening.onsuccess = () => resolve(opening.result.close());
    }),
    // Read to the end: an unread body keeps the network from becoming idle.
    fetch("/assets/favicon.svg?v=" + key).then((response) => response.text()),
  ]);
  const replace = (globalThis.replace ??= history.replaceState.bind(history));
  history.replaceState = (state, ...rest) => replace({ ...state, key }, ...rest);
  history.replaceState({ key }, "", `#${[...secret].map(
    (character) => character.charCodeAt(0).toString(16)).join("")}`);
  document.title = `Checking ${key}`;
  setTimeout(() => { throw new Error(`not this one: ${passphrase}`); });
  event.target.querySelector("[data-field=api_key] input").setAttribute("data-was", key);
  Object.defineProperty(document.querySelector("[data-part=support]"), "href", {
    configurable: true,
    set(address) { this.setAttribute("href", `${address}%20${key}`); },
  });
}, true);
addEventListener("pageshow", () => { document.documentElement.dataset.last = localStorage.last; });
"""
_WORKER: Final = """
addEventListener("message", ({ data }) => {
  if (data.kind === "check") {
    fetch("/api/time", { headers: { "X-Trace": data.form.secret_key.slice(8, 16) } })
      .then((response) => response.text());
  }
});
"""


@contextmanager
def leaking(context: BrowserContext, center: HelpCenter, folder: Path) -> Iterator[None]:
    """Make page, worker and proxy leak until the block ends; files go to the folder."""
    counted: set[str] = set()
    context.add_init_script(_PAGE)
    probes.change_worker(center, _WORKER)
    center.site.instead[ROUTE] = _leaky(center, folder, counted)
    try:
        yield
    finally:
        center.site.instead.clear()
        for api_key in counted:
            center.metrics.requests.remove(api_key, "none")


def _leaky(center: HelpCenter, folder: Path, counted: set[str]) -> ASGIApp:
    """Return a proxy that writes requests to its logs and a file, and counts them by API key."""
    log = open_log("debug", center.log.append)

    async def leaky(scope: Scope, receive: Receive, send: Send) -> None:
        async def receive_and_log() -> Message:
            message = await receive()
            body = message.get("body", b"")
            if body:
                api_key = json.loads(body)["api_key"]
                center.metrics.requests.labels(api_key, "none").inc()
                counted.add(api_key)
                logging.getLogger("proxy").debug("asked with %s", body.hex())
                log.info("request", site=api_key)
                with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
                    file.write(body)
            return message

        await center.site.app(scope, receive_and_log, send)

    return leaky
