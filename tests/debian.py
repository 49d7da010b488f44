"""Programs that come with Debian, and the packages that they are in."""

from __future__ import annotations

import shutil
from typing import Final

PACKAGES: Final = {
    "chrt": "util-linux",
    "nginx": "nginx",
    "openssl": "openssl",
    "promtool": "prometheus",
    "redis-server": "redis-server",
    "systemd-analyze": "systemd",
    "taskset": "util-linux",
    "wrk": "wrk",
}


def program(name: str) -> str:
    """Return where a program is; raises LookupError with the package that is missing."""
    found = shutil.which(name)
    if found is None:
        raise LookupError(f"{name} is missing: apt-get install {PACKAGES[name]}")
    return found
