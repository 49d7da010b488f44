"""Generated credentials leave no trace anywhere but in the requests of a check."""

from __future__ import annotations

import base64
import logging
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pytest
from prometheus_client import generate_latest

from tests.browser import left
from tests.browser.canary import Traces, accounts, foreign, found
from tests.browser.checker import Checker
from tests.browser.held import ROUTE
from tests.browser.leaks import leaking
from tests.debian import program
from tests.engines.checker import CHECKER_PAGE, FILL
from validator import fake_okx
from validator.core.facts import REQUEST_PATH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.browser.canary import Canary
    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser

#: The number of credentials, one of each kind, and their number in a page that leaks.
_IN_PAGE: Final = 11
_LEAKED: Final = 1
_OTHER_PAGE: Final = "okx/privacy/"

#: Checks the values of each try, and clears the form at last; returns the outcomes, and the
#: addresses of links to support, which may contain a report.
_CHECK_ALL: Final = f"""async (tries) => {{
  const fill = {FILL};
  const checker = document.querySelector("key-checker");
  const result = checker.querySelector("[data-part=result]");
  const problem = checker.querySelector("[data-part=problem]");
  const links = checker.querySelectorAll("[data-part=support], [data-part=act-link]");
  checker.querySelector("[name=site]").click();
  const outcomes = [];
  const addresses = [];
  for (const values of tries) {{
    fill(values);
    checker.querySelector("[data-part=press]").click();
    while (
      (problem.hidden && !result.matches(":not([hidden], [data-stale])")) ||
      checker.hasAttribute("data-checking")
    ) {{
      if (checker.dataset.python !== "ready") throw new Error("Python has ended");
      await new Promise((resolve) => setTimeout(resolve, 1));
    }}
    outcomes.push(problem.hidden ? result.dataset.outcome : "none");
    for (const link of links) addresses.push(decodeURIComponent(link.getAttribute("href") ?? ""));
  }}
  checker.querySelector("[data-clear]").click();
  return [outcomes, addresses];
}}"""


class _Log(logging.Handler):
    """Records every line of every logger, with its exception."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s %(args)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Record a line."""
        self.lines.append(self.format(record))


@contextmanager
def _everything_logged() -> Iterator[_Log]:
    """Log everything at debug level until the block ends."""
    log, root = _Log(), logging.getLogger()
    loggers = [root, *map(logging.getLogger, ("asyncio", "uvicorn", "uvicorn.error"))]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    root.addHandler(log)
    try:
        yield log
    finally:
        root.removeHandler(log)
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _with_foreign(canary: Canary) -> list[dict[str, str]]:
    """Return the canary's values with each kind of foreign secret in place of each."""
    values = asdict(canary.pasted)
    return [values | {name: secret} for secret in foreign(canary.number) for name in values]


def _in_page(page: Page, center: HelpCenter, canaries: list[Canary]) -> dict[str, str]:
    """Check all canaries in a page, leave it, come back, and return the traces in it."""
    Checker(page).open(center)
    with_foreign = _with_foreign(canaries[0])
    tries = [*with_foreign, *(asdict(canary.pasted) for canary in canaries)]
    outcomes, support = page.evaluate(_CHECK_ALL, tries)
    assert len(outcomes) == len(tries)
    assert outcomes[: len(with_foreign)] == ["none"] * len(with_foreign)
    assert sum(address.startswith("mailto:") for address in support) >= len(canaries)
    texts = left.stored(page) | {
        "cleared page": left.dom(page, CHECKER_PAGE),
        "email to support": "\n".join(support),
    }
    page.goto(center.url + _OTHER_PAGE)
    page.go_back()
    texts["page after back"] = left.dom(page, CHECKER_PAGE)
    page.go_forward()
    return texts | {"page after forward": left.dom(page, _OTHER_PAGE)}


def _spend(
    browser: Browser, center: HelpCenter, folder: Path, canaries: list[Canary], *, leaks: bool
) -> dict[str, bytes]:
    """Check canaries in a browser with its own profile; return every text that may have a trace."""
    for kept in (center.site.requests, center.okx.requests, center.log):
        kept.clear()
    with _everything_logged() as log, ExitStack() as stack:
        context = browser.browser_type.launch_persistent_context(
            folder / "profile",
            executable_path=program("chromium"),
            args=["--no-sandbox", "--disable-background-networking"],
            env={"TMPDIR": str(folder)},
        )
        listener = left.Listener(context)
        if leaks:
            stack.enter_context(leaking(context, center, folder))
        try:
            texts = _in_page(context.pages[0], center, canaries)
        finally:
            context.close()
        metrics = generate_latest(center.metrics.registry)
    texts |= listener.places() | {"logs": "\n".join(log.lines)}
    requests = zip(center.site.paths, center.site.requests, strict=True)
    others = [request for path, request in requests if path != ROUTE]
    return {place: text.encode() for place, text in texts.items()} | {
        "requests": b"\n".join(others),
        "heads of requests": b"\n".join(
            request.rpartition(b"\n")[0] for request in center.site.requests
        ),
        "files": b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file()),
        "proxy's log": b"".join(center.log),
        "metrics": metrics,
    }


@pytest.fixture(name="canaries")
def _canaries(monkeypatch: pytest.MonkeyPatch) -> list[Canary]:
    """Add the canaries to the fake exchange's accounts."""
    made = accounts(_IN_PAGE)
    monkeypatch.setattr(fake_okx, "ACCOUNTS", made)
    return list(made.values())


def test_no_trace(
    browser: Browser, center: HelpCenter, tmp_path: Path, canaries: list[Canary]
) -> None:
    """Only the requests that need a value contain it, and none contains a foreign secret."""
    places = _spend(browser, center, tmp_path, canaries, leaks=False)

    values = [canary.pasted for canary in canaries]
    secrets = Traces(values, ("secret_key",))
    anything = Traces(values)
    for secret in foreign(canaries[0].number):
        secrets.add(secret)
        anything.add(secret)
    assert found(anything, places) == set()
    everything = b"\n".join([*center.site.requests, *center.okx.requests])
    assert not secrets.are_in(everything)
    # The log was verbose, and every check did reach OKX.
    assert places["proxy's log"].count(b'"event":"request"') > len(values)
    assert b'kind="refused",site="global"' in places["metrics"]
    sent = [body["api_key"] for body in center.site.bodies(ROUTE)]
    assert sent == [pasted.api_key for pasted in values]
    assert center.okx.paths.count(REQUEST_PATH) == len(values)


@pytest.mark.audit
def test_a_leak_is_found(
    browser: Browser, center: HelpCenter, tmp_path: Path, canaries: list[Canary]
) -> None:
    """If page, worker and proxy leak on purpose, a trace is found in every place."""
    canaries = canaries[:_LEAKED]
    places = _spend(browser, center, tmp_path, canaries, leaks=True)

    assert found(Traces(canary.pasted for canary in canaries), places) == set(places)


def test_every_disguise_is_known(canaries: list[Canary]) -> None:
    """A secret is found plain, reversed, encoded, within other text, and in part."""
    traces = Traces(canary.pasted for canary in canaries)
    assert not traces.are_in(b"nothing of the kind " * 1_000)
    for canary in canaries:
        for value in asdict(canary.pasted).values():
            plain = value.encode()
            disguises = [plain, plain[::-1], quote(value, safe="").encode(), plain.hex().encode()]
            disguises += [plain.hex().upper().encode(), plain[:8], plain[8:16], plain.lower()]
            for offset in range(3):
                longer = b"?>~"[:offset] + plain + b"?>~ more"
                disguises += [base64.b64encode(longer), base64.urlsafe_b64encode(longer)]
            assert all(traces.are_in(b"before " + each + b" after") for each in disguises)
