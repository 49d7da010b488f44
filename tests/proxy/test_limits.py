"""Over a limit the proxy answers 429 before it asks OKX; replicas can share their limits."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.proxy import stores, upstreams
from tests.proxy.serving import run_proxy
from validator.core.facts import SITE_NAMES
from validator.core.practice import ACCOUNTS
from validator.proxy import UNGUARDED, Settings, create_app
from validator.proxy.limits import Exceeded, Limits
from validator.proxy.logs import open_log
from validator.proxy.metrics import Metrics
from validator.proxy.store import Store

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from tests.conftest import Body

_PATH = "/api/okx/permissions"
_OK = ACCOUNTS["read-only"].configuration()
#: A limit of one is met by the third request at the latest, wherever a window ends.
_AT_MOST = 3


@contextmanager
def _replicas(count: int, url: str, **changed: Any) -> Iterator[list[httpx.Client]]:
    settings = Settings(**(UNGUARDED | {"okx": url} | changed))
    with ExitStack() as stack:
        proxies = [stack.enter_context(run_proxy(create_app(settings))) for _ in range(count)]
        yield [stack.enter_context(httpx.Client(base_url=proxy)) for proxy in proxies]


def _until_refused(clients: list[httpx.Client], given: dict[str, str]) -> httpx.Response:
    for _ in range(_AT_MOST):
        for client in clients:
            response = client.post(_PATH, json=given)
            if response.status_code == 429:
                return response
            assert response.status_code == 200
    raise AssertionError("nothing was refused")


@pytest.fixture(name="upstream")
def _upstream() -> Iterator[upstreams.Upstream]:
    with upstreams.running(upstreams.replying("200 OK", _OK)) as upstream:
        yield upstream


@pytest.mark.parametrize(
    ("setting", "problem", "limit"),
    [
        ("client_burst", "too-many-requests", "client-burst"),
        ("client_per_minute", "too-many-requests", "client-rate"),
        ("key_per_minute", "too-many-requests", "key-rate"),
        ("okx_per_second", "checker-busy", "okx-budget"),
    ],
)
def test_each_limit_refuses_before_okx_is_asked(
    setting: str, problem: str, limit: str, upstream: upstreams.Upstream, body: Body
) -> None:
    """429 with Retry-After and a problem document; the metrics tell which limit it was."""
    metrics = Metrics()
    settings = Settings(**(UNGUARDED | {"okx": upstream.url, setting: 1}))
    given = body(ACCOUNTS["read-only"].pasted)
    with (
        run_proxy(create_app(settings, metrics=metrics)) as url,
        httpx.Client(base_url=url) as client,
    ):
        served = 0
        # A second's budget may be over while the machine does something else.
        for _ in range(50):
            response = client.post(_PATH, json=given)
            if response.status_code == 429:
                break
            served += 1

    assert response.status_code == 429
    assert response.json()["type"] == f"/problems/{problem}"
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert len(upstream.requests) == served
    hits = metrics.registry.get_sample_value("checker_limit_hits_total", {"limit": limit})
    assert hits == 1


def test_a_client_s_limit_is_counted_whatever_he_sends(
    upstream: upstreams.Upstream, body: Body
) -> None:
    """Who sends what is no request uses his limit up too."""
    with _replicas(1, upstream.url, client_burst=1) as (client,):
        statuses = [client.post(_PATH, content=b"{").status_code for _ in range(_AT_MOST)]
        assert client.post(_PATH, json=body(ACCOUNTS["read-only"].pasted)).status_code in {200, 429}

    assert statuses[0] == 415
    assert 429 in statuses


def test_other_routes_are_not_limited(upstream: upstreams.Upstream) -> None:
    """They ask nobody."""
    with _replicas(1, upstream.url, client_burst=1) as (client,):
        assert {client.get("/api/time").status_code for _ in range(9)} == {200}


def test_another_key_has_a_limit_of_its_own(upstream: upstreams.Upstream, body: Body) -> None:
    """The limit is one key's, not all keys'."""
    with _replicas(1, upstream.url, key_per_minute=1) as clients:
        _until_refused(clients, body(ACCOUNTS["read-only"].pasted))
        response = clients[0].post(_PATH, json=body(ACCOUNTS["eea"].pasted))

    assert response.status_code == 200


def test_each_site_has_its_budget(upstream: upstreams.Upstream, body: Body) -> None:
    """One site's budget says nothing of another's."""
    pasted = ACCOUNTS["read-only"].pasted
    with _replicas(1, upstream.url, okx_per_second=1) as (client,):
        statuses = [client.post(_PATH, json=body(pasted, site)).status_code for site in SITE_NAMES]

    assert statuses == [200] * len(SITE_NAMES)


def test_calls_in_flight_are_capped(body: Body) -> None:
    """While as many wait as may, the next one is refused at once."""
    given = body(ACCOUNTS["read-only"].pasted)

    def behave(connection: socket.socket, upstream: upstreams.Upstream) -> None:
        upstream.is_over.wait()
        connection.close()

    with upstreams.running(behave) as upstream:
        changed = {"max_in_flight": 1, "time_limit_seconds": 30, "read_limit_seconds": 30}
        with _replicas(1, upstream.url, **changed) as (client,):
            waiting = threading.Thread(
                target=httpx.post,
                args=(f"{client.base_url}{_PATH}",),
                kwargs={"json": given, "timeout": 60},
            )
            waiting.start()
            while not upstream.requests:
                waiting.join(0.01)
            response = client.post(_PATH, json=given)
            asked = len(upstream.requests)
            upstream.is_over.set()
            waiting.join()

    assert (response.status_code, response.headers["Retry-After"]) == (429, "1")
    assert response.json()["type"] == "/problems/checker-busy"
    assert asked == 1


@pytest.mark.parametrize("setting", ["client_per_minute", "key_per_minute"])
def test_two_replicas_share_one_budget(
    setting: str, upstream: upstreams.Upstream, body: Body
) -> None:
    """With a store and a secret in common, what one replica admitted counts for the other."""
    with stores.running() as store:
        changed = {
            "store_url": store.url,
            "store_limit_seconds": 5,
            "limits_secret": "0123456789abcdef0123456789abcdef",
            setting: 1,
        }
        with _replicas(2, upstream.url, **changed) as clients:
            given = body(ACCOUNTS["read-only"].pasted)
            first = clients[0].post(_PATH, json=given)
            second = clients[1].post(_PATH, json=given)
        held = store.contents()

    assert (first.status_code, second.status_code) == (200, 429)
    assert len(upstream.requests) == 1
    # The store holds neither key nor address nor what else was sent.
    assert "checker:" in held
    for value in ("127.0.0.1", *given.values()):
        assert value == "global" or value not in held


def test_two_replicas_share_okx_s_budget_without_a_secret() -> None:
    """The sites' names are no secret; what one replica calls, the other may not."""

    async def run(url: str) -> Exceeded | None:
        settings = Settings(store_url=url, store_limit_seconds=5, okx_per_second=1)
        log = open_log("error")
        async with (
            Store(settings, Metrics(), log) as one,
            Store(settings, Metrics(), log) as other,
        ):
            limits = Limits(settings, one), Limits(settings, other)
            # Again, should the machine have slept for a second between the two.
            for _ in range(20):
                for site_budget in limits:
                    exceeded = await site_budget.take_call("eea")
                if exceeded:
                    return exceeded
        return None

    with stores.running() as store:
        exceeded = asyncio.run(run(store.url))

    assert exceeded is not None
    assert exceeded.limit == "okx-budget"


def test_hashes_lead_back_to_nobody() -> None:
    """Each start has a secret of its own, unless one is set; the hash is of fixed length."""
    store = Store(Settings(), Metrics(), open_log("error"))
    random = {Limits(Settings(), store)._hash("a-key") for _ in range(2)}
    settings = Settings(limits_secret="0123456789abcdef0123456789abcdef")
    shared = {Limits(settings, store)._hash("a-key") for _ in range(2)}

    assert (len(random), len(shared)) == (2, 1)
    assert {len(one) for one in random | shared} == {32}


def test_defaults_let_a_person_work() -> None:
    """A few tries in a row are fine; what all may do is the issue's 20 a second."""
    settings = Settings()

    assert settings.client_burst >= 5
    assert settings.okx_per_second == 20
    assert all(one.default is not None for one in dataclasses.fields(settings))
