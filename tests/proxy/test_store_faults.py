"""A store that hangs or is gone keeps nobody waiting: the proxy goes on by itself, and says so.

What the store's own class makes of it stands in `test_store.py`.
"""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.proxy import stores, upstreams
from tests.proxy.faults import OK
from tests.proxy.serving import run_proxy
from validator.core.practice import ACCOUNTS
from validator.proxy import UNGUARDED, Settings, create_app
from validator.proxy.logs import open_log
from validator.proxy.metrics import Metrics

if TYPE_CHECKING:
    from tests.conftest import Body
    from tests.proxy.stores import StoreServer

_PATH = "/api/okx/permissions"
#: How long the store may take here, in seconds: so long that no busy machine looks like a fault.
#: (That a request waits no longer in all is asserted in `test_store.py`.)
_LIMIT = 2.0
_VERY_LATE = 60.0


class _Replica:
    """A proxy with a store, in which a key may be checked once a minute."""

    def __init__(self, okx: str, store: str) -> None:
        self.lines: list[dict[str, Any]] = []
        self.metrics = Metrics()
        settings = {"okx": okx, "store_url": store, "store_limit_seconds": _LIMIT}
        self.app = create_app(
            Settings(**(UNGUARDED | {"key_per_minute": 1} | settings)),
            metrics=self.metrics,
            log=open_log("info", lambda line: self.lines.append(json.loads(line))),
        )

    def is_state(self, state: str) -> bool:
        """Tell whether the metrics say so."""
        labels = {"checker_store_state": state}
        return self.metrics.registry.get_sample_value("checker_store_state", labels) == 1

    def wait_for(self, state: str) -> None:
        """Wait until it has found out by itself."""
        end = time.monotonic() + _VERY_LATE
        while not self.is_state(state) and time.monotonic() < end:
            time.sleep(0.02)
        assert self.is_state(state)

    def told(self) -> list[tuple[str, str]]:
        """Return level and state of what was logged of the store."""
        return [(one["level"], one["state"]) for one in self.lines if one["event"] == "store"]


def _hang(store: StoreServer, _stack: ExitStack) -> None:
    store.pause()


def _resume(store: StoreServer, _stack: ExitStack) -> None:
    store.resume()


def _kill(store: StoreServer, _stack: ExitStack) -> None:
    store.process.kill()
    store.process.wait()


def _restart(store: StoreServer, stack: ExitStack) -> None:
    stack.enter_context(stores.running(store.port))


#: Fault -> what happens, how it ends, and what the next check of a key that was used up gets:
#: a store that began anew has forgotten it.
_FAULTS = {"hangs": (_hang, _resume, 429), "is gone": (_kill, _restart, 200)}


@pytest.mark.parametrize("fault", _FAULTS)
def test_a_replica_goes_on_by_itself_and_comes_back(fault: str, body: Body) -> None:
    """Its own limits hold meanwhile, without a wait; metrics and log tell both changes."""
    happen, end, status_afterwards = _FAULTS[fault]
    given = body(ACCOUNTS["read-only"].pasted)
    with ExitStack() as stack:
        okx = stack.enter_context(upstreams.running(upstreams.replying("200 OK", OK)))
        store = stack.enter_context(stores.running())
        replica = _Replica(okx.url, store.url)
        url = stack.enter_context(run_proxy(replica.app))
        client = stack.enter_context(httpx.Client(base_url=url, timeout=_VERY_LATE))

        def check() -> int:
            return client.post(_PATH, json=given).status_code

        assert [check(), check(), replica.is_state("shared")] == [200, 429, True]
        happen(store, stack)
        # In memory a limit of one is met by the third at the latest, wherever a minute ends.
        statuses = [check(), check(), check()]
        assert (statuses[0], statuses[-1]) == (200, 429)
        assert (replica.is_state("fallback"), replica.told()) == (True, [("warning", "fallback")])
        end(store, stack)
        replica.wait_for("shared")
        assert replica.told() == [("warning", "fallback"), ("info", "shared")]
        assert check() == status_afterwards


def test_by_default_a_store_may_take_less_than_is_promised() -> None:
    """50 ms, with what the rest of a request takes."""
    assert Settings().store_limit_seconds < 0.05
