"""The measured servers and their upstreams, as processes pinned to a core."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.debian import free_port, program, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager

MEASURED: Final = 0
BESIDE: Final = 1

_ROOT: Final = Path(__file__).parents[3]
_PEER_PYTHON: Final = _ROOT / ".venv-bench" / "bin" / "python"
#: Far above any load, so that limits are evaluated but never exceeded.
_NO_LIMIT: Final = dict.fromkeys(
    ("CHECKER_CLIENT_PER_MINUTE", "CHECKER_KEY_PER_MINUTE", "CHECKER_OKX_PER_SECOND"), "1000000000"
)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, with its base URL and process."""

    url: str
    process: subprocess.Popen[bytes]

    @property
    def resident_mb(self) -> float:
        """Return the resident memory of the process, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1000


def upstream(seconds: float) -> AbstractContextManager[Server]:
    """Run an upstream that responds with a success after some seconds."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.proxy.upstream", str(port), str(seconds)]
    return _running(command, port, BESIDE)


def ours(okx: str) -> AbstractContextManager[Server]:
    """Run our proxy."""
    port = free_port()
    command = [sys.executable, "-m", "validator", "proxy", f"--port={port}", f"--okx={okx}"]
    return _running(command, port, MEASURED, _NO_LIMIT | {"CHECKER_METRICS_PORT": "0"})


def fastapi(okx: str) -> AbstractContextManager[Server]:
    """Run the FastAPI implementation."""
    port = free_port()
    command = [
        *(str(_PEER_PYTHON), "-m", "uvicorn", "tests.bench.proxy.peer:app"),
        *(f"--port={port}", "--no-access-log", "--log-level=warning"),
    ]
    return _running(command, port, MEASURED, {"UPSTREAM": okx})


@contextmanager
def _running(
    command: list[str], port: int, core: int, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run a command on a core until the block ends, with its output in a file."""
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(
            [program("taskset"), "--cpu-list", str(core), *command],
            cwd=_ROOT,
            env={**os.environ, **(environment or {})},
            stdout=log,
            stderr=log,
        ) as process,
    ):
        try:
            wait_for(port, process)
            yield Server(f"http://127.0.0.1:{port}", process)
        finally:
            process.terminate()
