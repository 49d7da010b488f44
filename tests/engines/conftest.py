"""Each test in each engine: `make test` has those in Chromium, `make test-browsers` the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engines import probes
from tests.engines.checker import Checker
from tests.engines.chromium import Chromium
from tests.engines.engines import LAUNCH
from tests.engines.outside import Outside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.center import HelpCenter
    from tests.engines.tab import Engine, Tab

CHECKER_PAGE = "okx/check-your-key/"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests, and keep those that share a browser in one process."""
    for item in items:
        if isinstance(item, pytest.Function) and "engine" in item.fixturenames:
            engine = item.callspec.params["engine"]
            if engine == "chromium":
                item.add_marker(pytest.mark.browser)
            else:
                item.add_marker(pytest.mark.engines)
                item.add_marker(pytest.mark.xdist_group(engine))


@pytest.fixture(scope="session", name="outside")
def _outside() -> Iterator[Outside]:
    """Take what a browser sends beyond loopback."""
    with Outside() as outside:
        yield outside


@pytest.fixture(scope="session", params=list(LAUNCH), name="engine")
def _engine(request: pytest.FixtureRequest, outside: Outside) -> Iterator[Engine]:
    """Run each engine; Chromium once for all tests of a process, as Playwright demands."""
    if request.param == "chromium":
        yield Chromium(request.getfixturevalue("browser"), outside.address)
        return
    with LAUNCH[request.param](outside.address) as engine:
        yield engine


def _prepare(center: HelpCenter) -> None:
    """Serve the site with the tests' probes, and nothing recorded or broken."""
    center.site.instead.clear()
    probes.serve(center)
    center.site.requests.clear()
    center.okx.requests.clear()


@pytest.fixture(name="center")
def _center(served: HelpCenter) -> Iterator[HelpCenter]:
    """Give a test the help center with nothing recorded and nothing broken."""
    _prepare(served)
    yield served
    served.site.instead.clear()


@pytest.fixture(name="tab")
def _tab(engine: Engine, center: HelpCenter) -> Iterator[Tab]:  # noqa: ARG001 - served meanwhile
    """Give a test a tab in a fresh profile, which must neither raise nor write an error."""
    with engine.open_tab() as tab:
        yield tab
        assert tab.complaints() == []


@pytest.fixture(scope="session", name="open_checker")
def _open_checker(engine: Engine, served: HelpCenter) -> Iterator[Checker]:
    """Open the checker's own page once for each engine, and wait for Python."""
    _prepare(served)
    with engine.open_tab() as tab:
        tab.goto(served.url + CHECKER_PAGE)
        checker = Checker(tab)
        checker.wait_for_python()
        yield checker


@pytest.fixture(name="checker")
def _checker(open_checker: Checker, center: HelpCenter) -> Iterator[Checker]:
    """Give a test the open checker, emptied, where starting Python is not what is tested."""
    open_checker.fill({})
    open_checker.choose_site("global")
    open_checker.settle()
    center.site.requests.clear()
    center.okx.requests.clear()
    yield open_checker
    assert open_checker.tab.complaints() == []
