"""Whatever fails, the page says which, offers a way on, and keeps the fields."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Final

import pytest
from starlette.responses import Response

from tests.engines import probes
from tests.engines.checker import Checker, part
from tests.engines.conftest import CHECKER_PAGE
from tests.engines.starts import STARTS
from tests.engines.tab import PATIENCE
from validator.core.practice import ACCOUNTS
from validator.proxy import problems

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

    from tests.browser.center import HelpCenter
    from tests.engines.tab import Tab

_PASTED: Final = ACCOUNTS["read-only"].pasted
_ROUTE: Final = "/api/okx/permissions"
_TIME: Final = "/api/time"
_VALUES: Final = {
    "api_key": _PASTED.api_key,
    "secret_key": _PASTED.secret_key,
    "passphrase": _PASTED.passphrase,
}
#: To the browser, which is told to follow none, as if nobody had answered.
_UNREACHABLE: Final = Response(None, 302, {"Location": "/"})


class _Late:
    """Has the help center answer when the test lets it."""

    def __init__(self, center: HelpCenter) -> None:
        self._app = center.site.app
        self.asked = threading.Event()
        self.may_answer = threading.Event()
        self.answered = threading.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.set()
        while not self.may_answer.is_set():  # noqa: ASYNC110 - set by another thread
            await asyncio.sleep(0.01)
        await self._app(scope, receive, send)
        self.answered.set()


def _check_again(checker: Checker) -> None:
    checker.tab.click(part("again"))
    checker.wait_for_outcome("read-only")


@pytest.mark.parametrize(
    ("response", "code"),
    [
        (problems.respond(problems.LIVE_TEST_OFF), "live-test-off"),
        (Response("{}", 429, {"Retry-After": "5"}), "checker-busy"),
        (Response("<html>", 502), "checker-unavailable"),
        (Response("", 200), "checker-unavailable"),
        (Response('{"kind": "surprise"}', 200), "checker-unavailable"),
        (_UNREACHABLE, "checker-unavailable"),
    ],
    ids=["off", "limit", "bad-gateway", "empty", "unknown-kind", "unreachable"],
)
@pytest.mark.parametrize("path", [_ROUTE, _TIME], ids=["ask", "time"])
def test_the_proxy_fails(
    checker: Checker, center: HelpCenter, response: Response, code: str, path: str
) -> None:
    """Each way our proxy can fail has its message, and the verdict comes when it is back."""
    checker.paste_all(_PASTED)
    center.site.instead[path] = response
    checker.press()
    assert checker.outcome() == "unknown"
    assert checker.result_codes() == [code]
    assert checker.values() == _VALUES

    del center.site.instead[path]
    _check_again(checker)


def test_offline(tab: Tab, center: HelpCenter) -> None:
    """Without a network the page says so; back on it, *Check again* gives the verdict."""
    probes.change_worker(center, probes.IS_OFFLINE)
    tab.goto(center.url + CHECKER_PAGE)
    checker = Checker(tab)
    checker.wait_for_python()
    checker.paste_all(_PASTED)
    center.site.instead[_TIME] = _UNREACHABLE
    checker.press()
    assert checker.result_codes() == ["offline"]
    assert checker.values() == _VALUES

    del center.site.instead[_TIME]
    _check_again(checker)


@pytest.mark.parametrize(("ahead", "word"), [(3_600, "fast"), (-125, "slow")])
def test_a_wrong_clock_is_corrected(tab: Tab, center: HelpCenter, ahead: int, word: str) -> None:
    """A device whose clock is off still gets a verdict, and is told."""
    probes.change_worker(center, probes.is_ahead(ahead))
    tab.goto(center.url + CHECKER_PAGE)
    checker = Checker(tab)
    checker.wait_for_python()
    checker.paste_all(_PASTED)

    checker.press()

    assert checker.outcome() == "read-only"
    assert f"{abs(ahead)} seconds {word}" in checker.text(part("clock"))


@pytest.mark.parametrize(
    "missing",
    [("image.wasm", "pyodide.asm.wasm"), ("pyodide.mjs",), ("worker.mjs",)],
    ids=["modules", "loader", "worker"],
)
def test_python_cannot_start(
    tab: Tab, center: HelpCenter, missing: tuple[str, ...], start: str
) -> None:
    """Without Python the page says so, keeps what was pasted, and starts it again on a press."""
    for name in missing:
        (file,) = center.folder.glob(f"*/*/{name}")
        center.site.instead[f"/{file.relative_to(center.folder)}"] = Response("gone", 404)
    tab.goto(center.url + CHECKER_PAGE)
    checker = Checker(tab)
    checker.paste_all(_PASTED)
    checker.wait_for_state("failed")
    assert checker.is_shown("key-checker [data-failure=runtime-unavailable]")
    assert checker.values() == _VALUES

    center.site.instead.clear()
    STARTS[start](center)
    tab.click(part("retry"))

    checker.wait_for_python()
    checker.press()
    assert checker.outcome() == "read-only"


def test_a_late_answer_is_not_shown(checker: Checker, center: HelpCenter) -> None:
    """The answer to a check that was cleared meanwhile is never shown."""
    late = _Late(center)
    center.site.instead[_ROUTE] = late
    checker.paste_all(_PASTED)
    checker.press_button()
    assert late.asked.wait(PATIENCE)
    checker.clear()
    late.may_answer.set()
    assert late.answered.wait(PATIENCE)
    checker.settle()

    assert not checker.is_shown(part("result"))


def test_a_double_press_asks_once(checker: Checker, center: HelpCenter) -> None:
    """Two presses in a row make one check."""
    checker.paste_all(_PASTED)
    checker.press_button(times=2)
    checker.wait_for_result()
    checker.settle()

    assert center.site.paths.count(_ROUTE) == 1


def test_what_is_cleared_is_not_sent(checker: Checker, center: HelpCenter) -> None:
    """A check that is cleared while the time is asked for sends no credential any more."""
    late = _Late(center)
    center.site.instead[_TIME] = late
    checker.paste_all(_PASTED)
    checker.press_button()
    assert late.asked.wait(PATIENCE)
    checker.clear()
    checker.settle()
    late.may_answer.set()
    assert late.answered.wait(PATIENCE)
    # The next check asks for the time, and after that for the verdict, in this order.
    del center.site.instead[_TIME]
    checker.paste_all(_PASTED)
    checker.press()

    assert center.site.paths.count(_TIME) == 2
    assert center.site.paths.count(_ROUTE) == 1


def test_a_silent_site_ends_no_search(checker: Checker, center: HelpCenter) -> None:
    """Where one of the other sites does not answer, the next is asked, and finds the key."""
    seen: list[bytes] = []

    async def flaky(scope: Scope, receive: Receive, send: Send) -> None:
        messages = [await receive()]
        seen.append(messages[0]["body"])
        app = Response("<html>", 502) if b'"eea"' in seen[-1] else center.site.app

        async def again() -> Message:
            return messages.pop() if messages else await receive()

        await app(scope, again, send)

    checker.paste_all(ACCOUNTS["us"].pasted)
    checker.press()
    center.site.instead[_ROUTE] = flaky
    checker.tab.click(part("try-others"))

    checker.wait_for_outcome("read-only")
    assert checker.chosen_site() == "us"
    assert len(seen) == 2
