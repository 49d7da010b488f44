"""Runs the command line in a pseudo-terminal."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import termios
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT: Final = Path(__file__).parents[2]
#: Makes stdin the controlling terminal, which `getpass` needs, and enables Ctrl+C, which processes
#: in the background ignore.
_RUN: Final = """
import fcntl, runpy, signal, termios
signal.signal(signal.SIGINT, signal.default_int_handler)
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
runpy.run_module("validator", run_name="__main__", alter_sys=True)
"""
_POLL_SECONDS: Final = 0.05


class Terminal:
    """A program in a terminal, with everything that it has shown."""

    def __init__(self, screen: int, keyboard: int, process: subprocess.Popen[bytes]) -> None:
        self._screen = screen
        self._keyboard = keyboard
        self.process = process
        self.shown = b""

    def wait_for(self, text: bytes) -> None:
        """Read the output until it contains a text."""
        while text not in self.shown:
            if not select.select([self._screen], [], [], _POLL_SECONDS)[0]:
                assert self.process.poll() is None, self.shown
            else:
                self.shown += os.read(self._screen, 4096)

    def wait_until_it_reads(self) -> None:
        """Wait until the program blocks in the system call that reads a line.

        A signal just before that call would only be handled after a key is pressed.
        """
        status = Path(f"/proc/{self.process.pid}/stat")
        while status.read_text("ascii").rpartition(")")[2].split()[0] != "S":
            time.sleep(_POLL_SECONDS)

    def paste(self, text: bytes) -> None:
        """Write input to the terminal, all at once."""
        os.write(self._screen, text)

    def end(self) -> int:
        """Wait for the program to exit and return its status."""
        status = self.process.wait()
        while select.select([self._screen], [], [], 0)[0]:
            self.shown += os.read(self._screen, 4096)
        return status

    @property
    def echoes(self) -> bool:
        """Whether the terminal shows what is typed."""
        return bool(termios.tcgetattr(self._keyboard)[3] & termios.ECHO)

    def unread(self) -> bytes:
        """Return the input that a shell would now read as a command."""
        self.paste(b"\n")
        return os.read(self._keyboard, 4096).removesuffix(b"\n")


@contextmanager
def running(*arguments: str, before: str = "") -> Iterator[Terminal]:
    """Run the command line in a terminal until the block ends; `before` is Python to run first."""
    screen, keyboard = pty.openpty()
    try:
        with subprocess.Popen(
            [sys.executable, "-c", f"{before}\n{_RUN}", *arguments],
            cwd=_ROOT,
            stdin=keyboard,
            stdout=keyboard,
            stderr=keyboard,
            start_new_session=True,
        ) as process:
            try:
                yield Terminal(screen, keyboard, process)
            finally:
                process.kill()
    finally:
        os.close(screen)
        os.close(keyboard)
