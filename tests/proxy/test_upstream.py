"""Calls to OKX are capped, measured, and admitted by the breaker and the budget."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from tests.proxy import upstreams
from tests.proxy.faults import OK
from tests.proxy.serving import signed_request
from validator.core.reply import Busy, Permissions, RateLimited, Refused
from validator.proxy.limits import Exceeded, Limits
from validator.proxy.logs import open_log
from validator.proxy.metrics import BREAKER_STATES, Metrics
from validator.proxy.okx import OkxClient
from validator.proxy.settings import UNGUARDED, Settings
from validator.proxy.upstream import Upstream

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from validator.core.facts import SiteName
    from validator.core.reply import Answer

_DOWN = upstreams.replying("503 Service Unavailable", b"")
_WELL = upstreams.replying("200 OK", OK)


class _Run:
    """An upstream with its metrics."""

    def __init__(self, url: str, **changed: Any) -> None:
        self.metrics = Metrics()
        log = open_log("error")
        settings = Settings(**(UNGUARDED | {"okx": url} | changed))
        self.limits = Limits(settings, self.metrics, log)
        self.okx = OkxClient(settings)
        self.upstream = Upstream(settings, self.okx, self.limits, self.metrics, log)

    async def ask(self, site: SiteName = "global") -> Answer | Exceeded:
        return await self.upstream.ask(signed_request(site))

    def run(self, play: Callable[[], Awaitable[None]]) -> None:
        async def run() -> None:
            async with self.limits, self.okx:
                await play()

        asyncio.run(run())

    def state(self, site: SiteName = "global") -> str:
        (state,) = (
            state
            for state in BREAKER_STATES
            if self.value("checker_breaker_state", site=site, checker_breaker_state=state)
        )
        return state

    def value(self, name: str, **labels: str) -> float | None:
        return self.metrics.registry.get_sample_value(name, labels)


def test_failing_site_is_busy() -> None:
    """After five failures a site is not asked any more, and other sites are."""
    with upstreams.running(_DOWN) as upstream:
        run = _Run(upstream.url)

        async def play() -> None:
            for _ in range(8):
                assert await run.ask() == Busy("global", "other", None)
            assert (len(upstream.requests), run.state()) == (5, "open")
            await run.ask("eea")
            assert (len(upstream.requests), run.state("eea")) == (6, "closed")

        run.run(play)


def test_refusals_do_not_open_the_breaker() -> None:
    """Refused keys and OKX's rate limit don't open the breaker."""
    replies: dict[type, tuple[str, bytes]] = {
        Refused: ("401 Unauthorized", b'{"code":"50113"}'),
        RateLimited: ("429 Too Many Requests", b""),
    }
    for kind, reply in replies.items():
        with upstreams.running(upstreams.replying(*reply)) as upstream:
            run = _Run(upstream.url)

            async def play(run: _Run = run, kind: type = kind) -> None:
                assert {type(await run.ask()) for _ in range(9)} == {kind}

            run.run(play)

        assert (len(upstream.requests), run.state()) == (9, "closed")


def test_calls_are_measured() -> None:
    """Calls are timed by site, and none is in flight at the end."""
    with upstreams.running(_WELL) as upstream:
        run = _Run(upstream.url)

        async def play() -> None:
            assert isinstance(await run.ask(), Permissions)

        run.run(play)

    assert run.value("checker_upstream_seconds_count", site="global") == 1
    assert run.value("checker_upstream_seconds_count", site="eea") == 0
    assert run.value("checker_in_flight") == 0


def test_as_many_calls_are_in_flight_as_the_budget_allows() -> None:
    """The cap on calls in flight is the budget per second times the time limit."""
    with upstreams.running(upstreams.stalling()) as upstream:
        run = _Run(upstream.url, okx_per_second=2, time_limit_seconds=0.5)

        async def play() -> None:
            sites: list[SiteName] = ["global", "eea", "us"]
            answers = await asyncio.gather(*(run.ask(site) for site in sites))
            assert answers[1:] == [Exceeded("in-flight", 1)] * 2
            assert run.value("checker_in_flight") == 0

        run.run(play)

    # aiohttp may retry a failed connection; no other call was made.
    assert {b"Host: openapi.okx.com" in request for request in upstream.requests} == {True}


def test_a_call_over_the_budget_is_not_in_flight() -> None:
    """A call that the budget refuses does not stay in flight."""
    with upstreams.running(_WELL) as upstream:
        run = _Run(upstream.url, okx_per_second=1, time_limit_seconds=1)

        async def play() -> None:
            # The third at the latest, wherever a second ends.
            limits = [
                answer.limit
                for answer in [await run.ask() for _ in range(3)]
                if isinstance(answer, Exceeded)
            ]
            assert "in-flight" not in limits
            assert "okx-budget" in limits

        run.run(play)

    assert run.value("checker_in_flight") == 0
