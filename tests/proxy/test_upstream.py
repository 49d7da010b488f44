"""A site that is down is not asked for a while, is probed, and is asked again."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.proxy import signed, upstreams
from validator.core.practice import ACCOUNTS
from validator.core.reply import Busy, Permissions, RateLimited, Refused, Timeout
from validator.proxy.limits import Exceeded, Limits
from validator.proxy.logs import open_log
from validator.proxy.metrics import BREAKER_STATES, Metrics
from validator.proxy.settings import UNGUARDED, Settings
from validator.proxy.store import Store
from validator.proxy.upstream import Upstream

if TYPE_CHECKING:
    import socket
    from collections.abc import Awaitable, Callable

    from limits import RateLimitItem

    from validator.core.facts import SiteName
    from validator.core.reply import Answer

_OK = ACCOUNTS["read-only"].configuration()
_DOWN = upstreams.replying("503 Service Unavailable", b"")
_WELL = upstreams.replying("200 OK", _OK)


class _Run:
    """An upstream with what it logs and measures."""

    def __init__(self, url: str, **changed: Any) -> None:
        self.metrics = Metrics()
        self.lines: list[dict[str, Any]] = []
        log = open_log("debug", lambda line: self.lines.append(json.loads(line)))
        settings = Settings(**(UNGUARDED | {"okx": url, "breaker_failures": 3} | changed))
        self.store = Store(settings, self.metrics, log)
        self.upstream = Upstream(settings, Limits(settings, self.store), self.metrics, log)

    async def ask(self, site: SiteName = "global") -> Answer | Exceeded:
        return await self.upstream.ask(signed.request(site))

    def go(self, play: Callable[[], Awaitable[None]]) -> None:
        async def run() -> None:
            async with self.store, self.upstream:
                await play()

        asyncio.run(run())

    def state(self, site: SiteName = "global") -> str:
        (state,) = (
            one
            for one in BREAKER_STATES
            if self.value("checker_breaker_state", site=site, checker_breaker_state=one)
        )
        return state

    def value(self, name: str, **labels: str) -> float | None:
        return self.metrics.registry.get_sample_value(name, labels)


def test_a_site_that_is_down_is_busy_at_once() -> None:
    """After three failures nobody asks it; the others are asked on."""
    with upstreams.running(_DOWN) as upstream:
        run = _Run(upstream.url, breaker_seconds=1000)

        async def play() -> None:
            for _ in range(5):
                assert await run.ask() == Busy("global", "other", None)
            assert (len(upstream.requests), run.state()) == (3, "open")
            await run.ask("eea")
            assert (len(upstream.requests), run.state("eea")) == (4, "closed")

        run.go(play)

    assert [(one["event"], one["site"], one["state"]) for one in run.lines] == [
        ("breaker", "global", "open")
    ]


def test_it_is_asked_again_once_it_is_well() -> None:
    """A probe after the rest, and all is as before."""

    def behave(connection: socket.socket, upstream: upstreams.Upstream) -> None:
        (_DOWN if len(upstream.requests) <= 4 else _WELL)(connection, upstream)

    with upstreams.running(behave) as upstream:
        run = _Run(upstream.url, breaker_seconds=0.01)

        async def play() -> None:
            async with asyncio.timeout(20):
                while not isinstance(await run.ask(), Permissions):  # noqa: ASYNC110 - it asks
                    await asyncio.sleep(0.005)
            assert (len(upstream.requests), run.state()) == (5, "closed")

        run.go(play)

    assert [one["state"] for one in run.lines] == [
        "open",
        "half-open",
        "open",
        "half-open",
        "closed",
    ]


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        ("401 Unauthorized", b'{"code":"50113"}', Refused),
        ("429 Too Many Requests", b"", RateLimited),
    ],
)
def test_a_refusal_is_no_failure(status: str, body: bytes, kind: type) -> None:
    """One person's wrong keys, or too many tries, do not close the way for all."""
    with upstreams.running(upstreams.replying(status, body)) as upstream:
        run = _Run(upstream.url)

        async def play() -> None:
            for _ in range(9):
                assert isinstance(await run.ask(), kind)

        run.go(play)

    assert (len(upstream.requests), run.state()) == (9, "closed")


def test_a_probe_that_the_budget_forbids_is_sent_later() -> None:
    """The site is not left to rest for ever."""
    with upstreams.running(_DOWN) as upstream:
        run = _Run(upstream.url, breaker_failures=1, breaker_seconds=0.01, okx_per_second=1)

        async def play() -> None:
            async with asyncio.timeout(20):
                while len(upstream.requests) < 2:
                    await run.ask()
                    await asyncio.sleep(0.01)

        run.go(play)


def test_calls_are_measured() -> None:
    """Seconds by site, retries, and nothing in flight at the end."""

    def behave(connection: socket.socket, upstream: upstreams.Upstream) -> None:
        (upstreams.resetting() if len(upstream.requests) == 1 else _WELL)(connection, upstream)

    with upstreams.running(behave) as upstream:
        run = _Run(upstream.url)

        async def play() -> None:
            assert isinstance(await run.ask(), Permissions)

        run.go(play)

    assert run.value("checker_upstream_seconds_count", site="global") == 1
    assert run.value("checker_upstream_seconds_count", site="eea") == 0
    assert run.value("checker_retries_total", site="global") == 1
    assert run.value("checker_in_flight") == 0


def test_the_cap_holds_while_the_budget_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a shared store keeps all of them waiting at first."""
    with upstreams.running(_WELL) as upstream:
        run = _Run(upstream.url, max_in_flight=2)

        async def take(_item: RateLimitItem, _name: str) -> int:
            await asyncio.sleep(0)
            return 0

        async def play() -> None:
            answers = await asyncio.gather(*(run.ask() for _ in range(5)))
            assert answers[2:] == [Exceeded("in-flight", 1)] * 3
            assert [type(one) for one in answers[:2]] == [Permissions] * 2

        monkeypatch.setattr(run.store, "take", take)
        run.go(play)

    assert len(upstream.requests) == 2
    assert run.value("checker_in_flight") == 0


def test_who_is_over_the_budget_is_not_in_flight() -> None:
    """A place that was taken for nothing is free again."""
    with upstreams.running(_WELL) as upstream:
        run = _Run(upstream.url, max_in_flight=1, okx_per_second=1)

        async def play() -> None:
            # At the third at the latest, wherever a second ends.
            assert Exceeded("in-flight", 1) not in [await run.ask() for _ in range(3)]

        run.go(play)

    assert run.value("checker_in_flight") == 0


def test_the_retry_is_counted_against_the_budget() -> None:
    """A budget of one lets no second call out."""
    with upstreams.running(upstreams.resetting()) as upstream:
        run = _Run(upstream.url, okx_per_second=1)

        async def play() -> None:
            assert isinstance(await run.ask(), Timeout)

        run.go(play)

    # (A machine that slept for a second in between lets the second one out.)
    assert len(upstream.requests) == 1 + (run.value("checker_retries_total", site="global") or 0)
