"""The proxy as it runs in production, in a thread of the tests' process."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.proxy import upstreams
from tests.proxy.faults import OK
from validator.commands.server import proxy_server
from validator.loopback import run_server_in_thread
from validator.proxy import UNGUARDED, Proxy, Settings, create_app
from validator.proxy.logs import open_log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

#: By then only what waits for ever has not happened, in seconds.
LATE = 30.0
#: Where nobody is: no check gets anything but a timeout.
_NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True, slots=True)
class Served:
    """A running proxy, and what it logs."""

    proxy: Proxy
    port: int
    lines: list[dict[str, Any]]

    def connect(self) -> socket.socket:
        """Open a connection to it."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=LATE)

    def wait_for_connections(self, count: int) -> None:
        """Wait until it has so many."""
        registry = self.proxy.metrics.registry
        wait(lambda: registry.get_sample_value("checker_connections") == count)


@dataclass(frozen=True, slots=True)
class Held(Served):
    """A running proxy in front of an OKX that answers once it may."""

    upstream: upstreams.Upstream
    may_answer: threading.Event

    def wait_for_requests(self, count: int) -> None:
        """Wait until OKX was asked so often."""
        wait(lambda: len(self.upstream.requests) == count)


def run_proxy(proxy: Proxy) -> AbstractContextManager[str]:
    """Serve a proxy until the block ends, and yield its base URL without a slash at the end."""
    return run_server_in_thread(proxy_server(proxy))


@contextmanager
def served(**changed: Any) -> Iterator[Served]:
    """Run a proxy with these settings, otherwise unguarded."""
    lines: list[dict[str, Any]] = []
    log = open_log("info", lambda line: lines.append(json.loads(line)))
    proxy = create_app(Settings(**(UNGUARDED | {"okx": _NOWHERE} | changed)), log=log)
    with run_proxy(proxy) as url:
        yield Served(proxy, int(url.rpartition(":")[2]), lines)


@contextmanager
def held(**changed: Any) -> Iterator[Held]:
    """Run a proxy whose OKX waits to be told."""
    may_answer = threading.Event()

    def behave(connection: socket.socket, upstream: upstreams.Upstream) -> None:
        may_answer.wait(LATE)
        upstreams.replying("200 OK", OK)(connection, upstream)

    limits = {"time_limit_seconds": LATE, "read_limit_seconds": LATE}
    with upstreams.running(behave) as upstream:
        try:
            with served(**({"okx": upstream.url} | limits | changed)) as one:
                yield Held(one.proxy, one.port, one.lines, upstream, may_answer)
        finally:
            may_answer.set()


def wait(has_happened: Callable[[], bool]) -> None:
    """Wait for what must happen."""
    end = time.monotonic() + LATE
    while not has_happened() and time.monotonic() < end:
        time.sleep(0.01)
    assert has_happened()
