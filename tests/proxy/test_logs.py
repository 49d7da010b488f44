"""The log is JSON, and nothing that a library or a request wrote gets into it."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.proxy.serving import run_proxy
from validator.core.practice import ACCOUNTS
from validator.proxy import UNGUARDED, Settings, create_app
from validator.proxy.logs import Foreign, open_log, place

if TYPE_CHECKING:
    from tests.conftest import Body

_PATH = "/api/okx/permissions"
_SECRET = "FA4E0000000000000000000000000001"


def _lines(written: list[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written]


@pytest.mark.parametrize(("level", "count"), [("debug", 4), ("info", 3), ("error", 1)])
def test_the_level_decides(level: str, count: int) -> None:
    """What is below it is not written."""
    written: list[bytes] = []
    log = open_log(level, written.append)
    for name in ("debug", "info", "warning", "error"):
        getattr(log, name)("event")

    assert len(written) == count
    assert written[-1].endswith(b"\n")


def test_only_known_fields_are_written() -> None:
    """A field that nobody thought of, and a value that is no plain one, cannot leak."""
    written: list[bytes] = []
    error = ValueError(_SECRET)
    open_log("info", written.append).info(
        "event", api_key=_SECRET, body=_SECRET, exc_info=error, kind=error, ms=1.5, site=None
    )

    (line,) = _lines(written)
    assert set(line) == {"time", "level", "event", "kind", "ms"}
    assert (line["kind"], line["ms"]) == ("ValueError", 1.5)
    assert _SECRET.encode() not in written[0]


def test_a_log_that_cannot_be_written_stops_nothing() -> None:
    """A full disk is no reason to refuse a request."""

    def fail(_line: bytes) -> None:
        raise OSError

    open_log("info", fail).info("event")


@pytest.mark.parametrize("level", [logging.DEBUG, 15, logging.ERROR, logging.CRITICAL, 99])
def test_a_library_s_words_are_left_out(level: int) -> None:
    """Who logged, where and how bad remains."""
    written: list[bytes] = []
    logger = logging.Logger("library")  # noqa: LOG001 - one that nobody else gets
    logger.addHandler(Foreign(open_log("debug", written.append)))
    text = f"text {_SECRET} %s"
    logger.log(level, text, _SECRET, exc_info=LookupError(_SECRET))

    (line,) = _lines(written)
    assert (line["event"], line["library"], line["error"]) == ("library", "library", "LookupError")
    assert line["place"].startswith("test_logs.py:")
    assert _SECRET.encode() not in written[0]


def test_nothing_that_python_prints_of_exceptions_is_printed() -> None:
    """Neither of threads, nor of the program's end, nor warnings, nor what asyncio finds."""
    program = f"""
import asyncio, logging, threading, warnings
from validator.proxy import logs
logs.take_over(logs.open_log("debug"), "debug")
def fail():
    raise LookupError("{_SECRET}")
thread = threading.Thread(target=fail)
thread.start()
thread.join()
class Unraisable:
    def __del__(self):
        fail()
Unraisable()
warnings.warn("{_SECRET}")
logging.getLogger("httpx").info("{_SECRET}")
async def forget():
    asyncio.get_running_loop().call_soon(fail)
    await asyncio.sleep(0)
asyncio.run(forget())
fail()
"""
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert ended.returncode == 1
    assert _SECRET not in ended.stderr + ended.stdout
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    told = [(line["event"], line.get("library"), line.get("error")) for line in lines]
    assert told == [
        ("crash", None, "LookupError"),
        ("crash", None, "LookupError"),
        ("library", "py.warnings", None),
        ("library", "httpx", None),
        ("library", "asyncio", None),
        ("library", "asyncio", "LookupError"),
        ("crash", None, "LookupError"),
    ]


def test_tells_where_an_exception_was_raised() -> None:
    """The innermost place, and none where there is no traceback."""
    with pytest.raises(ValueError, match="Expecting") as caught:
        json.loads("{")

    assert str(place(caught.tb)).startswith("decoder.py:")
    assert place(None) is None


def test_an_address_is_logged_only_if_told_so(fake: str, body: Body) -> None:
    """And then cut."""
    for is_logged, address in ((False, None), (True, "127.0.0.0/24")):
        lines: list[bytes] = []
        settings = Settings(**(UNGUARDED | {"okx": fake, "is_address_logged": is_logged}))
        app = create_app(settings, log=open_log("info", lines.append))
        with run_proxy(app) as url:
            httpx.post(f"{url}{_PATH}", json=body(ACCOUNTS["read-only"].pasted))

        (line,) = map(json.loads, lines)
        assert line.get("address") == address
