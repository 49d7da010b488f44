"""Load on a server: as much as it takes (wrk), or at a constant rate whatever comes back."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.request import urlopen

import msgspec

from tests.bench.proxy.servers import BESIDE, ROOT
from tests.debian import program

_PATH: Final = "/api/okx/permissions"
_SCRIPT: Final = Path(__file__).with_name("load.lua")
#: As many keys are asked about in turn.
_KEYS: Final = 2000


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a load; an error is a broken connection, a time-out, or not status 200."""

    rate: float
    errors: int
    p50_ms: float
    p99_ms: float
    requests: int


def saturate(url: str, *, seconds: float, connections: int) -> Run:
    """Send on every connection the next request as soon as the last one is answered."""
    command = [
        *(
            program("taskset"),
            "--cpu-list",
            str(BESIDE),
            program("wrk"),
            "--threads=1",
            "--timeout=10s",
        ),
        *(f"--connections={connections}", f"--duration={seconds}s", f"--script={_SCRIPT}"),
        *(url + _PATH, "--", str(_KEYS)),
    ]
    done = _json(command)
    return Run(
        rate=done["requests"] / done["seconds"],
        errors=done["errors"] + done["statuses"],
        p50_ms=done["p50_ms"],
        p99_ms=done["p99_ms"],
        requests=done["requests"],
    )


def at_rate(urls: dict[str, str], *, per_second: float, seconds: float) -> dict[str, Any]:
    """Send to each URL at a constant rate, in turn; return its latencies and errors by its name."""
    command = [
        *(
            program("taskset"),
            "--cpu-list",
            str(BESIDE),
            sys.executable,
            "-m",
            "tests.bench.proxy.rate",
        ),
        *(f"--rate={per_second}", f"--seconds={seconds}"),
        *(f"{name}={url}" for name, url in urls.items()),
    ]
    return _json(command)


def count_served(upstream: str) -> int:
    """Return how many requests nginx, as upstream, has served so far."""
    with urlopen(f"{upstream}/count") as response:  # noqa: S310 - our own server on loopback
        lines = response.read().decode().splitlines()
    return int(lines[2].split()[2])


def _json(command: list[str]) -> dict[str, Any]:
    output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    return msgspec.convert(json.loads(output.decode().strip().splitlines()[-1]), dict[str, Any])
