"""Thousands of generated credentials through all that the proxy does: it tells and keeps none."""

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
#: How many ask the fake exchange, how many one that fails, and how many a proxy that leaks.
_WELL: Final = 1_300
_FAILING: Final = 700
_LEAKED: Final = 12
#: One in so many sends also what is no request for us.
_SPOILED_EACH: Final = 5
#: Hashes and ids are hexadecimal as keys are: no eight digits of them are like no others.
_PIECE: Final = 12
_SENDERS: Final = 4
#: Ends what hangs, in seconds.
_TIME_LIMIT: Final = "0.2"
_ENVIRONMENT: Final = {
    "LOG_LEVEL": "debug",
    "ADDRESS_LOGGED": "on",
    "KEY_PER_MINUTE": "1",
    "CLIENT_PER_MINUTE": "1000000",
    "OKX_PER_SECOND": "1000000",
    "TIME_LIMIT_SECONDS": _TIME_LIMIT,
}
#: Runs before the proxy: each exception that leaves a handler is written down with its chain,
#: and one key in sixteen makes the client of OKX raise one that quotes what it was to send.
#: The store is waited for, and no site is given up.
_WATCHING: Final = """
import traceback
from validator.core.signing import access_headers
from validator.proxy import app, breaker, limits, okx

limits.Limits.__init__.__kwdefaults__["store_seconds"] = 5
breaker.FAILURES = 10**6
ask, get, origin = okx.OkxClient.ask, okx.OkxClient._get, app.OriginMiddleware

class Watched(origin):
    async def __call__(self, scope, receive, send):
        try:
            await super().__call__(scope, receive, send)
        except BaseException as error:
            with open({exceptions!r}, "a") as file:
                traceback.print_exception(error, file=file)
            raise

async def failing(self, request):
    if request.api_key.startswith("0"):
        raise LookupError(access_headers(
            request.api_key, request.passphrase, request.timestamp, request.signature))
    return await get(self, request)

app.OriginMiddleware, okx.OkxClient._get = Watched, failing
"""
#: A proxy that leaks on purpose, in a different way for each place that is looked at.
_LEAKING: Final = """
import base64, logging
from structlog.contextvars import get_contextvars
from validator.proxy import limits, logs, metrics, problems

refuse, make, asked = problems.refuse, metrics.Metrics.__init__, []

async def leaking(self, request):
    asked[:] = [request.api_key]
    print("asked with", request.passphrase[::-1], flush=True)
    logging.getLogger("okx").debug("asked with %s", request.signature.encode().hex())
    counted[0].labels("".join(asked).upper(), "none").inc()
    if request.api_key[0] in "123":
        raise LookupError(request.passphrase[12:24])
    return await ask(self, request)

def emit(self, record):
    self._log.debug("library", place=record.getMessage())

def describe(problem, *, field=None, headers=None):
    text = base64.b64encode(b"?" + "".join(asked).encode()).decode()
    return refuse(problem, field=text, headers=headers)

def count(self):
    make(self)
    counted[:] = [self.requests]

counted = []
okx.OkxClient.ask, logs.LibraryHandler.emit = leaking, emit
problems.refuse, metrics.Metrics.__init__ = describe, count
limits.Limits._hash = lambda self, text: text
"""
#: Problems that nothing in a request brings about.
_NOT_PROVOKED: Final = frozenset({"checker-busy", "live-test-off", "not-ready"})


def _quoting(*parts: bytes) -> Callable[[bytes], Behaviour]:
    """Let OKX send these bytes, with what it was asked with in the place of `@`."""
    return lambda said: upstreams.sending(*(part.replace(b"@", said) for part in parts))


#: An OKX that repeats what it was asked with, in each place of a reply.
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
    """Answer with one fault after the other, and repeat in between what was asked."""
    number = len(upstream.requests)
    if number % 2:
        behave, _ = list(FAULTS.values())[number // 2 % len(FAULTS)]
    else:
        lines = upstream.requests[-1].split(b"\r\n")
        said = b" ".join(
            line.partition(b": ")[2] for line in lines if line.startswith(b"OK-ACCESS-")
        )
        behave = _QUOTING[number // 2 % len(_QUOTING)](said)
    behave(connection, upstream)


@dataclass
class _Run:
    """All that was written and kept during a run, and the traces to look for."""

    traces: Traces
    places: dict[str, bytes] = field(default_factory=dict)
    #: The answers' kinds and the problems' names.
    kinds: set[str] = field(default_factory=set)


def _spoiled(client: httpx.Client, canary: Canary, given: dict[str, str]) -> httpx.Response:
    """Send what is no request for us, with credentials where none belong."""
    key, passphrase = given["api_key"], given["passphrase"]
    wrong: tuple[Callable[[], httpx.Response], ...] = (
        lambda: client.post(_PATH, json=given | {"timestamp": key}),
        lambda: client.post(_PATH, json=given | {passphrase: key}),
        lambda: client.post(_PATH, json=given | {"secret_key": canary.pasted.secret_key}),
        lambda: client.post(_PATH, json=[given]),
        lambda: client.post(_PATH, json=given | {"signature": canary.pasted.secret_key * 200}),
        lambda: client.post(_PATH, content=json.dumps(given)),
        lambda: client.post(
            _PATH, content=json.dumps(given)[:-1], headers={"Content-Type": "application/json"}
        ),
        lambda: client.put(_PATH, json=given),
        lambda: client.get(f"{key}/{passphrase}", params=given, headers={"X-Request-Id": key}),
        lambda: client.post(_PATH, json=given, headers={"Origin": f"https://{key}.example"}),
        lambda: client.get("api/health", headers={"X-Key": key * 500, "User-Agent": passphrase}),
        lambda: client.request(f"GET{key}", "api/health"),
        lambda: client.post(_PATH, json=given | {"passphrase": f"{canary.pasted.secret_key}"}),
        lambda: client.post(_PATH, json=given | {"api_key": f"ghp_{key.replace('-', '')}"}),
    )
    return wrong[canary.number // _SPOILED_EACH % len(wrong)]()


def _sent(client: httpx.Client, canary: Canary, given: dict[str, str]) -> Iterator[httpx.Response]:
    """Send what is right, and that again, for which there is a limit; some send what is wrong."""
    if canary.number % _SPOILED_EACH == 0:
        yield _spoiled(client, canary, given)
    yield client.post(_PATH, json=given)
    yield client.post(_PATH, json=given)


@contextmanager
def _exchange(canaries: dict[str, Canary]) -> Iterator[str]:
    """Run the fake exchange with canaries for its accounts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fake_okx, "ACCOUNTS", canaries)
        with run_in_thread(fake_okx.create_app()) as url:
            yield url


def _run(okx: str, canaries: list[Canary], body: Body, folder: Path, before: str = "") -> _Run:
    """Send all to a proxy of its own with a store of its own, and gather all that is left."""
    done = _Run(Traces((canary.pasted for canary in canaries), piece=_PIECE))
    answers: set[bytes] = set()

    def spend(canary: Canary) -> None:
        given = body(canary.pasted)
        done.traces.add(given["signature"])
        for response in _sent(client, canary, given):
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
                list(pool.map(spend, canaries))
            metrics = httpx.get(proxy.metrics_url).text
        held = store.contents()
    done.places = {
        "output": proxy.output,
        "log": b"".join(proxy.errors),
        "metrics": metrics.encode(),
        "answers": b"\n".join(answers),
        "store": held.encode(),
        "exceptions": exceptions.read_bytes(),
    }
    done.kinds = {
        sample.labels["kind"]
        for family in text_string_to_metric_families(metrics)
        if family.name == "checker_requests"
        for sample in family.samples
    }
    return done


def test_no_trace_after_success_and_refusal(body: Body, tmp_path: Path) -> None:
    """From requests that OKX answers, and that we refuse, nothing is left in any place."""
    canaries = accounts(_WELL)
    with _exchange(canaries) as okx:
        done = _run(okx, list(canaries.values()), body, tmp_path)

    assert found(done.traces, done.places) == set()
    _assert_all_was_done(done)
    assert done.kinds >= {"permissions", "refused", "rate-limited", "busy", "blocked", "unreadable"}


def test_no_trace_after_faults(body: Body, tmp_path: Path) -> None:
    """Neither where OKX fails in every way, or sends back what it was asked with."""
    with upstreams.running(_misbehave) as upstream:
        done = _run(upstream.url, list(accounts(_FAILING).values()), body, tmp_path)

    assert found(done.traces, done.places) == set()
    _assert_all_was_done(done)
    assert done.kinds >= {"timeout", "busy", "blocked", "unreadable"}
    # It was there to be leaked.
    assert done.traces.are_in(b"\n".join(upstream.requests[:20]))


def _assert_all_was_done(done: _Run) -> None:
    """Check that everything was written and kept: else there was nothing to find."""
    events = {json.loads(line)["event"] for line in done.places["log"].splitlines()}
    assert events >= {"started", "request", "unexpected", "ended"}
    assert done.kinds >= {problem.name for problem in PROBLEMS} - _NOT_PROVOKED
    assert done.places["store"].count(b"/key-rate/") > _FAILING / 2
    assert b"ClientFailed: LookupError" in done.places["exceptions"]


def test_a_leak_is_found(body: Body, tmp_path: Path) -> None:
    """A proxy that leaks on purpose is found out at every place."""
    canaries = accounts(_LEAKED)
    with _exchange(canaries) as okx:
        done = _run(okx, list(canaries.values()), body, tmp_path, _LEAKING)

    assert found(done.traces, done.places) == set(done.places)
