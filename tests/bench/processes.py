"""The processes that a benchmark has started, as the kernel knows them."""

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

#: How long a slowed process runs and rests, in seconds: a quarter of the time is left to it.
_RUN: Final = 0.005
_REST: Final = 0.015
#: After so many turns new processes are looked for.
_TURNS: Final = 5
_RENDERER: Final = b"--type=renderer"


def descendants(pid: int) -> list[int]:
    """Return the processes that a process has started, and those that these have."""
    try:
        told = Path(f"/proc/{pid}/task").glob("*/children")
        own = [int(one) for path in told for one in path.read_text("ascii").split()]
    except OSError:  # it has ended
        return []
    return [*own, *(one for child in own for one in descendants(child))]


def memory_mb() -> float:
    """Return the memory of all that this process has started, what they share counted once."""
    return sum(map(_proportional_kb, descendants(os.getpid()))) / 1000


@contextmanager
def slowed() -> Iterator[None]:
    """Let the pages of Chromium, workers included, run a quarter of the time.

    DevTools can slow a page's main thread only, "not workers", and Python runs in a worker.
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
            time.sleep(_REST)
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
