"""The proxy prints, logs and stores none of two thousand generated credentials."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.browser.canary import Traces, accounts, found
from tests.proxy import processes, stores, upstreams
from tests.proxy.faults import FAULTS, HEAD
from validator import fake_okx
from validator.loopback import run_in_thread
from validator.proxy.problems import PROBLEMS

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.browser.canary import Canary
    from tests.conftest import Body
    from tests.proxy.upstreams import Behaviour

pytestmark = pytest.mark.slow

_PATH: Final = "api/okx/permissions"
#: The number of accounts for the fake exchange, for a failing OKX, and for a leaking proxy.
_ANSWERED: Final = 1_300
_FAILING: Final = 700
_LEAKED: Final = 12
#: Every fifth account also sends an invalid request.
_INVALID_EACH: Final = 5
#: Hashes and ids are hexadecimal like keys, so that shorter pieces may match by chance.
_PIECE: Final = 12
_SENDERS: Final = 4
#: The time limit for hanging requests, in seconds.
_TIME_LIMIT: Final = "0.2"
_ENVIRONMENT: Final = {
    "LOG_LEVEL": "debug",
    "ADDRESS_LOGGED": "on",
    "KEY_PER_MINUTE": "1",
    "CLIENT_PER_MINUTE": "1000000",
    "OKX_PER_SECOND": "1000000",
    "TIME_LIMIT_SECONDS": _TIME_LIMIT,
}
#: Runs before the proxy: records each exception that leaves a handler, with its chain, and makes
#: aiohttp raise one that quotes the request's headers for one key in sixteen. The store has time,
#: and no breaker opens.
_WATCHING: Final = """
import traceback
from aiohttp import ClientSession
from validator.proxy import app, breaker, limits, okx

limits.Limits.__init__.__kwdefaults__["store_seconds"] = 5
breaker.FAILURES = 10**6
get, origin = ClientSession.get, app.OriginMiddleware

class Watched(origin):
    async def __call__(self, scope, receive, send):
        try:
            await super().__call__(scope, receive, send)
        except BaseException as error:
            with open({exceptions!r}, "a") as file:
                traceback.print_exception(error, file=file)
            raise

def failing(self, url, *, headers, **options):
    if headers["OK-ACCESS-KEY"].startswith("0"):
        raise LookupError(headers)
    return get(self, url, headers=headers, **options)

app.OriginMiddleware, ClientSession.get = Watched, failing
"""
#: A proxy that leaks on purpose, encoded differently in each place.
_LEAKING: Final = """
import base64, logging, types
from validator.proxy import limits, logs, metrics, okx, problems

ask, refuse, make = okx.OkxClient.ask, problems.refuse, metrics.Metrics.__init__
asked = []

async def leaking(self, request):
    asked[:] = [request.api_key]
    print("asked with", request.passphrase[::-1], flush=True)
    logging.getLogger("okx").debug("asked with %s", request.signature.encode().hex())
    counted[0].labels("".join(asked).upper(), "none").inc()
    if request.api_key[0] in "123":
        raise LookupError(request.passphrase[12:24])
    return await ask(self, request)

def emit(self, record):
    log.debug("library", place=record.getMessage())

def describe(problem, *, field=None, headers=None):
    text = base64.b64encode(b"?" + "".join(asked).encode()).decode()
    return refuse(problem, field=text, headers=headers)

def count(self):
    make(self)
    counted[:] = [self.requests]

counted, log = [], logs.open_log("debug")
okx.OkxClient.ask, logs.LibraryHandler.emit = leaking, emit
problems.refuse, metrics.Metrics.__init__ = describe, count
limits.hmac = types.SimpleNamespace(digest=lambda key, text, name: text)
"""
#: Problems that no request can cause.
_NOT_PROVOKED: Final = frozenset({"checker-busy", "live-test-off", "not-ready"})


def _quoting(*parts: bytes) -> Callable[[bytes], Behaviour]:
    """Return a behavior of OKX for a text: send these bytes with the text in place of `@`."""
    return lambda text: upstreams.sending(*(part.replace(b"@", text) for part in parts))


#: An OKX that repeats the request's credentials, in each part of a reply.
_QUOTING: Final = (
    _quoting(b"HTTP/1.1 403 @\r\nContent-Length: 0\r\n\r\n"),
    _quoting(b"@\r\n\r\n"),
    _quoting(b"HTTP/1.1 302 Found\r\nLocation: http://@.invalid/@\r\nContent-Length: 0\r\n\r\n"),
    _quoting(HEAD + b"@: @\r\nSet-Cookie: @=@\r\nX-Key: @\r\nContent-Length: 2\r\n\r\n{}"),
    _quoting(HEAD + b"X-\x00@: @\r\n\r\n"),
    _quoting(HEAD + b"Content-Length: @\r\n\r\n"),
    _quoting(HEAD + b"Content-Encoding: @\r\n\r\n@"),
    _quoting(HEAD + b"Transfer-Encoding: chunked\r\n\r\n@\r\n"),
    _quoting(HEAD + b'\r\n{"code":"50119","msg":"@","data":[{"@":"@"}]}'),
    _quoting(HEAD + b'\r\n{"code":"@","msg":"@","data":"@"}'),
    _quoting(HEAD + b'\r\n{"code":"0","data":[{"perm":"@,read_only","ip":"@","uid":"@"}]}'),
    _quoting(HEAD + b'\r\n{"code":"0","data":"@'),
)


def _misbehave(connection: socket.socket, upstream: upstreams.Upstream) -> None:
    """Answer with one fault after the other, alternating with repeated credentials."""
    number = len(upstream.requests)
    if number % 2:
        behave, _ = list(FAULTS.values())[number // 2 % len(FAULTS)]
    else:
        lines = upstream.requests[-1].split(b"\r\n")
        credentials = b" ".join(
            line.partition(b": ")[2] for line in lines if line.startswith(b"OK-ACCESS-")
        )
        behave = _QUOTING[number // 2 % len(_QUOTING)](credentials)
    behave(connection, upstream)


@dataclass
class _Run:
    """Everything that was written and stored during a run, and the traces to look for."""

    traces: Traces
    places: dict[str, bytes] = field(default_factory=dict)
    #: The kinds of answers and names of problems that occurred.
    kinds: set[str] = field(default_factory=set)


def _send_invalid(client: httpx.Client, canary: Canary, signed: dict[str, str]) -> httpx.Response:
    """Send an invalid request, with credentials in the wrong place."""
    key, passphrase = signed["api_key"], signed["passphrase"]
    wrong: tuple[Callable[[], httpx.Response], ...] = (
        lambda: client.post(_PATH, json=signed | {"timestamp": key}),
        lambda: client.post(_PATH, json=signed | {passphrase: key}),
        lambda: client.post(_PATH, json=signed | {"secret_key": canary.pasted.secret_key}),
        lambda: client.post(_PATH, json=[signed]),
        lambda: client.post(_PATH, json=signed | {"signature": canary.pasted.secret_key * 200}),
        lambda: client.post(_PATH, content=json.dumps(signed)),
        lambda: client.post(
            _PATH, content=json.dumps(signed)[:-1], headers={"Content-Type": "application/json"}
        ),
        lambda: client.put(_PATH, json=signed),
        lambda: client.get(f"{key}/{passphrase}", params=signed, headers={"X-Request-Id": key}),
        lambda: client.post(_PATH, json=signed, headers={"Origin": f"https://{key}.example"}),
        lambda: client.get("api/health", headers={"X-Key": key * 500, "User-Agent": passphrase}),
        lambda: client.request(f"GET{key}", "api/health"),
        lambda: client.post(_PATH, json=signed | {"passphrase": f"{canary.pasted.secret_key}"}),
        lambda: client.post(_PATH, json=signed | {"api_key": f"ghp_{key.replace('-', '')}"}),
    )
    return wrong[canary.number // _INVALID_EACH % len(wrong)]()


def _send(client: httpx.Client, canary: Canary, signed: dict[str, str]) -> Iterator[httpx.Response]:
    """Send a check twice, which exceeds a limit, and for some accounts an invalid request."""
    if canary.number % _INVALID_EACH == 0:
        yield _send_invalid(client, canary, signed)
    yield client.post(_PATH, json=signed)
    yield client.post(_PATH, json=signed)


@contextmanager
def _exchange(canaries: dict[str, Canary]) -> Iterator[str]:
    """Run the fake exchange with canaries for its accounts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fake_okx, "ACCOUNTS", canaries)
        with run_in_thread(fake_okx.create_app()) as url:
            yield url


def _run(okx: str, canaries: list[Canary], body: Body, folder: Path, before: str = "") -> _Run:
    """Send all checks to a new proxy with a new store, and collect everything that they wrote."""
    run = _Run(Traces((canary.pasted for canary in canaries), piece=_PIECE))
    answers: set[bytes] = set()

    def send(canary: Canary) -> None:
        signed = body(canary.pasted)
        run.traces.add(signed["signature"])
        for response in _send(client, canary, signed):
            answers.update(b": ".join(header) for header in response.headers.raw)
            answers.add(response.content)

    exceptions = folder / "exceptions"
    exceptions.touch()
    with stores.running() as store:
        with processes.running(
            okx,
            _WATCHING.format(exceptions=str(exceptions)) + before,
            STORE_URL=store.url,
            **_ENVIRONMENT,
        ) as proxy:
            with (
                httpx.Client(base_url=proxy.url, timeout=60) as client,
                ThreadPoolExecutor(_SENDERS) as pool,
            ):
                list(pool.map(send, canaries))
            metrics = httpx.get(proxy.metrics_url).text
        held = store.contents()
    run.places = {
        "output": proxy.output,
        "log": b"".join(proxy.errors),
        "metrics": metrics.encode(),
        "answers": b"\n".join(answers),
        "store": held.encode(),
        "exceptions": exceptions.read_bytes(),
    }
    run.kinds = {
        sample.labels["kind"]
        for family in text_string_to_metric_families(metrics)
        if family.name == "checker_requests"
        for sample in family.samples
    }
    return run


def test_no_trace_after_success_and_refusal(body: Body, tmp_path: Path) -> None:
    """Checks that OKX answers or that we refuse leave no trace in any place."""
    canaries = accounts(_ANSWERED)
    with _exchange(canaries) as okx:
        run = _run(okx, list(canaries.values()), body, tmp_path)

    assert found(run.traces, run.places) == set()
    _assert_all_was_done(run)
    assert run.kinds >= {"permissions", "refused", "rate-limited", "busy", "blocked", "unreadable"}


def test_no_trace_after_faults(body: Body, tmp_path: Path) -> None:
    """Checks leave no trace if OKX fails in any way or repeats the credentials."""
    with upstreams.running(_misbehave) as upstream:
        run = _run(upstream.url, list(accounts(_FAILING).values()), body, tmp_path)

    assert found(run.traces, run.places) == set()
    _assert_all_was_done(run)
    assert run.kinds >= {"timeout", "busy", "blocked", "unreadable"}
    # The credentials did reach the upstream.
    assert run.traces.are_in(b"\n".join(upstream.requests[:20]))


def _assert_all_was_done(run: _Run) -> None:
    """Check that every place was written to, so that there was something to find."""
    events = {json.loads(line)["event"] for line in run.places["log"].splitlines()}
    assert events >= {"started", "request", "unexpected", "ended"}
    assert run.kinds >= {problem.name for problem in PROBLEMS} - _NOT_PROVOKED
    assert run.places["store"].count(b"/key-rate/") > _FAILING / 2
    assert b"ClientFailed: LookupError" in run.places["exceptions"]


def test_a_leak_is_found(body: Body, tmp_path: Path) -> None:
    """Leaks on purpose are found in every place."""
    canaries = accounts(_LEAKED)
    with _exchange(canaries) as okx:
        run = _run(okx, list(canaries.values()), body, tmp_path, _LEAKING)

    assert found(run.traces, run.places) == set(run.places)
