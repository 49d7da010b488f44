"""Each test in each engine, on the start as it should be and on each way down from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.center import HelpCenter, serve
from tests.engines import probes
from tests.engines.checker import Checker
from tests.engines.engines import LAUNCH
from tests.engines.outside import Outside
from tests.engines.starts import STARTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engines.tab import Engine, Tab

CHECKER_PAGE = "okx/check-your-key/"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests, and keep those that share a browser and a start in one process."""
    for item in items:
        if isinstance(item, pytest.Function) and {"engine", "start"} <= set(item.fixturenames):
            item.add_marker(pytest.mark.engines)
            params = item.callspec.params
            item.add_marker(pytest.mark.xdist_group(f"{params['engine']} {params['start']}"))


@pytest.fixture(scope="session", name="served")
def _served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HelpCenter]:
    """Build the site once and serve it with proxy and fake exchange."""
    with serve(tmp_path_factory.mktemp("site")) as center:
        yield center


@pytest.fixture(scope="session", name="outside")
def _outside() -> Iterator[Outside]:
    """Take what a browser sends beyond loopback."""
    with Outside() as outside:
        yield outside


@pytest.fixture(scope="session", params=list(LAUNCH), name="engine")
def _engine(request: pytest.FixtureRequest, outside: Outside) -> Iterator[Engine]:
    """Run each engine."""
    with LAUNCH[request.param](outside.address) as engine:
        yield engine


@pytest.fixture(scope="session", params=list(STARTS), name="start")
def _start(request: pytest.FixtureRequest) -> str:
    """Name each way in which Python starts."""
    return str(request.param)


def _prepare(center: HelpCenter, start: str) -> None:
    """Serve the site with the tests' probes, and with what is broken for a start."""
    center.site.instead.clear()
    probes.serve(center)
    STARTS[start](center)
    center.site.requests.clear()
    center.okx.requests.clear()


@pytest.fixture(name="center")
def _center(served: HelpCenter, start: str) -> Iterator[HelpCenter]:
    """Give a test the help center with nothing recorded and nothing broken but the start."""
    _prepare(served, start)
    yield served
    served.site.instead.clear()


def _complaints(tab: Tab) -> list[str]:
    return list(tab.evaluate("() => globalThis.probe?.errors.splice(0) ?? []"))


@pytest.fixture(name="tab")
def _tab(engine: Engine, center: HelpCenter) -> Iterator[Tab]:  # noqa: ARG001 - served meanwhile
    """Give a test a tab in a fresh profile, which must neither raise nor write an error."""
    with engine.open_tab() as tab:
        yield tab
        assert _complaints(tab) == []


@pytest.fixture(scope="session", name="open_checker")
def _open_checker(engine: Engine, served: HelpCenter, start: str) -> Iterator[Checker]:
    """Open the checker's own page once for each engine and start, and wait for Python."""
    _prepare(served, start)
    with engine.open_tab() as tab:
        tab.goto(served.url + CHECKER_PAGE)
        checker = Checker(tab)
        checker.wait_for_python()
        yield checker


@pytest.fixture(name="checker")
def _checker(open_checker: Checker, center: HelpCenter) -> Iterator[Checker]:
    """Give a test the open checker, cleared, where starting Python is not what is tested."""
    open_checker.clear()
    open_checker.choose_site("okx.com")
    open_checker.settle()
    center.site.requests.clear()
    center.okx.requests.clear()
    yield open_checker
    assert _complaints(open_checker.tab) == []
