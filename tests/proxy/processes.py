"""Runs the proxy in a process of its own, as in production."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from validator.proxy.settings import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAIN = "from validator.__main__ import main; raise SystemExit(main({arguments!r}))"


@dataclass
class Process:
    """A running proxy; its log is read continuously, so that it never blocks."""

    process: subprocess.Popen[bytes]
    url: str = ""
    metrics_url: str = ""
    #: Everything that it wrote to standard output and error.
    output: bytes = b""
    errors: list[bytes] = field(default_factory=list)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Return the parsed lines of its log."""
        return [json.loads(line) for line in self.errors]

    def end(self) -> int:
        """Terminate the process and return its exit status."""
        self.process.terminate()
        return self.process.wait()


@contextmanager
def running(okx: str, before: str = "", **environment: str) -> Iterator[Process]:
    """Run the proxy until the block ends; `before` is Python that runs first.

    `environment` holds variables without their prefix.
    """
    arguments = ["proxy", "--port", "0", "--okx", okx]
    program = f"{before}\n{_MAIN.format(arguments=arguments)}"
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ
        | {f"{PREFIX}{name}": text for name, text in environment.items()}
        | {f"{PREFIX}METRICS_PORT": "0"},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        running = Process(process)
        reading = threading.Thread(target=_read, args=(process.stderr, running))
        try:
            running.url = process.stdout.readline().decode().rpartition(" ")[2].strip()
            # The first line of the log names the port of the metrics.
            first = process.stderr.readline()
            running.errors.append(first)
            running.metrics_url = json.loads(first)["metrics"]
            reading.start()
            yield running
        finally:
            running.end()
            running.output = process.stdout.read()
            if reading.ident is not None:
                reading.join()


def _read(stream: IO[bytes], running: Process) -> None:
    running.errors += iter(stream.readline, b"")
