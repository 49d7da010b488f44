"""The memory of an idle proxy contains nothing of earlier checks."""

from __future__ import annotations

import json
import signal
import threading
import time
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest

from tests.proxy import processes, upstreams
from tests.proxy.faults import OK
from tests.proxy.serving import LATE
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from tests.conftest import Body
    from tests.proxy.processes import Process

pytestmark = pytest.mark.slow

_ADDRESS: Final = "203.0.113.77"
#: Runs before the proxy: makes windows a second long, and searches all objects at a signal. The
#: wanted texts are reversed, so that the search doesn't find itself.
_LOOKING: Final = """
import gc, json, os, signal
from limits.aio.storage import MemoryStorage
from validator.proxy import limits

limits.Limits.__init__.__kwdefaults__["minute"] = 1

def held():
    gc.collect()
    seen, found = set(), gc.get_objects()
    while found:
        thing = found.pop()
        if id(thing) not in seen:
            seen.add(id(thing))
            if isinstance(thing, str | bytes | bytearray):
                yield thing if isinstance(thing, str) else thing.decode("latin-1")
            else:
                found += gc.get_referents(thing)

def look(*_):
    with open({wanted!r}) as file:
        wanted = json.load(file)
    traces = {{name for text in held() for name, back in wanted.items() if back in text[::-1]}}
    storages = [thing for thing in gc.get_objects() if isinstance(thing, MemoryStorage)]
    counters = sum(len(storage.storage) for storage in storages)
    with open({looked!r} + ".new", "w") as file:
        json.dump([sorted(traces), counters], file)
    os.replace({looked!r} + ".new", {looked!r})

signal.signal(signal.SIGUSR1, look)
"""


def _look(proxy: Process, looked: Path) -> Any:
    looked.unlink(missing_ok=True)
    proxy.process.send_signal(signal.SIGUSR1)
    end = time.monotonic() + LATE
    while not looked.exists() and time.monotonic() < end:
        time.sleep(0.02)
    return json.loads(looked.read_text("utf-8"))


def test_checks_leave_nothing_in_memory(body: Body, tmp_path: Path) -> None:
    """A check's address, key, passphrase and counters are gone from memory some time after it."""
    may_answer = threading.Event()

    def behave(connection: socket.socket, upstream: upstreams.Upstream) -> None:
        may_answer.wait(LATE)
        upstreams.replying("200 OK", OK)(connection, upstream)

    signed = body(ACCOUNTS["read-only"].pasted)
    wanted, looked = tmp_path / "wanted", tmp_path / "looked"
    values = {"address": _ADDRESS, "key": signed["api_key"], "passphrase": signed["passphrase"]}
    wanted.write_text(json.dumps({name: text[::-1] for name, text in values.items()}), "utf-8")
    before = _LOOKING.format(wanted=str(wanted), looked=str(looked))

    def ask(url: str) -> None:
        headers = {"X-Forwarded-For": _ADDRESS}
        httpx.post(f"{url}api/okx/permissions", json=signed, headers=headers, timeout=LATE)

    with (
        upstreams.running(behave) as upstream,
        processes.running(
            upstream.url, before, TRUSTED_PROXIES="1", TIME_LIMIT_SECONDS="50"
        ) as proxy,
    ):
        asking = threading.Thread(target=ask, args=(proxy.url,))
        asking.start()
        while not upstream.requests:
            asking.join(0.01)
        running = _look(proxy, looked)
        may_answer.set()
        asking.join()
        end = time.monotonic() + LATE
        while (idle := _look(proxy, looked)) != [[], 0] and time.monotonic() < end:
            time.sleep(0.2)

    assert running[0] == ["address", "key", "passphrase"]
    assert running[1] >= 3
    assert idle == [[], 0]
