"""A call is sent again once, and only where its connection died before a byte of the reply."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest

from tests.proxy import signed, upstreams
from validator.core.practice import ACCOUNTS
from validator.core.reply import Permissions, Timeout, Unreadable
from validator.proxy.okx import OkxClient
from validator.proxy.settings import Settings

if TYPE_CHECKING:
    import socket

    from tests.proxy.upstreams import Behaviour
    from validator.core.facts import SiteName
    from validator.core.reply import Answer

_OK = ACCOUNTS["read-only"].configuration()
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def _ask(url: str, times: int = 1, *, may: bool = True) -> tuple[list[Answer], list[SiteName]]:
    """Return the answers, and the sites for which a second call was asked for."""
    asked: list[SiteName] = []

    async def may_retry(site: SiteName) -> bool:
        asked.append(site)
        return may

    async def run() -> list[Answer]:
        settings = Settings(okx=url, time_limit_seconds=20, read_limit_seconds=20)
        async with OkxClient(settings, may_retry=may_retry) as client:
            return [await client.ask(signed.request()) for _ in range(times)]

    return asyncio.run(run()), asked


@pytest.mark.parametrize(
    ("behave", "calls", "kind"),
    [
        (upstreams.sending(b""), 2, Timeout),
        (upstreams.resetting(), 2, Timeout),
        (upstreams.sending(b"H"), 1, Timeout),
        (upstreams.sending(_HEAD), 1, Timeout),
        (upstreams.resetting(b"H"), 1, Timeout),
        (upstreams.resetting(_HEAD), 1, Timeout),
        (upstreams.sending(_HEAD + b"Content-Length: 9\r\n\r\n{"), 1, Unreadable),
        (upstreams.replying("503 Service Unavailable", b""), 1, None),
        (upstreams.replying("200 OK", _OK), 1, Permissions),
    ],
    ids=[
        "closed before a byte",
        "reset before a byte",
        "closed after a byte",
        "closed in the head",
        "reset after a byte",
        "reset in the head",
        "cut off",
        "503",
        "well",
    ],
)
def test_how_often_okx_is_called(behave: Behaviour, calls: int, kind: type[Answer] | None) -> None:
    """Never more than twice."""
    with upstreams.running(behave) as upstream:
        (answer,), asked = _ask(upstream.url)

    assert len(upstream.requests) == calls
    assert len(asked) == calls - 1
    assert kind is None or isinstance(answer, kind)


def test_the_second_call_may_succeed() -> None:
    """A kept connection that died is replaced, without a word of it to the person."""

    def behave(connection: socket.socket, upstream: upstreams.Upstream) -> None:
        dies = len(upstream.requests) == 2
        (upstreams.sending(b"") if dies else upstreams.replying("200 OK", _OK))(
            connection, upstream
        )

    with upstreams.running(behave) as upstream:
        answers, asked = _ask(upstream.url, 2)

    assert [type(one) for one in answers] == [Permissions] * 2
    assert (len(upstream.requests), asked) == (3, ["global"])


def test_the_second_call_goes_out_on_a_new_connection() -> None:
    """Another that was kept as long may be as dead as the first."""
    seen: set[socket.socket] = set()
    both = threading.Barrier(2)

    def behave(connection: socket.socket, upstream: upstreams.Upstream) -> None:
        is_first = connection not in seen
        seen.add(connection)
        if len(upstream.requests) <= 2:
            both.wait()
        (upstreams.replying("200 OK", _OK) if is_first else upstreams.resetting())(
            connection, upstream
        )

    async def run(url: str) -> list[Answer]:
        async with OkxClient(Settings(okx=url, time_limit_seconds=20)) as client:
            await asyncio.gather(*(client.ask(signed.request()) for _ in range(2)))
            return [await client.ask(signed.request()) for _ in range(2)]

    with upstreams.running(behave) as upstream:
        answers = asyncio.run(run(upstream.url))

    assert [type(one) for one in answers] == [Permissions] * 2


def test_without_leave_there_is_no_second_call() -> None:
    """It counts as a call to OKX, for which the budget may be used up."""
    with upstreams.running(upstreams.resetting()) as upstream:
        (answer,), asked = _ask(upstream.url, may=False)

    assert isinstance(answer, Timeout)
    assert (len(upstream.requests), asked) == (1, ["global"])


def test_both_calls_share_the_time_limit() -> None:
    """A second call that stalls ends when the first would have had to."""

    def behave(connection: socket.socket, upstream: upstreams.Upstream) -> None:
        first = len(upstream.requests) == 1
        (upstreams.resetting() if first else upstreams.stalling())(connection, upstream)

    async def run(url: str) -> tuple[Answer, float]:
        settings = Settings(okx=url, time_limit_seconds=0.3, read_limit_seconds=20)
        async with OkxClient(settings) as client:
            start = asyncio.get_running_loop().time()
            answer = await client.ask(signed.request())
            return answer, asyncio.get_running_loop().time() - start

    with upstreams.running(behave) as upstream:
        answer, seconds = asyncio.run(run(upstream.url))

    assert isinstance(answer, Timeout)
    assert len(upstream.requests) == 2
    assert seconds < 10
