"""The proxy's log: one line of JSON for each event, with fields that can hold no credential.

What a library logs is reduced to who, how bad and where:
its text may quote what it was to send, as redis-py's exceptions do.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
import structlog

from validator.core.signing import timestamp

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from structlog.typing import EventDict, FilteringBoundLogger, WrappedLogger

_STDERR: Final = 2
#: No other field gets into the log, whoever names it.
FIELDS: Final = frozenset(
    {
        "address",
        "client",
        "error",
        "kind",
        "library",
        "limit",
        "metrics",
        "ms",
        "okx_code",
        "place",
        "problem",
        "request_id",
        "route",
        "setting",
        "site",
        "state",
    }
)


class _Lines:
    """What structlog hands finished lines to; a log that cannot be written stops no request."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write

    def msg(self, line: bytes) -> None:
        with suppress(OSError):
            self._write(line + b"\n")

    debug = info = warning = error = critical = msg


def open_log(
    level: str = "info", write: Callable[[bytes], object] | None = None
) -> FilteringBoundLogger:
    """Return a log; `write` gets each line, and is standard error if not given."""
    number = logging.getLevelNamesMapping()[level.upper()]
    logger = structlog.wrap_logger(
        _Lines(write or _write_to_stderr),
        processors=[_render],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        context_class=dict,
        cache_logger_on_first_use=True,
    )
    # Bound once: what `wrap_logger` returns would be set up anew at each line.
    bound: FilteringBoundLogger = logger.bind()
    return bound


def take_over(log: FilteringBoundLogger, level: str) -> None:
    """Send to the log what libraries log, and all that Python itself would print of exceptions."""
    root = logging.getLogger()
    root.handlers[:] = [Foreign(log)]
    root.setLevel(level.upper())
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False

    def report(kind: type[BaseException] | None, traceback: TracebackType | None) -> None:
        log.error("crash", error=kind.__name__ if kind else None, place=place(traceback))

    sys.excepthook = lambda kind, _error, traceback: report(kind, traceback)
    sys.unraisablehook = lambda one: report(one.exc_type, one.exc_traceback)
    threading.excepthook = lambda one: report(one.exc_type, one.exc_traceback)


class Foreign(logging.Handler):
    """Hands records of the standard library's logging on, without their text and arguments."""

    def __init__(self, log: FilteringBoundLogger) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Log who logged, from where, and the type of the exception."""
        kind = record.exc_info[0] if record.exc_info else None
        self._log.log(
            min(record.levelno, logging.CRITICAL) // 10 * 10 or logging.DEBUG,
            "library",
            library=record.name,
            place=f"{record.filename}:{record.lineno}",
            error=kind.__name__ if kind else None,
        )


def place(traceback: TracebackType | None) -> str | None:
    """Return file and line of where an exception was raised."""
    if traceback is None:
        return None
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    return f"{Path(traceback.tb_frame.f_code.co_filename).name}:{traceback.tb_lineno}"


def _write_to_stderr(line: bytes) -> None:
    os.write(_STDERR, line)


def _render(_logger: WrappedLogger, level: str, event: EventDict) -> bytes:
    line: dict[str, Any] = {
        "time": timestamp(time.time_ns() // 1_000_000),
        "level": level,
        "event": event.pop("event"),
    }
    line |= {name: event[name] for name in event if name in FIELDS and event[name] is not None}
    # A value that is no plain one is named by its type: its text may be anything.
    return msgspec.json.encode(line, enc_hook=lambda value: type(value).__name__)
