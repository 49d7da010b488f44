"""As many clients as may be connected, and say nothing, keep nobody from an answer."""

from __future__ import annotations

import json
import resource
import socket
import time
from contextlib import ExitStack, suppress
from http.client import HTTPResponse
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from yarl import URL

from tests.proxy import processes, raw, upstreams
from tests.proxy.faults import OK
from validator.core.practice import ACCOUNTS
from validator.proxy.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Body

_CAP = Settings().max_connections
#: Files that the tests have open beside the connections.
_OTHER_FILES = 500
#: MemoryMax= of the systemd unit.
_MEMORY_MAX = 512 * 2**20
_LATE_SECONDS = 60.0


@pytest.fixture(autouse=True)
def _many_files() -> Iterator[None]:
    """Let this process have as many files open as it takes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (_CAP + _OTHER_FILES, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _metric(url: str, name: str) -> float:
    families = text_string_to_metric_families(httpx.get(url, timeout=_LATE_SECONDS).text)
    (sample,) = next(one.samples for one in families if one.name == name)
    return sample.value


def _wait_for_connections(url: str, count: int) -> None:
    end = time.monotonic() + _LATE_SECONDS
    while (found := _metric(url, "checker_connections")) != count and time.monotonic() < end:
        time.sleep(0.05)
    assert found == count


def _answer(connection: socket.socket, given: dict[str, str]) -> dict[str, Any]:
    """Ask on a connection that has been idle, and return the answer."""
    connection.sendall(raw.check(given))
    with HTTPResponse(connection) as response:
        response.begin()
        answer: dict[str, Any] = json.load(response)
        return answer


def test_ten_thousand_idle_connections_are_borne(body: Body) -> None:
    """At the cap of the default settings an answer comes, and one more is let go at once."""
    given = body(ACCOUNTS["read-only"].pasted)
    with (
        upstreams.running(upstreams.replying("200 OK", OK)) as upstream,
        processes.running(upstream.url, REQUEST_LIMIT_SECONDS="600") as proxy,
    ):
        port = URL(proxy.url).port
        with ExitStack() as stack:

            def connect() -> socket.socket:
                one = socket.create_connection(("127.0.0.1", port), timeout=_LATE_SECONDS)
                return stack.enter_context(one)

            idle = [connect() for _ in range(_CAP)]
            _wait_for_connections(proxy.metrics_url, _CAP)
            answer = _answer(idle[_CAP // 2], given)
            with suppress(ConnectionResetError):
                assert connect().recv(1) == b""
            memory = _metric(proxy.metrics_url, "process_resident_memory_bytes")
            assert _metric(proxy.metrics_url, "checker_connections") == _CAP
        _wait_for_connections(proxy.metrics_url, 0)
        afterwards = httpx.post(f"{proxy.url}api/okx/permissions", json=given).json()

    assert (answer["kind"], afterwards["kind"]) == ("permissions", "permissions")
    assert memory < _MEMORY_MAX
    assert len(upstream.requests) == 2
