"""Finds a Chromium for the tests, or gets one: Debian's package as root, else Playwright's own.

And runs it, for all that is driven by Playwright: a process has room for one Playwright.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

_NAMES = ("chromium", "chromium-browser", "google-chrome")
#: Where whatever is not on loopback is sent: the discard port.
_NOBODY: Final = "http://127.0.0.1:9"


@contextmanager
def launch() -> Iterator[Browser]:
    """Run a Chromium that reaches loopback alone; raises RuntimeError where there is none."""
    path = find()
    if path is None:
        raise RuntimeError("Install Chromium first: as root, `apt-get install chromium`.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-background-networking",
                "--disable-component-update",
                f"--proxy-server={_NOBODY}",
            ],
        )
        yield browser
        browser.close()


@cache  # Playwright, which it may have to ask, cannot be asked while it runs
def find() -> str | None:
    """Return the path of a Chromium on this machine, the system's before Playwright's own."""
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def _install() -> None:
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (
            ("update", "-qq"),
            ("install", "-qq", "-y", "--no-install-recommends", "chromium"),
        ):
            subprocess.run(
                [apt, *arguments],
                check=False,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
    else:
        subprocess.run(
            [sys.executable, "-m", "playwright", "install", "chromium"],
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


if __name__ == "__main__":
    if find() is None:
        _install()
        find.cache_clear()
    if find() is None:
        sys.exit("Install Chromium first: as root, `apt-get install chromium`.")
