"""Hundreds of generated credentials through everything: no trace of them where none belongs."""

from __future__ import annotations

import base64
import io
import json
import logging
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import pytest

from tests.browser import chromium
from tests.browser.canary import Traces, accounts, found
from tests.browser.checker import Checker
from validator import fake_okx
from validator.__main__ import main
from validator.core.credentials import FIELDS
from validator.loopback import run_in_thread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page, Route
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from tests.browser.canary import Canary
    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser

#: How many are checked in the page and by the command line, and how many where it leaks.
_IN_PAGE: Final = 220
_BY_COMMAND: Final = 110
_LEAKED: Final = 1
_CHECKER_PAGE: Final = "okx/check-your-key/"
_OTHER_PAGE: Final = "okx/privacy/"
_ROUTE: Final = b"/api/okx/permissions"
_CONFIG: Final = b"/api/v5/account/config"

#: Puts one canary after the other into the fields, presses, waits for the result, and clears.
_CHECK_ALL: Final = """async (tries) => {
  const checker = document.querySelector("key-checker");
  const result = checker.querySelector("[data-part=result]");
  const told = [];
  for (const values of tries) {
    for (const [name, value] of Object.entries(values)) {
      const input = checker.querySelector(`[data-field=${name}] input`);
      input.value = value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    checker.querySelector("[data-part=press]").click();
    while (result.hidden || checker.hasAttribute("data-checking")) {
      if (checker.dataset.python !== "ready") throw new Error("Python has ended");
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    told.push(result.dataset.outcome);
    checker.querySelector("[data-part=clear]").click();
  }
  return told;
}"""
_STORED: Final = """async () => {
  await globalThis.leaked;
  const caches_ = await Promise.all((await caches.keys()).map(async (name) => {
    const cache = await caches.open(name);
    return [name, ...(await cache.keys()).map((one) => one.url)];
  }));
  const databases = await Promise.all((await indexedDB.databases()).map(({ name }) =>
    new Promise((resolve) => {
      const opened = indexedDB.open(name);
      opened.onsuccess = () => {
        const stores = [...opened.result.objectStoreNames];
        if (stores.length === 0) return resolve([name]);
        const all = opened.result.transaction(stores).objectStore(stores[0]).getAll();
        all.onsuccess = () => resolve([name, stores, all.result]);
      };
    })));
  return {
    localStorage: JSON.stringify({ ...localStorage }),
    sessionStorage: JSON.stringify({ ...sessionStorage }),
    cookies: document.cookie,
    caches: JSON.stringify(caches_),
    indexedDB: JSON.stringify(databases),
    history: JSON.stringify(history.state),
    address: location.href,
    title: document.title,
  };
}"""
_DOM: Final = """() => [
  document.documentElement.outerHTML,
  ...[...document.querySelectorAll("input, textarea")].map((one) => one.value),
].join("\\n")"""

#: A page that leaks on purpose, a different way for each place that is looked at.
_LEAKING_PAGE: Final = """
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
    // Read to the end: a body that nobody reads keeps the network from ever being idle.
    fetch("/assets/favicon.svg?v=" + key).then((response) => response.text()),
  ]);
  const replace = history.replaceState.bind(history);
  history.replaceState = (state, ...rest) => replace({ ...state, key }, ...rest);
  history.replaceState({ key }, "", `#${[...secret].map(
    (one) => one.charCodeAt(0).toString(16)).join("")}`);
  document.title = `Checking ${key}`;
  event.target.querySelector("[data-field=api_key] input").setAttribute("data-was", key);
}, true);
addEventListener("pageshow", () => { document.documentElement.dataset.last = localStorage.last; });
"""
_LEAKING_WORKER: Final = """
addEventListener("message", ({ data }) => {
  if (data.kind === "check") {
    fetch("/api/time", { headers: { "X-Trace": data.values.secret_key.slice(8, 16) } })
      .then((response) => response.text());
  }
});
"""


class _Log(logging.Handler):
    """Keeps every line of every logger, with what it says of exceptions."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s %(args)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(self.format(record))


@contextmanager
def _everything_logged() -> Iterator[_Log]:
    """Let every logger tell all that it can."""
    log, root = _Log(), logging.getLogger()
    loggers = [root, *map(logging.getLogger, ("aiohttp", "asyncio", "uvicorn", "uvicorn.error"))]
    levels = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.DEBUG)
    root.addHandler(log)
    try:
        yield log
    finally:
        root.removeHandler(log)
        for one, level in zip(loggers, levels, strict=True):
            one.setLevel(level)


def _values(canary: Canary) -> dict[str, str]:
    return {name: getattr(canary.pasted, name) for name in FIELDS}


def _watch(context: BrowserContext) -> tuple[list[str], list[str]]:
    """Return what the browser will have asked for, and what its consoles will have been told."""
    asked: list[str] = []
    told: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("console", lambda message: told.append(message.text))
    context.on("weberror", lambda error: told.append(str(error.error)))
    return asked, told


def _in_page(page: Page, center: HelpCenter, canaries: list[Canary]) -> dict[str, str]:
    """Check all in one page, leave it and come back, and return what is left in it."""
    center.open(page, _CHECKER_PAGE)
    checker = Checker(page)
    checker.wait_for_python()
    outcomes = page.evaluate(_CHECK_ALL, [_values(one) for one in canaries])
    assert len(outcomes) == len(canaries)
    left: dict[str, str] = page.evaluate(_STORED) | {"cleared page": _dom(page, _CHECKER_PAGE)}
    page.goto(center.url + _OTHER_PAGE)
    page.go_back()
    left["page after back"] = _dom(page, _CHECKER_PAGE)
    page.go_forward()
    left["page after forward"] = _dom(page, _OTHER_PAGE)
    return left


def _dom(page: Page, path: str) -> str:
    """Return the page at a path with what stands in its fields, once it has come to rest.

    A step back or forward may end too early: Playwright takes the next navigation for it, and
    Material's note of how far the page that is left was scrolled is one.
    """
    page.wait_for_url(f"**/{path}*", wait_until="networkidle")
    text: str = page.evaluate(_DOM)
    return text


def _files(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def _spend(
    browser: Browser, center: HelpCenter, folder: Path, canaries: list[Canary], *, leaks: bool
) -> dict[str, bytes]:
    """Check canaries in a browser with a profile of its own; return all that is left anywhere."""
    center.site.requests.clear()
    center.okx.requests.clear()
    profile = folder / "profile"
    with _everything_logged() as log:
        context = browser.browser_type.launch_persistent_context(
            profile,
            executable_path=chromium.find(),
            args=["--no-sandbox", "--disable-background-networking"],
            env={"TMPDIR": str(folder)},
        )
        asked, told = _watch(context)
        if leaks:
            context.add_init_script(_LEAKING_PAGE)
            context.route("**/checker/*/worker.mjs", _leak)
            center.site.instead[_ROUTE.decode()] = _leaky(center.site.app, folder)
        try:
            left = _in_page(context.pages[0], center, canaries)
        finally:
            context.close()
            center.site.instead.clear()
    places = {place: text.encode() for place, text in left.items()}
    others = [one for one in center.site.requests if not _is(one, _ROUTE)]
    return places | {
        "addresses": "\n".join(asked).encode(),
        "console": "\n".join(told).encode(),
        "logs": "\n".join(log.lines).encode(),
        "requests": b"\n".join(others),
        "heads of requests": b"\n".join(one.rpartition(b"\n")[0] for one in center.site.requests),
        "files": _files(folder),
    }


def _is(request: bytes, path: bytes) -> bool:
    return request.split(b"\n")[1] == path


def _leak(route: Route) -> None:
    route.fulfill(response=(original := route.fetch()), body=_LEAKING_WORKER + original.text())


def _leaky(app: ASGIApp, folder: Path) -> ASGIApp:
    """Return a proxy that writes what it is sent to a log and to a file."""

    async def leaky(scope: Scope, receive: Receive, send: Send) -> None:
        async def told() -> Message:
            message = await receive()
            body = message.get("body", b"")
            if body:
                logging.getLogger("proxy").debug("asked with %s", body.hex())
                with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
                    file.write(body)
            return message

        await app(scope, told, send)

    return leaky


@pytest.fixture(name="canaries")
def _canaries(monkeypatch: pytest.MonkeyPatch) -> list[Canary]:
    """Let the fake exchange know the canaries."""
    made = accounts(_IN_PAGE)
    monkeypatch.setattr(fake_okx, "ACCOUNTS", made)
    return list(made.values())


def test_no_trace(
    browser: Browser, center: HelpCenter, tmp_path: Path, canaries: list[Canary]
) -> None:
    """After a check of each, no trace is anywhere but in the requests that have to hold it."""
    places = _spend(browser, center, tmp_path, canaries, leaks=False)

    values = [one.pasted for one in canaries]
    assert found(Traces(values), places) == set()
    everything = b"\n".join([*center.site.requests, *center.okx.requests])
    assert not Traces(values, ("secret_key",)).are_in(everything)
    # And they did go where they belong.
    sent = [
        json.loads(one.rpartition(b"\n")[2]) for one in center.site.requests if _is(one, _ROUTE)
    ]
    assert [one["api_key"] for one in sent] == [one.api_key for one in values]
    assert sum(_is(one, _CONFIG) for one in center.okx.requests) == len(values)


@pytest.mark.audit
def test_a_leak_is_found(
    browser: Browser, center: HelpCenter, tmp_path: Path, canaries: list[Canary]
) -> None:
    """A page, a worker and a proxy that leak on purpose are found out at every place."""
    canaries = canaries[:_LEAKED]
    places = _spend(browser, center, tmp_path, canaries, leaks=True)

    assert found(Traces(one.pasted for one in canaries), places) == set(places)


def test_every_disguise_is_known(canaries: list[Canary]) -> None:
    """A secret is found plain, reversed, encoded, inside of other text, and in part."""
    traces = Traces(one.pasted for one in canaries)
    assert not traces.are_in(b"nothing of the kind " * 1_000)
    for one in canaries[:20]:
        for value in _values(one).values():
            plain = value.encode()
            disguises = [plain, plain[::-1], quote(value, safe="").encode(), plain.hex().encode()]
            disguises += [plain.hex().upper().encode(), plain[:8], plain[8:16], plain.lower()]
            for offset in range(3):
                longer = b"?>~"[:offset] + plain + b"?>~ more"
                disguises += [base64.b64encode(longer), base64.urlsafe_b64encode(longer)]
            assert all(traces.are_in(b"before " + each + b" after") for each in disguises)


def test_the_command_line(
    center: HelpCenter,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    canaries: list[Canary],
) -> None:
    """`check` writes no trace to its output or to a log, and asks OKX with no secret key."""
    okx: Any = center.okx
    canaries = canaries[:_BY_COMMAND]

    def check(canary: Canary, url: str, *flags: str) -> None:
        text = io.BytesIO(json.dumps(_values(canary)).encode())
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(text))
        main(["check", "--okx", url, *flags])

    with _everything_logged() as log, run_in_thread(okx) as url, ThreadPoolExecutor(1) as thread:
        for number, canary in enumerate(canaries):
            # In a thread of its own: Playwright's loop runs in this one.
            thread.submit(check, canary, url, *(("--json",) if number % 2 else ())).result()
    output = capsys.readouterr()

    values = [one.pasted for one in canaries]
    places = {"output": output.out, "errors": output.err, "logs": "\n".join(log.lines)}
    assert found(Traces(values), {place: text.encode() for place, text in places.items()}) == set()
    assert sum(_is(one, _CONFIG) for one in okx.requests) == len(canaries)
    assert not Traces(values, ("secret_key",)).are_in(b"\n".join(okx.requests))
