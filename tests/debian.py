"""The programs that tests run, each with its Debian package from `debian.txt`."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

_TABLE: Final = Path(__file__).with_suffix(".txt")
#: Debian's folder for servers such as nginx, which is only on root's PATH.
_SERVERS: Final = "/usr/sbin"


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
