"""The proxy's log: a line of JSON for each event, with fields that cannot hold a credential.

Of a library's records only name, level and place are kept. Their text may quote a request, as the
exceptions of redis-py and aiohttp do.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING, Any, Final

import msgspec
import structlog
from structlog.contextvars import merge_contextvars

from validator.core.signing import timestamp

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from structlog.typing import EventDict, FilteringBoundLogger, WrappedLogger

#: The only fields that are written to the log.
FIELDS: Final = (
    *("request_id", "route", "kind", "problem", "okx_code", "site", "limit", "address", "ms"),
    *("error", "library", "metrics", "place", "setting", "state"),
)


class _Lines:
    """Writes rendered lines and ignores errors, which must not fail a request."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write

    def msg(self, line: bytes) -> None:
        with suppress(OSError):
            self._write(line + b"\n")

    debug = info = warning = error = critical = msg


def open_log(
    level: str = "info", write: Callable[[bytes], object] | None = None
) -> FilteringBoundLogger:
    """Return a log; `write` is called with each line, by default to write it to standard error."""
    number = logging.getLevelNamesMapping()[level.upper()]
    log: FilteringBoundLogger = structlog.wrap_logger(
        _Lines(write or partial(os.write, 2)),
        processors=[merge_contextvars, _render],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        cache_logger_on_first_use=True,
    ).bind()
    return log


def capture(log: FilteringBoundLogger, level: str) -> None:
    """Send libraries' log records and Python's reports of uncaught exceptions to the log."""
    root = logging.getLogger()
    root.handlers[:] = [LibraryHandler(log)]
    root.setLevel(level.upper())
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False

    def report(kind: type[BaseException] | None, traceback: TracebackType | None) -> None:
        log.error("crash", error=kind.__name__ if kind else None, place=place(traceback))

    sys.excepthook = lambda kind, _error, traceback: report(kind, traceback)
    sys.unraisablehook = lambda raised: report(raised.exc_type, raised.exc_traceback)
    threading.excepthook = lambda raised: report(raised.exc_type, raised.exc_traceback)


class LibraryHandler(logging.Handler):
    """Logs records of the standard library's logging, without their text and arguments."""

    def __init__(self, log: FilteringBoundLogger) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Log the logger's name, the place, and the type of the exception."""
        kind = record.exc_info[0] if record.exc_info else None
        self._log.log(
            min(record.levelno, logging.CRITICAL) // 10 * 10 or logging.DEBUG,
            "library",
            library=record.name,
            place=f"{record.filename}:{record.lineno}",
            error=kind.__name__ if kind else None,
        )


def place(traceback: TracebackType | None) -> str | None:
    """Return file and line where an exception was raised."""
    if traceback is None:
        return None
    *_, (frame, line) = walk_tb(traceback)
    return f"{Path(frame.f_code.co_filename).name}:{line}"


def _render(_logger: WrappedLogger, level: str, event: EventDict) -> bytes:
    moment = timestamp(time.time_ns() // 1_000_000)
    line: dict[str, Any] = {"time": moment, "level": level, "event": event.pop("event")}
    line |= {name: event[name] for name in FIELDS if event.get(name) is not None}
    # A value of another type is replaced with its type's name: its text may hold anything.
    return msgspec.json.encode(line, enc_hook=lambda value: type(value).__name__)
