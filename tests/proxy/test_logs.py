"""The log is JSON, without any text of libraries or requests."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from typing import Any

from validator.proxy.logs import LibraryHandler, open_log

_SECRET = "FA4E0000000000000000000000000001"


def _lines(written: list[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written]


def test_level_filters_events() -> None:
    """A level includes those above it, and an event is one line."""
    counts = {}
    for level in ("debug", "info", "warning", "error"):
        written: list[bytes] = []
        log = open_log(level, written.append)
        for name in ("debug", "info", "warning", "error"):
            getattr(log, name)("event")
        counts[level] = b"".join(written).count(b"\n")

    assert counts == {"debug": 4, "info": 3, "warning": 2, "error": 1}


def test_only_known_fields_are_written() -> None:
    """Unknown fields and values of other types are not written."""
    written: list[bytes] = []
    error = ValueError(_SECRET)
    open_log("info", written.append).info(
        "event", api_key=_SECRET, body=_SECRET, exc_info=error, kind=error, ms=1.5, site=None
    )

    (line,) = _lines(written)
    assert set(line) == {"time", "level", "event", "kind", "ms"}
    assert (line["kind"], line["ms"]) == ("ValueError", 1.5)
    assert _SECRET.encode() not in written[0]


def test_write_errors_are_ignored() -> None:
    """An error while writing the log is ignored."""

    def fail(_line: bytes) -> None:
        raise OSError

    open_log("info", fail).info("event")


def test_library_messages_are_left_out() -> None:
    """A library's record is logged with name, place, level and exception type only."""
    for level in (logging.DEBUG, 15, logging.ERROR, logging.CRITICAL, 99):
        written: list[bytes] = []
        logger = logging.Logger("library")  # noqa: LOG001 - not shared with other code
        logger.addHandler(LibraryHandler(open_log("debug", written.append)))
        logger.log(level, "text %s", _SECRET, exc_info=LookupError(_SECRET))

        (line,) = _lines(written)
        assert (line["library"], line["error"]) == ("library", "LookupError")
        assert line["place"].startswith("test_logs.py:")
        assert _SECRET.encode() not in written[0]


def test_python_prints_no_exception() -> None:
    """Uncaught exceptions, warnings and asyncio's errors are logged without their text."""
    program = f"""
import asyncio, logging, threading, warnings
from validator.proxy import logs
logs.capture(logs.open_log("debug"), "debug")
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
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert result.returncode == 1
    assert _SECRET not in result.stderr + result.stdout
    lines = [json.loads(line) for line in result.stderr.splitlines()]
    logged = [(line["event"], line.get("library"), line.get("error")) for line in lines]
    assert logged == [
        ("crash", None, "LookupError"),
        ("crash", None, "LookupError"),
        ("library", "py.warnings", None),
        ("library", "httpx", None),
        ("library", "asyncio", None),
        ("library", "asyncio", "LookupError"),
        ("crash", None, "LookupError"),
    ]
