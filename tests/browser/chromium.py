"""Finds a Chromium for the tests, or gets one: Debian's package as root, else Playwright's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")


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
    if find() is None:
        sys.exit("Install Chromium first: as root, `apt-get install chromium`.")
