"""The programs that tests run: their Debian packages, from `debian.txt`, and their ports."""

from __future__ import annotations

import os
import shutil
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import subprocess

_TABLE: Final = Path(__file__).with_suffix(".txt")
#: Debian's folder for servers such as nginx, which is only on root's PATH.
_SERVERS: Final = "/usr/sbin"
#: How long a program may take to start, in seconds.
_START_SECONDS: Final = 30
_POLL_SECONDS: Final = 0.02


def packages() -> dict[str, str]:
    """Return the Debian package of each program."""
    rows = (line.split() for line in _TABLE.read_text("utf-8").splitlines())
    return {row[0]: row[1] for row in rows if row and row[0] != "#"}


def program(name: str) -> str:
    """Return the path of a program in the table.

    Raises LookupError with the package to install if this machine lacks it.
    """
    package = packages()[name]
    path = shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), _SERVERS)))
    if path is None:
        raise LookupError(f"{name} is missing: apt-get install {package}")
    return path


def free_port() -> int:
    """Return a port of loopback that a program can listen on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[Any]) -> None:
    """Wait until a program listens on a port of loopback; raises RuntimeError if it does not."""
    end = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=_START_SECONDS).close()
        except OSError:
            time.sleep(_POLL_SECONDS)
        else:
            return
    raise RuntimeError(f"the program did not start: {process.args!r}")
