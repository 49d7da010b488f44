"""The programs that the bench needs, each with the Debian package that has it."""

from __future__ import annotations

import shutil
import sys
from typing import Final

_PACKAGES: Final = {
    "nginx": "nginx",
    "redis-server": "redis-server",
    "taskset": "util-linux",
    "wrk": "wrk",
}


def path(name: str) -> str:
    """Return where a program is; raises LookupError without it."""
    found = shutil.which(name)
    if found is None:
        raise LookupError(f"{name} is missing")
    return found


def require() -> None:
    """End the program with the names of the packages that are missing."""
    missing = [package for name, package in _PACKAGES.items() if shutil.which(name) is None]
    if missing:
        sys.exit(f"The bench needs more of Debian: apt-get install {' '.join(missing)}")
