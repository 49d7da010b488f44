"""Over a limit the proxy responds with 429 before it asks OKX; replicas can share their limits."""

from __future__ import annotations

import asyncio
import gc
import inspect
import json
import socket
import time
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from limits.aio.storage import MemoryStorage

from tests.proxy import stores, upstreams
from tests.proxy.faults import OK
from tests.proxy.serving import LATE, NOWHERE, PATH, Served, served
from validator.core.facts import SITE_NAMES
from validator.core.practice import ACCOUNTS
from validator.proxy import app as app_module
from validator.proxy.limits import Limits
from validator.proxy.logs import open_log
from validator.proxy.metrics import STORE_STATES, Metrics
from validator.proxy.settings import Settings
from validator.publish.root import DOCS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.conftest import Body

_SECRET = "0123456789abcdef0123456789abcdef"
#: A limit of one refuses the third request at the latest, wherever a window ends.
_AT_MOST = 3
#: Many more than the limits allow, but few enough to fit into a window on a busy machine.
_WRONG_REQUESTS = 1000


@pytest.fixture(name="upstream")
def _upstream() -> Iterator[upstreams.Upstream]:
    with upstreams.running(upstreams.replying("200 OK", OK)) as upstream:
        yield upstream


@pytest.fixture(name="_patient")
def _patient_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the store so much time that a busy machine doesn't look like a fault."""
    monkeypatch.setattr(app_module, "Limits", partial(Limits, store_seconds=0.5))


def _until_refused(proxy: Served, signed: dict[str, str]) -> httpx.Response:
    for _ in range(_AT_MOST):
        response = proxy.check(signed)
        if response.status_code == 429:
            return response
        assert response.status_code == 200
    raise AssertionError("nothing was refused")


def test_each_limit_refuses_before_okx_is_asked(upstream: upstreams.Upstream, body: Body) -> None:
    """A 429 has Retry-After and a problem, and the metrics and the log name the limit."""
    signed = body(ACCOUNTS["read-only"].pasted)
    expected = {
        "client_per_minute": ("too-many-requests", "client-burst"),
        "key_per_minute": ("too-many-requests", "key-rate"),
        "okx_per_second": ("checker-busy", "okx-budget"),
    }
    problems = []
    for setting, (problem, limit) in expected.items():
        upstream.requests.clear()
        with served(upstream.url, **{setting: 1}) as proxy:
            responses = [proxy.check(signed)]
            # The budget is per second, and the machine may be busy.
            while responses[-1].status_code == 200 and len(responses) < 50:
                responses.append(proxy.check(signed))
        refused = responses[-1]
        if (
            (refused.status_code, refused.json()["type"]) != (429, f"/problems/{problem}")
            or not 1 <= int(refused.headers["Retry-After"]) <= 60
            or len(upstream.requests) != len(responses) - 1
            or proxy.value("checker_limit_hits_total", limit=limit) != 1
            or proxy.value("checker_in_flight") != 0
            or proxy.lines[-1]["limit"] != limit
        ):
            problems.append((setting, refused.text))

    assert problems == []


def test_client_limits_per_minute_and_burst() -> None:
    """The burst limit refuses first, and its refusals don't count towards the minute's limit."""
    clock = 1_700_000_040.0  # a minute begins

    async def run() -> list[str | None]:
        nonlocal clock
        limits = Limits(Settings(client_per_minute=6), Metrics(), open_log("error"))
        limited: list[str | None] = []
        async with limits:
            for _ in range(4):
                for _ in range(3):
                    exceeded = await limits.take_client("192.0.2.1")
                    limited.append(exceeded.limit if exceeded else None)
                clock += 20
        return limited

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", lambda: clock)
        limited = asyncio.run(run())

    assert limited == [
        *[None, None, "client-burst"] * 3,
        *("client-rate", "client-rate", "client-burst"),
    ]


def test_every_key_and_site_has_its_own_limit(upstream: upstreams.Upstream, body: Body) -> None:
    """Each key and each site has its own limit, and other routes have none."""
    with served(upstream.url, key_per_minute=1) as proxy:
        _until_refused(proxy, body(ACCOUNTS["read-only"].pasted))
        another_key = proxy.check(body(ACCOUNTS["eea"].pasted))
    with served(upstream.url, okx_per_second=1) as proxy:
        pasted = ACCOUNTS["read-only"].pasted
        sites = [proxy.check(body(pasted, site)).status_code for site in SITE_NAMES]
    with served(client_per_minute=1) as proxy:
        times = {proxy.client.get("/api/time").status_code for _ in range(9)}

    assert another_key.status_code == 200
    assert sites == [200] * len(SITE_NAMES)
    assert times == {200}


def test_a_key_is_counted_however_it_is_spelled(upstream: upstreams.Upstream, body: Body) -> None:
    """Spellings of a key that differ in letter case and spaces share a limit."""
    signed = body(ACCOUNTS["read-only"].pasted)
    key = signed["api_key"]
    spellings = [key, key.upper(), key.title(), key[:9] + " " + key[9:], key[:-1] + "  " + key[-1]]
    with served(upstream.url, key_per_minute=2) as proxy:
        statuses = [proxy.check(signed | {"api_key": text}).status_code for text in spellings * 2]

    # If a minute ends in between, half of the last one's requests may still count.
    assert statuses.count(200) <= 4
    assert 429 in statuses[:5]


def _storages() -> list[MemoryStorage]:
    """Return all storages in memory."""
    return [thing for thing in gc.get_objects() if type(thing) is MemoryStorage]


def _counters(storages: list[MemoryStorage]) -> set[str]:
    return {name for storage in storages for name in storage.storage}


def test_invalid_requests_make_no_counters(upstream: upstreams.Upstream, body: Body) -> None:
    """A flood of invalid requests from changing addresses makes no counters and resets none."""
    signed = body(ACCOUNTS["read-only"].pasted)
    wrong = b"".join(
        b"POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n"
        b"X-Forwarded-For: 2001:db8:%x:%x::1\r\n\r\n" % (PATH.encode(), number >> 4, number & 15)
        for number in range(_WRONG_REQUESTS)
    )
    with served(upstream.url, key_per_minute=5, trusted_proxies=1) as proxy:
        while proxy.check(signed).status_code == 200:
            assert len(upstream.requests) < 20
        storages = _storages()
        before = _counters(storages)
        address = (proxy.client.base_url.host, proxy.client.base_url.port)
        with socket.create_connection(address, timeout=LATE) as connection:
            connection.sendall(wrong)
            connection.shutdown(socket.SHUT_WR)
            received = b"".join(iter(lambda: connection.recv(65536), b""))
        after = _counters(storages)
        again = proxy.check(signed)

    assert received.count(b"HTTP/1.1 415 ") == _WRONG_REQUESTS
    assert after <= before
    assert again.status_code == 429
    assert proxy.lines[-1]["limit"] == "key-rate"


def test_the_privacy_page_says_how_long_codes_are_kept() -> None:
    """Two windows of a minute and a sweep's interval are less than the page says."""
    text = (DOCS / "okx" / "privacy.md").read_text("utf-8")
    minute = inspect.signature(Limits).parameters["minute"].default

    assert "IP address and API key for up to three minutes" in text
    assert 2 * minute + minute / 6 < 180


def _state(metrics: Metrics) -> str:
    (state,) = (
        state
        for state in STORE_STATES
        if metrics.registry.get_sample_value("checker_store_state", {"checker_store_state": state})
    )
    return state


@pytest.mark.usefixtures("_patient")
def test_replicas_share_their_limits(upstream: upstreams.Upstream, body: Body) -> None:
    """Replicas with the same store and secret count each other's checks."""
    signed = body(ACCOUNTS["read-only"].pasted)
    statuses = {}
    with stores.running() as store:
        for setting in ("client_per_minute", "key_per_minute", "okx_per_second"):
            changed: dict[str, Any] = {
                "store_url": store.url,
                "netlify_secrets": _SECRET,
                setting: 1,
            }
            with (
                served(upstream.url, **changed) as first,
                served(upstream.url, **changed) as second,
            ):
                admitted = [proxy.check(signed).status_code for proxy in (first, second) * 20]
            statuses[setting] = (admitted[0], admitted.count(200) < len(admitted) / 2)
        held = store.contents()

    assert set(statuses.values()) == {(200, True)}
    # Of the requests, the store contains only a site's name.
    assert "checker:" in held
    shown = [value for value in ("127.0.0.1", *signed.values()) if value in held]
    assert shown in ([], ["global"])


def test_hashes_depend_on_a_secret(upstream: upstreams.Upstream, body: Body) -> None:
    """Without Netlify's secret, each start hashes with a new key."""
    signed = body(ACCOUNTS["read-only"].pasted)
    counters: list[set[str]] = []
    for secrets in ((), (), _SECRET, _SECRET):
        others = _storages()
        with served(upstream.url, netlify_secrets=secrets) as proxy:
            proxy.check(signed)
            own = [storage for storage in _storages() if storage not in others]
            counters.append({name for name in _counters(own) if "key-rate" in name})
    names = [name.split("/")[2] for run in counters for name in run]

    assert len(set(names)) == 3
    assert {len(name) for name in names} == {32}


@contextmanager
def _stalled(store: stores.StoreServer) -> Iterator[None]:
    store.pause()
    yield
    store.resume()


@contextmanager
def _restarted(store: stores.StoreServer) -> Iterator[None]:
    store.process.kill()
    store.process.wait()
    yield


@pytest.mark.usefixtures("_patient")
def test_failing_store_fails_no_check(upstream: upstreams.Upstream, body: Body) -> None:
    """While its store fails a replica counts by itself; once the store answers, it shares again."""
    signed = body(ACCOUNTS["read-only"].pasted)
    for fault in (_stalled, _restarted):
        with ExitStack() as stack:
            store = stack.enter_context(stores.running())
            changed = {"store_url": store.url, "key_per_minute": 1}
            proxy = stack.enter_context(served(upstream.url, **changed))
            assert [proxy.check(signed).status_code, _state(proxy.metrics)] == [200, "shared"]
            with fault(store):
                # In memory a limit of one refuses the third request at the latest.
                statuses = [proxy.check(signed).status_code for _ in range(_AT_MOST)]
                assert (statuses[0], statuses[-1]) == (200, 429)
                assert _state(proxy.metrics) == "fallback"
            if fault is _restarted:
                stack.enter_context(stores.running(store.port))
            end = time.monotonic() + LATE
            while _state(proxy.metrics) != "shared" and time.monotonic() < end:
                proxy.check(signed)
                time.sleep(0.1)
            states = [line["state"] for line in proxy.lines if line["event"] == "store"]
        assert states == ["fallback", "shared"]


def test_missing_store_fails_no_check(body: Body) -> None:
    """The proxy starts without its store, with a URL of any supported scheme."""
    schemes = ("redis", "rediss", "valkey", "valkeys")
    statuses = []
    for scheme in schemes:
        with served(NOWHERE, store_url=f"{scheme}://:pw@127.0.0.1:9/0") as proxy:
            statuses.append(proxy.check(body(ACCOUNTS["read-only"].pasted)).status_code)
        assert _state(proxy.metrics) == "fallback"
        assert "pw" not in json.dumps(proxy.lines)

    assert statuses == [200] * len(schemes)
