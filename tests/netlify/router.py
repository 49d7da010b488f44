"""Netlify's own router on this machine, as `netlify dev` runs it: no network, no account."""

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
#: Where the settings send what is below `/api`: the production proxy, which no test may ask.
PROXY: Final = "https://okx-proxy.flicker.finance"
_START_SECONDS: Final = 180
_END_SECONDS: Final = 15


@contextmanager
def run(site: Path, proxy: str, folder: Path, secret: str = "") -> Iterator[str]:
    """Route a built site and a proxy (its base URL) by our settings; yield the address.

    What is relayed is signed with the secret, if there is one.
    The empty `folder` takes a copy of the settings, and whatever the router writes.
    Raises RuntimeError with what it printed if it ends early or does not answer.
    """
    settings = (ROOT / "netlify.toml").read_text("utf-8")
    assert settings.count(PROXY) == 1
    (folder / "netlify.toml").write_text(settings.replace(PROXY, proxy.rstrip("/")), "utf-8")
    if secret:
        # Where the router has its variables from, instead of from Netlify.
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
    with socket.create_server(("", 0)) as one, socket.create_server(("", 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]


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
    """End the router and what it started: the group of processes is its own."""
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
