"""Runs Netlify's own router with `netlify dev`, without a network or an account."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import tomllib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx

from tests.debian import program
from validator.publish.root import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLI: Final = Path(__file__).parent / "node_modules" / "netlify-cli" / "bin" / "run.js"
#: The production proxy in the settings, which no test may call.
PROXY: Final = "https://okx-proxy.flicker.finance"
_START_SECONDS: Final = 180
_END_SECONDS: Final = 15


@contextmanager
def run(site: Path, proxy: str, folder: Path, secret: str = "") -> Iterator[str]:
    """Run the router for a built site and a proxy's base URL, and yield its URL.

    Relayed requests are signed with the secret, if it is given.
    The router runs in the empty `folder`, with a copy of our settings.
    Raises RuntimeError with the router's output if it doesn't start.
    """
    settings = (ROOT / "netlify.toml").read_text("utf-8")
    assert settings.count(PROXY) == 1
    (folder / "netlify.toml").write_text(settings.replace(PROXY, proxy.rstrip("/")), "utf-8")
    if secret:
        # The router reads its variables from this file instead of from Netlify.
        variable = tomllib.loads(settings)["redirects"][0]["signed"]
        (folder / ".env").write_text(f"{variable}={secret}\n", "utf-8")
    port, static_port = _free_ports()
    url = f"http://localhost:{port}/"
    printed = folder / "printed.txt"
    with printed.open("wb") as output:
        process = subprocess.Popen(
            [
                program("node"),
                _CLI,
                "dev",
                "--offline",
                "--no-open",
                "--internal-disable-edge-functions",
                f"--dir={site}",
                f"--port={port}",
                f"--staticServerPort={static_port}",
            ],
            cwd=folder,
            env=os.environ | {"CI": "1", "HOME": str(folder), "NETLIFY_TELEMETRY_DISABLED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait(process, url, printed)
            yield url
        finally:
            _end(process)


def _free_ports() -> tuple[int, int]:
    with socket.create_server(("", 0)) as first, socket.create_server(("", 0)) as second:
        return first.getsockname()[1], second.getsockname()[1]


def _wait(process: subprocess.Popen[bytes], url: str, printed: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if httpx.get(url, timeout=10).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise RuntimeError(f"the router does not answer:\n{printed.read_text('utf-8', 'replace')}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the router and its children, which are a process group of their own."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            break
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            continue
    process.wait()
