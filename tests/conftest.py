"""Fixtures: the fake exchange, the proxy in front of it, the help center, and a Chromium.

The servers run on loopback, once per test process.
"""

from __future__ import annotations

import fcntl
import time
from typing import TYPE_CHECKING, Final, Protocol

import httpx
import pytest

from tests.browser import chromium
from tests.browser.center import serve
from validator.core.facts import METHOD, REQUEST_PATH
from validator.core.signing import sign, timestamp
from validator.fake_okx import create_app as create_fake
from validator.loopback import run_in_thread
from validator.proxy import UNGUARDED, Settings
from validator.proxy import create_app as create_proxy
from validator.publish import runtime
from validator.publish.root import CACHE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.browser.center import HelpCenter
    from validator.core.credentials import Credentials
    from validator.core.facts import SiteName

#: The fixtures of tests that drive a browser.
_BROWSERS: Final = frozenset({"browser", "engine"})
#: Reruns of a failed browser test, all reported (`-rR`): a busy machine starves browsers.
_RERUNS: Final = 2
#: The time limit of the proxies in these tests, and how slow "slow" is, in seconds.
_TIME_LIMIT = 1.0
_SLOW = 1.5


class Body(Protocol):
    """Returns the body of a request to the proxy, signed now."""

    def __call__(self, credentials: Credentials, site: SiteName = "global") -> dict[str, str]:
        """Return the body."""


@pytest.fixture(scope="session")
def fake() -> Iterator[str]:
    """Run the fake exchange and return its base URL."""
    with run_in_thread(create_fake(slow_seconds=_SLOW)) as url:
        yield url


@pytest.fixture(scope="session")
def proxy(fake: str) -> Iterator[httpx.Client]:
    """Run the proxy in front of the fake exchange and return a client for it."""
    settings = Settings(okx=fake, time_limit_seconds=_TIME_LIMIT, **UNGUARDED)
    with run_in_thread(create_proxy(settings)) as url, httpx.Client(base_url=url) as client:
        yield client


@pytest.fixture(scope="session")
def flicker_proxy(fake: str) -> Iterator[httpx.Client]:
    """Run the proxy as if it had Flicker's address and return a client for it."""
    settings = Settings(okx=fake, egress="flicker", time_limit_seconds=_TIME_LIMIT, **UNGUARDED)
    with run_in_thread(create_proxy(settings)) as url, httpx.Client(base_url=url) as client:
        yield client


@pytest.fixture(scope="session", name="runtime")
def _runtime() -> Path:
    """Build the runtime unless it is cached; of several processes, only one builds it."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return runtime.build()


@pytest.fixture(scope="session", name="served")
def _served(
    tmp_path_factory: pytest.TempPathFactory,
    runtime: Path,  # noqa: ARG001 - the build takes it from the cache
) -> Iterator[HelpCenter]:
    """Build the site and serve it with the proxy and the fake exchange."""
    with serve(tmp_path_factory.mktemp("site")) as center:
        yield center


@pytest.fixture(scope="session", name="browser")
def _browser() -> Iterator[Browser]:
    """Start a Chromium for all tests of a process."""
    with chromium.launch() as browser:
        yield browser


@pytest.fixture(scope="session")
def body() -> Body:
    """Return a function that makes the body of a request to the proxy."""

    def make(credentials: Credentials, site: SiteName = "global") -> dict[str, str]:
        moment = timestamp(time.time_ns() // 1_000_000)
        return {
            "site": site,
            "api_key": credentials.api_key,
            "passphrase": credentials.passphrase,
            "timestamp": moment,
            "signature": sign(credentials.secret_key, moment, METHOD, REQUEST_PATH),
        }

    return make


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run browser tests last, and rerun them if they fail.

    Once used, Playwright keeps an event loop running in the process.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    for item in items:
        if isinstance(item, pytest.Function) and not _BROWSERS.isdisjoint(item.fixturenames):
            item.add_marker(pytest.mark.flaky(reruns=_RERUNS))
