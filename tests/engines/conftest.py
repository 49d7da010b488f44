"""Fixtures of tests in each engine: `make test` runs Chromium, `make test-browsers` the others."""

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests by engine, and keep those that share a browser in one process."""
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
    """Record everything that a browser sends beyond loopback."""
    with Outside() as outside:
        yield outside


@pytest.fixture(scope="session", params=list(LAUNCH), name="engine")
def _engine(request: pytest.FixtureRequest, outside: Outside) -> Iterator[Engine]:
    """Run each engine; Chromium only once per process, as Playwright requires."""
    if request.param == "chromium":
        yield Chromium(request.getfixturevalue("browser"), outside.address)
        return
    with LAUNCH[request.param](outside.address) as engine:
        yield engine


def _prepare(center: HelpCenter) -> None:
    """Serve the site with the tests' probes, and no records or faults."""
    center.site.instead.clear()
    probes.serve(center)
    center.site.requests.clear()
    center.okx.requests.clear()


@pytest.fixture(name="center")
def _center(served: HelpCenter) -> Iterator[HelpCenter]:
    """Return the help center, without records or faults."""
    _prepare(served)
    yield served
    served.site.instead.clear()


@pytest.fixture(name="tab")
def _tab(engine: Engine, center: HelpCenter) -> Iterator[Tab]:  # noqa: ARG001 - served meanwhile
    """Open a tab in a fresh profile, and check that the page raises and logs no error."""
    with engine.open_tab() as tab:
        yield tab
        assert tab.complaints() == []


@pytest.fixture(scope="session", name="open_checker")
def _open_checker(engine: Engine, served: HelpCenter) -> Iterator[Checker]:
    """Open the checker's own page once for each engine."""
    _prepare(served)
    with engine.open_tab() as tab:
        yield Checker(tab).open(served)


@pytest.fixture(name="checker")
def _checker(open_checker: Checker, center: HelpCenter) -> Iterator[Checker]:
    """Return the open checker, emptied, for tests that are not about the start of Python."""
    open_checker.fill({})
    open_checker.choose_site("global")
    open_checker.settle()
    center.site.requests.clear()
    center.okx.requests.clear()
    yield open_checker
    assert open_checker.tab.complaints() == []
