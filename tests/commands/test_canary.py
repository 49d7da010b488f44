"""Our programs never print, log or store a credential, even with all logs at debug level."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from subprocess import PIPE, Popen
from typing import IO, TYPE_CHECKING, Final

import httpx
import pytest

from tests.browser.canary import Traces, accounts, found
from tests.core.cases import load
from tests.proxy import upstreams
from tests.proxy.faults import FAULTS
from validator.core.findings import FINDINGS

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from tests.browser.canary import Canary
    from tests.conftest import Body
    from tests.proxy.upstreams import Upstream

pytestmark = pytest.mark.slow

_ROOT: Final = Path(__file__).parents[2]
#: No server listens there.
_NO_SERVER: Final = "http://127.0.0.1:9"
_ROUTE: Final = "api/okx/permissions"
#: The number of accounts for the help center, and for the leaking programs.
_SERVED: Final = 220
_LEAKED: Final = 2
#: The beginning of every program, which sets all loggers to debug level.
_LOUD: Final = """
import base64, json, logging, pathlib, sys
logging.basicConfig(level=logging.DEBUG, format="%(message)s %(args)s")
from validator.__main__ import main
"""
#: The help center with a fake exchange for the canary accounts, and a site of one page.
_SERVE: Final = """
from tests.browser.canary import accounts
from validator import fake_okx
from validator.commands import serve, server, static

fake_okx.ACCOUNTS = accounts({count})
serve.UNGUARDED = serve.UNGUARDED | {{"log_level": "debug"}}
run, loud = server.silent_server, {{"log_config": None, "log_level": "debug"}}
server.silent_server = lambda app, **options: run(app, **options | loud)
serve.site.build = lambda folder, _url: (folder / "index.html").write_text("a page")
{more}
sys.exit(main(["serve", "--port", "0"]))
"""
#: The command line, called with the arguments in each line of its input, with a short time limit.
_CHECK: Final = """
import io
from validator.commands import check, okx

assert okx.DIRECT_LIMIT_SECONDS > 0.5
okx.DIRECT_LIMIT_SECONDS = 0.5
{more}
for line in sys.__stdin__:
    stdin, *arguments = json.loads(line)
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin.encode()))
    main(["check", *arguments])
"""
#: Leaks on purpose, encoded differently in each place.
_LEAK: Final = """
def leak(text):
    print(text[::-1], flush=True)
    logging.getLogger("ours").debug("got %s", text.encode().hex())
    pathlib.Path("kept").write_bytes(base64.b64encode(b"x" + text.encode()))
"""
_LEAKING_CENTER: Final = f"""
{_LEAK}
create = static.create_app

def leaking(folder, proxy):
    app = create(folder, proxy)
    async def center(scope, receive, send):
        async def receive_and_leak():
            message = await receive()
            if body := message.get("body"):
                leak(json.loads(body)["passphrase"])
            return message
        await app(scope, receive_and_leak, send)
    return center

static.create_app = leaking
"""
_LEAKING_CHECK: Final = f"""
{_LEAK}
inspect = check.inspect

def leaking(api_key, secret_key, passphrase):
    leak(secret_key)
    return inspect(api_key, secret_key, passphrase)

check.inspect = leaking
"""


@dataclass
class _HelpCenter:
    """The URLs of a help center and its exchange, and in the end everything that they wrote."""

    url: str = ""
    okx: str = ""
    places: dict[str, bytes] = field(default_factory=dict)


def _misbehave(connection: socket.socket, upstream: Upstream) -> None:
    """Answer each signed request with another fault, and requests for the time with none."""
    behave = upstreams.replying("200 OK", b"{}")
    if b"OK-ACCESS-KEY" in upstream.requests[-1]:
        behave, _ = list(FAULTS.values())[len(_signed(upstream)) - 1]
    behave(connection, upstream)


def _signed(upstream: Upstream) -> list[bytes]:
    return [request for request in upstream.requests if b"OK-ACCESS-KEY" in request]


def _start(folder: Path, program: str, errors: IO[bytes] | int) -> Popen[bytes]:
    """Start a program in a folder of its own, for its home and temporary files."""
    folder.mkdir(exist_ok=True)
    places = {"HOME": str(folder), "TMPDIR": str(folder), "PYTHONPATH": str(_ROOT)}
    return Popen(
        [sys.executable, "-X", "dev", "-c", program],
        cwd=folder,
        env=os.environ | places,
        stdin=PIPE,
        stdout=PIPE,
        stderr=errors,
    )


def _files(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@contextmanager
def _serving(folder: Path, canaries: list[Canary], more: str) -> Iterator[_HelpCenter]:
    """Run the help center until the block ends, and collect everything that it wrote."""
    center = _HelpCenter()
    program = _LOUD + _SERVE.format(count=len(canaries), more=more)
    log = folder / "errors"
    with log.open("wb") as errors, _start(folder / "home", program, errors=errors) as process:
        assert process.stdout is not None
        output = b""
        while b"The help center is at " not in output:
            output += process.stdout.readline()
            assert process.poll() is None, log.read_text()
        center.okx = output.split(b"fake exchange at ")[1].split(b":\n")[0].decode()
        center.url = output.split(b"The help center is at ")[1].split()[0].decode()
        try:
            yield center
        finally:
            files = _files(folder / "home")
            process.terminate()
            output += process.stdout.read()
    center.places = {"output": output, "errors": log.read_bytes(), "files": files}


def _differs_from_our_texts(value: str) -> bool:
    """Return whether no part of a value appears in the command line's own texts."""
    traces = Traces(())
    traces.add(value)
    texts = (f"{row.title} {row.fix} https://www.okx.com/" for row in FINDINGS.values())
    return not traces.are_in("\n".join(texts).encode())


def _misplace(client: httpx.Client, canary: Canary, signed: dict[str, str]) -> httpx.Response:
    """Send values in the wrong place: an extra field, a path, a query or a header."""
    key, passphrase = signed["api_key"], signed["passphrase"]
    match canary.number % 5:
        case 0:
            more = signed | {"secret_key": canary.pasted.secret_key}
            return client.post(_ROUTE, json=more)
        case 1:
            return client.post(_ROUTE, json=[signed])
        case 2:
            return client.post(f"{key}/", json=signed, headers={"X-Key": passphrase})
        case 3:
            return client.get(f"{passphrase}/{key}.css", params=asdict(canary.pasted))
        case _:
            return client.get(f"e/{key}")


def _ask(center: _HelpCenter, canaries: list[Canary], body: Body) -> bytes:
    """Send each account's values in the right and in a wrong place, and return all responses."""
    answers: list[bytes] = []
    with httpx.Client(base_url=center.url, timeout=60) as client:
        for canary in canaries:
            signed = body(canary.pasted)
            for response in (client.post(_ROUTE, json=signed), _misplace(client, canary, signed)):
                answers += [*(value for _, value in response.headers.raw), response.content]
    return b"\n".join(answers)


def _check(folder: Path, calls: list[tuple[str, ...]], more: str = "") -> dict[str, bytes]:
    """Call the command line with each input and its arguments, and return all that it wrote."""
    program = _LOUD + _CHECK.format(more=more)
    with _start(folder, program, errors=PIPE) as process:
        output, errors = process.communicate("\n".join(map(json.dumps, calls)).encode())
    assert process.returncode == 0, errors.decode()
    return {"output": output, "errors": errors, "files": _files(folder)}


def test_help_center_leaks_nothing(tmp_path: Path, body: Body) -> None:
    """The help center leaks no value at debug level, even if sent in the wrong place."""
    canaries = list(accounts(_SERVED).values())
    with _serving(tmp_path, canaries, "") as center:
        answers = _ask(center, canaries, body)

    places = center.places | {"answers": answers}
    assert found(Traces(canary.pasted for canary in canaries), places) == set()
    # It did log at debug level, and it did answer.
    assert places["errors"].count(b'"event":"request"') > len(canaries)
    assert b"Application startup complete" in places["errors"]
    assert b'"permissions":["read_only"]' in answers


def test_command_line_leaks_nothing(tmp_path: Path) -> None:
    """The command line leaks no value, whether OKX accepts, refuses, fails or is unreachable."""
    canaries = list(accounts(len(FAULTS)).values())
    texts = [json.dumps(asdict(canary.pasted)) for canary in canaries]
    with (
        _serving(tmp_path, canaries, "") as center,
        upstreams.running(_misbehave) as upstream,
    ):
        calls = [
            (text, "--okx", okx, *(("--json",) if number % 2 else ()))
            for number, text in enumerate(texts)
            for okx in (center.okx, upstream.url)
        ]
        calls += [(texts[0], "--okx", _NO_SERVER), (texts[0], "--offline"), (texts[0][:-9],)]
        places = _check(tmp_path / "check", calls)

    assert found(Traces(canary.pasted for canary in canaries), places) == set()
    assert b'"outcome": "read-only"' in places["output"]
    assert len(_signed(upstream)) == len(FAULTS)


def test_command_line_neither_leaks_nor_sends_foreign_secrets(tmp_path: Path) -> None:
    """Another service's secret is neither sent nor leaked from any field, even with --anyway."""
    cases = [
        (name, row["value"])
        for row in load("foreign")
        if None not in row["expect"].values()
        for name in row["expect"]
    ]
    traces = Traces(())
    for value in filter(_differs_from_our_texts, {value for _, value in cases}):
        traces.add(value)
    (canary,) = accounts(1).values()
    with upstreams.running(_misbehave) as upstream:
        calls: list[tuple[str, ...]] = [
            (
                json.dumps(asdict(canary.pasted) | {name: value}),
                *("--okx", upstream.url, "--anyway", "--report"),
            )
            for name, value in cases
        ]
        places = _check(tmp_path / "check", calls)

    assert len(calls) > 100
    assert found(traces, places) == set()
    assert places["output"].count(b"Nothing has been sent.") >= len(calls)
    assert upstream.requests == []


def test_a_leak_is_found(tmp_path: Path, body: Body) -> None:
    """Leaks on purpose, each encoded differently, are found in every place."""
    canaries = list(accounts(_LEAKED).values())
    traces = Traces(canary.pasted for canary in canaries)
    with _serving(tmp_path, canaries, _LEAKING_CENTER) as center:
        _ask(center, canaries, body)
        call = (json.dumps(asdict(canaries[0].pasted)), "--okx", center.okx)
        checked = _check(tmp_path / "check", [call], _LEAKING_CHECK)

    assert found(traces, center.places) == set(center.places)
    assert found(traces, checked) == set(checked)
