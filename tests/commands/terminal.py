"""Runs the command line in a terminal of its own, as a person does."""

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
#: Makes stdin the terminal that the process is controlled by, as `getpass` wants it, and Ctrl+C
#: work where the tests themselves run in the background, which ignores it.
_RUN: Final = """
import fcntl, runpy, signal, termios
signal.signal(signal.SIGINT, signal.default_int_handler)
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
runpy.run_module("validator", run_name="__main__", alter_sys=True)
"""


_POLL_SECONDS: Final = 0.05


class Terminal:
    """A program in a terminal, and all that is on the screen."""

    def __init__(self, screen: int, keyboard: int, process: subprocess.Popen[bytes]) -> None:
        self._screen = screen
        self._keyboard = keyboard
        self.process = process
        self.shown = b""

    def wait_for(self, text: bytes) -> None:
        """Read what is shown until this text is."""
        while text not in self.shown:
            if not select.select([self._screen], [], [], _POLL_SECONDS)[0]:
                assert self.process.poll() is None, self.shown
            else:
                self.shown += os.read(self._screen, 4096)

    def wait_until_it_reads(self) -> None:
        """Wait until the program sleeps, as it does in the system's call that reads a line.

        A signal that comes just before the call would be noticed only after a key is pressed.
        """
        status = Path(f"/proc/{self.process.pid}/stat")
        while status.read_text("ascii").rpartition(")")[2].split()[0] != "S":
            time.sleep(_POLL_SECONDS)

    def paste(self, text: bytes) -> None:
        """Give the program input, all at once."""
        os.write(self._screen, text)

    def end(self) -> int:
        """Wait for the program's end, and return its exit status."""
        status = self.process.wait()
        while select.select([self._screen], [], [], 0)[0]:
            self.shown += os.read(self._screen, 4096)
        return status

    @property
    def echoes(self) -> bool:
        """Whether what is typed is shown."""
        return bool(termios.tcgetattr(self._keyboard)[3] & termios.ECHO)

    def unread(self) -> bytes:
        """Return what a shell would now read as its first command."""
        self.paste(b"\n")
        return os.read(self._keyboard, 4096).removesuffix(b"\n")


@contextmanager
def running(*arguments: str, before: str = "") -> Iterator[Terminal]:
    """Run the command line in a terminal until the block ends, and some Python before it."""
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
