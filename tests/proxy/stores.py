"""Runs a real Redis or Valkey server on loopback, which can be paused."""

from __future__ import annotations

import shutil
import signal
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import redis

from tests.debian import free_port, program, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class StoreServer:
    """A running server."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Return its URL for the setting `store_url`."""
        return f"valkey://127.0.0.1:{self.port}/0"

    def pause(self) -> None:
        """Stop the process, which keeps its connections but no longer answers."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Continue the paused process."""
        self.process.send_signal(signal.SIGCONT)

    def contents(self) -> str:
        """Return all keys and values."""
        with redis.Redis(port=self.port) as client:
            names = client.keys()
            assert isinstance(names, list)
            return repr([(name, client.get(name)) for name in names])


@contextmanager
def running(port: int = 0) -> Iterator[StoreServer]:
    """Run a server; port 0 is any free one."""
    # Debian 12 has no Valkey.
    path = shutil.which("valkey-server") or program("redis-server")
    port = port or free_port()
    with TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [path, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder],
            stdout=subprocess.DEVNULL,
            cwd=Path(folder),
        )
        try:
            wait_for(port, process)
            yield StoreServer(port, process)
        finally:
            process.send_signal(signal.SIGCONT)
            process.terminate()
            process.wait()
