"""Cores that do not sleep, so that nobody is measured by how long a core takes to wake."""

from __future__ import annotations

import subprocess
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from tests.debian import program

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def awake(*cores: int) -> Iterator[None]:
    """Keep cores busy until the block ends, with what gives way at once to whoever has work.

    A virtual machine gives a core back when it has nothing to do, and at 200 requests/s that is
    after each half of a request. To get it again takes a time that is the host's, not a server's.
    Raises RuntimeError where that could not be done, since what was measured is something else.
    """
    processes = []
    with ExitStack() as stack:
        for core in cores:
            process = subprocess.Popen(
                [
                    *(program("taskset"), "--cpu-list", str(core)),
                    *(program("chrt"), "--idle", "0"),
                    *("sh", "-c", "while :; do :; done"),
                ]
            )
            stack.callback(process.wait)
            stack.callback(process.terminate)
            processes.append(process)
        yield
        if any(process.poll() is not None for process in processes):
            raise RuntimeError("a core was not kept awake")
