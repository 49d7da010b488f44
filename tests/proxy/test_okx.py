"""The client of the proxy sends one fixed request, and turns whatever comes back into an Answer."""

from __future__ import annotations

import asyncio
import gzip
import logging
import socket
import time
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.proxy import signed, upstreams
from validator.core.facts import SITES
from validator.core.practice import ACCOUNTS
from validator.core.reply import (
    Answer,
    Blocked,
    Busy,
    Permissions,
    RateLimited,
    Refused,
    Timeout,
    Unreadable,
)
from validator.proxy.okx import OkxClient
from validator.proxy.settings import Settings

if TYPE_CHECKING:
    from tests.proxy.upstreams import Behaviour
    from validator.core.facts import SiteName

#: The time limit, in seconds, where nothing but it ends the waiting.
_SHORT = 0.3
#: By then only what waits for ever has no answer, in seconds.
_LATE = 30
_OK = ACCOUNTS["read-only"].configuration()
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
_READ_ONLY = Permissions("global", "other", ("read_only",), "none", "main")


def _ask(url: str, *sites: SiteName, limit: float = 5) -> list[Answer]:
    """Ask each site in turn with one client."""

    async def ask() -> list[Answer]:
        settings = Settings(okx=url, time_limit_seconds=limit)
        async with OkxClient(settings) as client:
            return [await client.ask(signed.request(site)) for site in sites or ("global",)]

    return asyncio.run(ask())


def _assert_nothing_leaked(text: str) -> None:
    pasted = ACCOUNTS["read-only"].pasted
    for value in (pasted.api_key, pasted.passphrase, signed.SIGNATURE):
        assert value not in text


def test_sends_one_get_with_fixed_headers() -> None:
    """What is sent is the one path and a few headers; no cookie, no body."""
    behave = upstreams.replying("200 OK", _OK, "Set-Cookie: a=b; Path=/")
    with upstreams.running(behave) as upstream:
        answers = _ask(upstream.url, "global", "global")

    assert answers == [_READ_ONLY] * 2
    first, second = upstream.requests
    line, *headers = first.decode().removesuffix("\r\n\r\n").split("\r\n")
    assert line == "GET /api/v5/account/config HTTP/1.1"
    assert dict(header.split(": ", 1) for header in headers) == {
        "Host": "openapi.okx.com",
        "User-Agent": "Mozilla/5.0 (compatible; Flicker-OKX-help/1.0)",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "OK-ACCESS-KEY": ACCOUNTS["read-only"].pasted.api_key,
        "OK-ACCESS-SIGN": signed.SIGNATURE,
        "OK-ACCESS-TIMESTAMP": "2026-11-23T10:00:00.000Z",
        "OK-ACCESS-PASSPHRASE": ACCOUNTS["read-only"].pasted.passphrase,
    }
    assert first == second


def test_names_the_site_to_a_stand_in_by_its_host() -> None:
    """A stand-in below a path can tell the sites apart."""
    with upstreams.running(upstreams.replying("200 OK", _OK)) as upstream:
        _ask(f"{upstream.url}/okx/", *SITES)

    hosts = [f"Host: {site.api_host}\r\n".encode() for site in SITES.values()]
    assert all(host in request for host, request in zip(hosts, upstream.requests, strict=True))
    assert {request.split()[1] for request in upstream.requests} == {b"/okx/api/v5/account/config"}


def test_keeps_its_connection() -> None:
    """Several requests need one connection."""
    with upstreams.running(upstreams.replying("200 OK", _OK)) as upstream:
        _ask(upstream.url, "global", "eea", "global")

    assert (upstream.connections, len(upstream.requests)) == (1, 3)


def test_a_connection_that_died_is_replaced() -> None:
    """A kept connection that OKX closed meanwhile is no failure."""
    behave = upstreams.sending(_HEAD + b"Content-Length: %d\r\n\r\n" % len(_OK) + _OK)
    with upstreams.running(behave) as upstream:
        answers = _ask(upstream.url, "global", "global")

    assert answers == [_READ_ONLY] * 2
    assert upstream.connections == 2


_FAULTS: dict[str, tuple[Behaviour, type[Answer]]] = {
    "closed without a byte": (upstreams.sending(b""), Timeout),
    "reset before the headers": (upstreams.resetting(), Timeout),
    "reset in the headers": (upstreams.resetting(_HEAD), Timeout),
    "never answers": (upstreams.stalling(), Timeout),
    "stalls in the headers": (upstreams.stalling(_HEAD), Timeout),
    "stalls in the body": (upstreams.stalling(_HEAD + b"Content-Length: 9\r\n\r\n{"), Timeout),
    "drips headers": (upstreams.dripping(_HEAD + b"X-Drip:"), Timeout),
    "drips a body": (upstreams.dripping(_HEAD + b"Content-Length: 60000\r\n\r\n"), Timeout),
    "no HTTP": (upstreams.sending(b"220 smtp.example.com ready\r\n\r\n"), Unreadable),
    "a header of 100 KB": (
        upstreams.sending(_HEAD + b"X-Long: " + b"x" * 100_000 + b"\r\n\r\n"),
        Unreadable,
    ),
    "cut off": (upstreams.sending(_HEAD + b"Content-Length: 900\r\n\r\n" + _OK), Unreadable),
    "reset in the body": (
        upstreams.resetting(_HEAD + b"Content-Length: 900\r\n\r\n" + _OK),
        Unreadable,
    ),
    "invalid chunks": (
        upstreams.sending(_HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
        Unreadable,
    ),
    "empty": (upstreams.replying("200 OK", b""), Unreadable),
    "no JSON": (upstreams.replying("200 OK", b"\xff\xfe"), Unreadable),
    "compressed": (
        upstreams.replying("200 OK", gzip.compress(_OK), "Content-Encoding: gzip"),
        Unreadable,
    ),
    "a gzip bomb": (
        upstreams.replying("200 OK", gzip.compress(bytes(10**7)), "Content-Encoding: gzip"),
        Unreadable,
    ),
    "one byte too long": (upstreams.replying("200 OK", _OK.ljust(64 * 1024 + 1)), Unreadable),
    "just not too long": (upstreams.replying("200 OK", _OK.ljust(64 * 1024)), Permissions),
    "HTML 403": (upstreams.replying("403 Forbidden", b"<html>"), Blocked),
    "HTML 429": (upstreams.replying("429 Too Many Requests", b"<html>"), RateLimited),
    "HTML 503": (upstreams.replying("503 Service Unavailable", b"<html>"), Busy),
    "HTML 525": (upstreams.replying("525 SSL Handshake Failed", b"<html>"), Busy),
    "204": (upstreams.sending(b"HTTP/1.1 204 No Content\r\n\r\n"), Unreadable),
    "a refusal": (
        upstreams.replying("401 Unauthorized", b'{"msg":"Invalid Sign","code":"50113"}'),
        Refused,
    ),
}


@pytest.mark.parametrize("fault", _FAULTS)
def test_every_fault_is_an_answer_in_time(
    fault: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whatever the upstream does, there is an Answer within the limit, and nothing is logged."""
    caplog.set_level(logging.DEBUG)
    behave, kind = _FAULTS[fault]
    with upstreams.running(behave) as upstream:
        start = time.monotonic()
        answers = _ask(upstream.url, limit=_SHORT if kind is Timeout else 5)
        seconds = time.monotonic() - start

    assert [type(answer) for answer in answers] == [kind]
    assert seconds < _LATE
    _assert_nothing_leaked(caplog.text + "".join(capfd.readouterr()) + repr(answers))


def test_stops_reading_what_is_too_long() -> None:
    """Of an endless body no more is read than the limit and what was under way."""
    sent = 0

    def flood(connection: socket.socket, upstream: upstreams.Upstream) -> None:
        nonlocal sent
        connection.sendall(_HEAD + b"\r\n")
        while not upstream.is_over.is_set():
            sent += connection.send(bytes(64 * 1024))

    with upstreams.running(flood) as upstream:
        answers = _ask(upstream.url)

    assert answers == [Unreadable("global", "other")]
    assert sent < 10**7


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(status: int) -> None:
    """Where OKX points to is never called: the credentials would go there."""
    with upstreams.running(upstreams.replying("200 OK", _OK)) as elsewhere:
        behave = upstreams.replying(f"{status} Moved", b"", f"Location: {elsewhere.url}/")
        with upstreams.running(behave) as upstream:
            answers = _ask(upstream.url)

    assert answers == [Unreadable("global", "other")]
    assert elsewhere.connections == 0


def test_no_connection_is_a_timeout(caplog: pytest.LogCaptureFixture) -> None:
    """A host that refuses connections did not answer."""
    caplog.set_level(logging.DEBUG)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))

        answers = _ask(f"http://127.0.0.1:{unused.getsockname()[1]}")

    assert answers == [Timeout("global", "other")]
    _assert_nothing_leaked(caplog.text)


def test_no_tls_is_a_timeout() -> None:
    """A host that does not speak TLS where it should did not answer, and saw no credential."""
    with upstreams.running(upstreams.replying("200 OK", _OK)) as upstream:
        answers = _ask(upstream.url.replace("http:", "https:"), limit=_SHORT)

    assert answers == [Timeout("global", "other")]
    assert upstream.requests == []


def test_an_unknown_host_is_a_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that cannot be resolved did not answer."""

    def fail(*_arguments: object, **_keywords: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)

    assert _ask("http://localhost:9") == [Timeout("global", "other")]


def test_nothing_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that the environment names is not used."""
    with upstreams.running(upstreams.replying("200 OK", b"")) as elsewhere:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, elsewhere.url)
        with upstreams.running(upstreams.replying("200 OK", _OK)) as upstream:
            answers = _ask(upstream.url)

    assert answers == [_READ_ONLY]
    assert elsewhere.connections == 0


@pytest.mark.parametrize("added", ["\r\nX-Added: 1", "\n", "\r", "\x00", "\x7f", "é", "\ud800"])
@pytest.mark.parametrize("name", ["api_key", "passphrase", "timestamp", "signature"])
def test_no_value_becomes_another_header(name: str, added: str) -> None:
    """What reads requests lets none such pass; here it is a broken promise, and is not sent."""
    asked = msgspec.structs.replace(signed.request(), **{name: f"secret{added}"})

    async def ask(url: str) -> None:
        async with OkxClient(Settings(okx=url)) as client:
            await client.ask(asked)

    with (
        upstreams.running(upstreams.replying("200 OK", _OK)) as upstream,
        pytest.raises(RuntimeError) as caught,
    ):
        asyncio.run(ask(upstream.url))

    assert str(caught.value) == "the HTTP client failed: ValueError"
    assert (caught.value.__cause__, caught.value.__suppress_context__) == (None, True)
    assert upstream.requests == []


def test_must_be_entered() -> None:
    """A client that was not entered has no connections."""
    with pytest.raises(RuntimeError):
        asyncio.run(OkxClient(Settings()).ask(signed.request()))
