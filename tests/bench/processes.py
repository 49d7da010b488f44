"""The processes of a benchmark: their memory, and slowing them down."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

#: How long a slowed process runs and is stopped in turn, in seconds: it has a quarter of the time.
_RUN: Final = 0.005
_STOP: Final = 0.015
#: How many turns pass until new processes are looked for.
_TURNS: Final = 5
_RENDERER: Final = b"--type=renderer"


def descendants(pid: int) -> list[int]:
    """Return the child processes of a process, and their descendants."""
    try:
        paths = Path(f"/proc/{pid}/task").glob("*/children")
        children = [int(child) for path in paths for child in path.read_text("ascii").split()]
    except OSError:  # the process has ended
        return []
    return [*children, *(pid for child in children for pid in descendants(child))]


def memory_mb() -> float:
    """Return the proportional memory of this process's descendants, in MB."""
    return sum(map(_proportional_kb, descendants(os.getpid()))) / 1000


@contextmanager
def slowed() -> Iterator[None]:
    """Slow Chromium's pages and workers down to a quarter of the time until the block ends.

    DevTools can only slow a page's main thread, and Python runs in a worker.
    """
    is_over = threading.Event()
    thread = threading.Thread(target=_slow_down, args=[is_over], daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _slow_down(is_over: threading.Event) -> None:
    while not is_over.is_set():
        renderers = [pid for pid in descendants(os.getpid()) if _RENDERER in _command(pid)]
        for _ in range(_TURNS):
            _signal(renderers, signal.SIGSTOP)
            time.sleep(_STOP)
            _signal(renderers, signal.SIGCONT)
            time.sleep(_RUN)


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _proportional_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
