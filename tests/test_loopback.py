"""`run_in_thread` serves an app until a block ends."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from validator.loopback import listen, run_in_thread

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request


def test_serves_until_the_block_ends() -> None:
    """The app's lifespan begins and ends with the block, and the port is free afterwards."""
    events = []

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        events.append("start")
        yield
        events.append("end")

    with run_in_thread(Starlette(lifespan=lifespan)) as url:
        assert httpx.get(url).status_code == 404

    assert events == ["start", "end"]
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_uses_the_given_port() -> None:
    """An app is served on the given port, which a second app can't use."""
    with run_in_thread(Starlette()) as url:
        port = int(url.rpartition(":")[2])
        with pytest.raises(OSError, match="in use"), run_in_thread(Starlette(), port):
            pass

    with run_in_thread(Starlette(), port) as again:
        assert again == url


# uvicorn then ends its thread with SystemExit, which pytest warns about.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_failed_startup_raises() -> None:
    """An app whose startup fails raises instead of blocking."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        raise LookupError("no start")
        yield

    with (
        pytest.raises(RuntimeError, match="did not start"),
        run_in_thread(Starlette(lifespan=lifespan)),
    ):
        pass


def test_requests_in_flight_are_cancelled_at_the_end() -> None:
    """A request that is in flight when the block ends is cancelled after a second."""
    has_come, was_cancelled = threading.Event(), threading.Event()

    async def wait(_request: Request) -> Response:
        has_come.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            was_cancelled.set()
            raise
        return PlainTextResponse("late")

    def ask(url: str) -> None:
        with suppress(httpx.HTTPError):
            httpx.get(url, timeout=30)

    with run_in_thread(Starlette(routes=[Route("/", wait)])) as url:
        thread = threading.Thread(target=ask, args=(url,))
        thread.start()
        assert has_come.wait(30)

    assert was_cancelled.is_set()
    thread.join()


def test_no_request_is_logged(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No request's path is logged, since it may hold a misplaced credential."""
    # An earlier server in this process may have configured uvicorn's loggers.
    monkeypatch.setattr(logging.getLogger("uvicorn"), "propagate", True)
    for name in ("uvicorn", "uvicorn.access", "uvicorn.error"):
        caplog.set_level(logging.DEBUG, name)
    with run_in_thread(Starlette()) as url:
        httpx.get(f"{url}/FA4E0000000000000000000000000001")

    messages = [
        record.getMessage() for record in caplog.records if record.name.startswith("uvicorn")
    ]
    assert messages
    assert not any("FA4E" in message for message in messages)


def test_nagle_s_algorithm_is_off() -> None:
    """The listening socket names TCP, so that asyncio turns Nagle's algorithm off."""
    with listen("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP
