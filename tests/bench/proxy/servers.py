"""The processes that are measured and those that they talk to, each pinned to a core.

What is measured has the first core for itself; load and upstreams share the second.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.bench.processes import descendants
from tests.bench.proxy.replies import CONFIGURATION
from tests.debian import program
from validator.core.facts import REQUEST_PATH

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MEASURED: Final = 0
BESIDE: Final = 1

ROOT: Final = Path(__file__).parents[3]
_PEER_PYTHON: Final = ROOT / ".venv-bench" / "bin" / "python"
_START_SECONDS: Final = 20
#: Far above any load, so that limits are evaluated and none is met.
_NO_LIMIT: Final = 10**9
_LIMITS: Final = (
    "CHECKER_CLIENT_BURST",
    "CHECKER_CLIENT_PER_MINUTE",
    "CHECKER_KEY_PER_MINUTE",
    "CHECKER_OKX_PER_SECOND",
)

_NGINX: Final = """
worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/errors;
events {{ worker_connections 8192; }}
http {{
  access_log off; keepalive_requests 1000000000; keepalive_timeout 1h;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  {http}
}}
"""
_STATIC: Final = """
  server {{ listen 127.0.0.1:{port} backlog=4096;
    location = /count {{ stub_status; }}
    location = {path} {{ default_type application/json; return 200 '{body}'; }} }}
"""
_PASS: Final = """
  upstream okx {{ server {upstream}; keepalive 2000; keepalive_requests 1000000000; }}
  server {{ listen 127.0.0.1:{port} backlog=4096;
    location = /api/okx/permissions {{
      proxy_method GET; proxy_pass_request_body off; proxy_set_header Content-Length "";
      proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering on;
      proxy_pass http://okx{path}; }} }}
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its base URL, and its processes, main one first."""

    url: str
    process: subprocess.Popen[bytes]

    @property
    def resident_mb(self) -> float:
        """Return the resident memory of the process and its children, in MB."""
        pids = [self.process.pid, *descendants(self.process.pid)]
        return sum(_resident_kb(pid) for pid in pids) / 1000


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def static_upstream() -> Iterator[Server]:
    """Run nginx with a reply that never changes."""
    port = free_port()
    http = _STATIC.format(port=port, path=REQUEST_PATH, body=CONFIGURATION.decode())
    with _nginx(http, port, BESIDE) as server:
        yield server


@contextmanager
def waiting_upstream(
    seconds: float, *, mixed: bool = False, precise: bool = False
) -> Iterator[Server]:
    """Run an upstream that answers after some seconds, with a success or with one of many."""
    port = free_port()
    arguments = [str(port), f"--wait={seconds}", *["--mixed"] * mixed, *["--precise"] * precise]
    command = [sys.executable, "-m", "tests.bench.proxy.upstream", *arguments]
    with _running(command, port, BESIDE) as server:
        yield server


@contextmanager
def ours(upstream: str, *, store: str = "", core: int = MEASURED) -> Iterator[Server]:
    """Run the proxy with everything on; `store` is where its limits are counted, if not here."""
    port = free_port()
    command = [sys.executable, "-m", "validator", "proxy", f"--port={port}", f"--okx={upstream}"]
    environment = {
        **dict.fromkeys(_LIMITS, str(_NO_LIMIT)),
        "CHECKER_MAX_IN_FLIGHT": "2000",
        "CHECKER_METRICS_PORT": "0",
        "CHECKER_STORE_URL": store,
    }
    with _running(command, port, core, environment) as server:
        yield server


@contextmanager
def fastapi(upstream: str) -> Iterator[Server]:
    """Run the peer that most would write."""
    port = free_port()
    command = [
        *(str(_PEER_PYTHON), "-m", "uvicorn", "tests.bench.proxy.peer:app"),
        *(f"--port={port}", "--no-access-log", "--log-level=warning", "--backlog=4096"),
    ]
    with _running(command, port, MEASURED, {"UPSTREAM": upstream}) as server:
        yield server


@contextmanager
def nginx(upstream: str) -> Iterator[Server]:
    """Run nginx with `proxy_pass` and no duty: the limit."""
    port = free_port()
    http = _PASS.format(port=port, path=REQUEST_PATH, upstream=upstream.removeprefix("http://"))
    with _nginx(http, port, MEASURED) as server:
        yield server


@contextmanager
def valkey() -> Iterator[Server]:
    """Run a store that replicas share."""
    port = free_port()
    command = [program("redis-server"), f"--port {port}", "--bind 127.0.0.1", "--save", ""]
    with _running(command, port, BESIDE) as server:
        yield server


@contextmanager
def _nginx(http: str, port: int, core: int) -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        configuration = Path(folder, "nginx.conf")
        configuration.write_text(_NGINX.format(folder=folder, http=http))
        command = [
            program("nginx"),
            "-p",
            folder,
            "-e",
            f"{folder}/errors",
            "-c",
            str(configuration),
        ]
        with _running(command, port, core) as server:
            yield server


@contextmanager
def _running(
    command: list[str], port: int, core: int, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run a command on a core until the block ends; what it writes goes to a file, as to a log."""
    with ExitStack() as stack:
        log = stack.enter_context(tempfile.TemporaryFile())
        process = subprocess.Popen(
            [program("taskset"), "--cpu-list", str(core), *command],
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdout=log,
            stderr=log,
        )
        try:
            _wait_for(port, process)
            yield Server(f"http://127.0.0.1:{port}", process)
        except RuntimeError:
            log.seek(0)
            sys.stderr.write(log.read().decode()[-2000:])
            raise
        finally:
            process.terminate()
            process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError("a server did not start")


def _resident_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0
