"""After each failure the page names it, keeps the fields, and can check again."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import pytest
from starlette.responses import Response

from tests.browser.held import HELD_SECONDS, ROUTE, held
from tests.engines import probes
from tests.engines.checker import CHECKER_PAGE, Checker, part
from validator.core.practice import ACCOUNTS
from validator.proxy import Settings, create_app

if TYPE_CHECKING:
    from tests.browser.center import HelpCenter
    from tests.engines.tab import Tab

_PASTED: Final = ACCOUNTS["read-only"].pasted
_TIME: Final = "/api/time"
_VALUES: Final = asdict(_PASTED)
#: A redirect, which the page treats like a missing response.
_UNREACHABLE: Final = Response(None, 302, {"Location": "/"})


def _check_again(checker: Checker) -> None:
    checker.tab.click(part("act"))
    checker.wait_for_outcome("read-only")


@pytest.mark.parametrize(
    ("path", "response", "code"),
    [
        (ROUTE, Response("{}", 429, {"Retry-After": "5"}), "checker-busy"),
        (ROUTE, Response("<html><title>Log in</title>", 200), "checker-unavailable"),
        (ROUTE, Response("[" * 20_000_000, 200), "checker-unavailable"),
        (ROUTE, _UNREACHABLE, "checker-unavailable"),
        (_TIME, Response("<html>", 502), "checker-unavailable"),
    ],
    ids=["limit", "page", "huge", "unreachable", "time"],
)
def test_the_proxy_fails(
    checker: Checker, center: HelpCenter, path: str, response: Response, code: str
) -> None:
    """Each kind of failure has its message, and *Check again* works once it is repaired."""
    checker.paste_all(_PASTED)
    center.site.instead[path] = response
    checker.press()
    assert checker.outcome() == "unknown"
    assert checker.cause() == code
    assert checker.values() == _VALUES

    del center.site.instead[path]
    _check_again(checker)


def test_the_operator_switches_the_live_test_off(checker: Checker, center: HelpCenter) -> None:
    """With the live test switched off OKX is not asked, and the format is still checked."""
    center.site.instead[ROUTE] = create_app(Settings(live_test=False))
    checker.paste_all(_PASTED)
    checker.press()
    assert (checker.outcome(), checker.cause()) == ("unknown", "live-test-off")
    assert center.okx.requests == []

    checker.paste("secret_key", f"{_PASTED.secret_key[:9]}\u200b{_PASTED.secret_key[9:]}")

    checker.wait_shown("key-checker [data-field=secret_key] [data-finding=hidden-characters]")


def test_offline(tab: Tab, center: HelpCenter) -> None:
    """Without a network the page says so, and *Check again* works once it is back."""
    probes.change_worker(
        center, 'Object.defineProperty(navigator, "onLine", { get: () => false });\n'
    )
    checker = Checker(tab).open(center)
    checker.paste_all(_PASTED)
    center.site.instead[_TIME] = _UNREACHABLE
    checker.press()
    assert checker.cause() == "offline"
    assert checker.values() == _VALUES

    del center.site.instead[_TIME]
    _check_again(checker)


@pytest.mark.parametrize(("ahead", "off"), [(10_800, "3 hours fast"), (-125, "2 minutes slow")])
def test_a_wrong_clock_is_corrected(tab: Tab, center: HelpCenter, ahead: int, off: str) -> None:
    """A device with a wrong clock still gets a verdict, with a note."""
    probes.change_worker(
        center, f"const now = Date.now; Date.now = () => now() + {ahead * 1000};\n"
    )
    checker = Checker(tab).open(center)
    checker.paste_all(_PASTED)

    checker.press()

    assert checker.outcome() == "read-only"
    assert f"Your device's clock is {off}." in checker.text(part("notes"))


@pytest.mark.parametrize(
    "missing",
    [("worker.mjs",), ("image.wasm", "image.data", "pyodide.asm.wasm")],
    ids=["worker", "module"],
)
def test_python_cannot_start(tab: Tab, center: HelpCenter, missing: tuple[str, ...]) -> None:
    """If Python cannot start, the page says so, keeps the values, and can start it again."""
    for name in missing:
        center.site.instead[center.path_of(name)] = Response("gone", 404)
    tab.goto(center.url + CHECKER_PAGE)
    checker = Checker(tab)
    checker.paste_all(_PASTED)
    checker.wait_for_state("failed")
    assert checker.is_shown("key-checker [data-failure=runtime-unavailable]")
    assert checker.values() == _VALUES

    center.site.instead.clear()
    tab.click(part("retry"))

    checker.wait_for_python()
    checker.press()
    assert checker.outcome() == "read-only"


def test_a_late_answer_is_not_shown(checker: Checker, center: HelpCenter) -> None:
    """The late answer to a cleared check is never shown."""
    checker.paste_all(_PASTED)
    with held(center) as late:
        checker.click_button()
        assert late.has_come.wait(HELD_SECONDS)
        checker.clear()
        late.release()
    checker.settle()

    assert not checker.is_shown(part("result"))


def test_a_double_press_asks_once(checker: Checker, center: HelpCenter) -> None:
    """Two presses in a row make one check."""
    checker.paste_all(_PASTED)
    checker.click_button(times=2)
    checker.wait_for_result()
    checker.settle()

    assert center.site.paths.count(ROUTE) == 1


def test_what_is_cleared_is_not_sent(checker: Checker, center: HelpCenter) -> None:
    """A check that is cleared while the time is requested sends no credentials."""
    checker.paste_all(_PASTED)
    with held(center, _TIME) as late:
        checker.click_button()
        assert late.has_come.wait(HELD_SECONDS)
        checker.clear()
        checker.settle()
        late.release()
    del center.site.instead[_TIME]
    checker.paste_all(_PASTED)
    checker.press()

    assert center.site.paths.count(_TIME) == 2
    assert center.site.paths.count(ROUTE) == 1
