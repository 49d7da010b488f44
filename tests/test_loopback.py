"""An app runs in a thread of this process for as long as a block lasts."""

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

from validator.loopback import run_in_thread

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request


def test_serves_until_the_block_ends() -> None:
    """The app's own start and end are part of it, and the port is free again."""
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


def test_takes_the_port_that_is_asked_for() -> None:
    """A port may be chosen; two apps cannot have the same."""
    with run_in_thread(Starlette()) as url:
        port = int(url.rpartition(":")[2])
        with pytest.raises(OSError, match="in use"), run_in_thread(Starlette(), port):
            pass

    with run_in_thread(Starlette(), port) as again:
        assert again == url


# uvicorn ends its thread by SystemExit then, which pytest tells of.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_app_that_cannot_start_is_told() -> None:
    """Nobody waits for an app that failed."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        raise LookupError("no start")
        yield

    with (
        pytest.raises(RuntimeError, match="did not start"),
        run_in_thread(Starlette(lifespan=lifespan)),
    ):
        pass


def test_does_not_wait_for_ever() -> None:
    """What is in flight at the end is cancelled after a second."""
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


def test_listens_on_loopback_alone() -> None:
    """Nobody else on the network reaches it."""
    with run_in_thread(Starlette()) as url:
        host = url.removeprefix("http://").partition(":")[0]

    assert socket.inet_aton(host) == socket.inet_aton("127.0.0.1")


def test_no_request_is_logged(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path may hold a credential that landed there by mistake."""
    # A server that ran in this process before may have set up uvicorn's loggers for itself.
    monkeypatch.setattr(logging.getLogger("uvicorn"), "propagate", True)
    for name in ("uvicorn", "uvicorn.access", "uvicorn.error"):
        caplog.set_level(logging.DEBUG, name)
    with run_in_thread(Starlette()) as url:
        httpx.get(f"{url}/FA4E0000000000000000000000000001")

    ours = [one.getMessage() for one in caplog.records if one.name.startswith("uvicorn")]
    assert ours
    assert not any("FA4E" in message for message in ours)


def test_responses_do_not_wait_for_acknowledgements() -> None:
    """A connection that is kept answers at once: Nagle's algorithm is off."""
    with run_in_thread(Starlette()) as url, httpx.Client(base_url=url) as client:
        seconds = [client.get("/").elapsed.total_seconds() for _ in range(10)]

    assert min(seconds[1:]) < 0.03
