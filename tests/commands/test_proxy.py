"""`proxy` runs the proxy as in production until a signal ends it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.tables import over
from validator.__main__ import main
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from tests.conftest import Body


def _start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "validator", "proxy", "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"CHECKER_METRICS_PORT": "0"},
    )


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("The proxy listens on http://127.0.0.1:")
    return line.rpartition(" ")[2].strip()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_lets_requests_finish(number: signal.Signals, fake: str, body: Body) -> None:
    """A signal ends the program with 0 after the last answer, and the log has only three events."""
    signed = body(ACCOUNTS["slow"].pasted)
    responses: list[httpx.Response] = []
    with _start("--okx", fake, "--egress", "flicker") as process:
        url = _address(process)
        asking = threading.Thread(
            target=lambda: responses.append(httpx.post(f"{url}api/okx/permissions", json=signed))
        )
        health = httpx.get(f"{url}api/health")
        asking.start()
        asking.join(0.4)  # the fake takes 1.5 s
        assert asking.is_alive()
        process.send_signal(number)
        asking.join()
        output, errors = process.communicate()

    assert "server" not in health.headers
    assert (process.returncode, output) == (0, "")
    events = [json.loads(line)["event"] for line in errors.splitlines()]
    assert events == ["started", "request", "ended"]
    assert responses[0].json()["kind"] == "permissions"
    assert responses[0].json()["egress"] == "flicker"


def test_port_in_use_is_reported(proxy: httpx.Client) -> None:
    """A port in use exits with a message, which Python prints to stderr with status 1."""
    with pytest.raises(SystemExit, match="cannot listen: Address already in use"):
        main(["proxy", "--port", str(proxy.base_url.port)])


@over(
    [
        ["--okx", "http://example.com"],
        ["--okx", "fake"],
        ["--egress", "Flicker"],
        ["--port", "65536"],
        ["--port", "-1"],
        ["--port", "http"],
    ]
)
def test_bad_arguments_are_bad_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """An invalid argument exits with 2 before the proxy listens."""
    with pytest.raises(SystemExit) as caught:
        main(["proxy", *arguments])

    assert caught.value.code == 2
    assert "error: argument" in capsys.readouterr().err
