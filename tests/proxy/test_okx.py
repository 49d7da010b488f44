"""The client for OKX sends a fixed request on a new connection, and always returns an Answer."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import msgspec

from tests.proxy import upstreams
from tests.proxy.faults import HEAD, OK, TRUSTED
from tests.proxy.serving import SIGNATURE, served, signed_request
from validator.core.facts import SITES
from validator.core.practice import ACCOUNTS
from validator.core.reply import Answer, Permissions, Unreadable
from validator.proxy.okx import ClientFailed, OkxClient
from validator.proxy.settings import Settings

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    import pytest

    from tests.conftest import Body
    from tests.proxy.upstreams import Behaviour
    from validator.proxy.requests import SignedRequest

_READ_ONLY = Permissions("global", "other", ("read_only",), "none", "main")
_TIMESTAMP = "2020-12-08T09:08:57.715Z"


def _ask(url: str, *requests: SignedRequest) -> list[Answer]:
    """Return the answers to some requests, which one client sends in turn."""

    async def ask() -> list[Answer]:
        async with OkxClient(Settings(okx=url)) as client:
            return [await client.ask(request) for request in requests]

    return asyncio.run(ask())


def test_sends_one_get_with_fixed_headers() -> None:
    """A request has the fixed path and fixed headers, without cookies or a body."""
    behave = upstreams.replying("200 OK", OK, "Set-Cookie: a=b; Path=/")
    with upstreams.running(behave) as upstream:
        answers = _ask(upstream.url, signed_request(), signed_request())

    assert answers == [_READ_ONLY] * 2
    first, second = upstream.requests
    line, *headers = first.decode().removesuffix("\r\n\r\n").split("\r\n")
    assert line == "GET /api/v5/account/config HTTP/1.1"
    assert dict(header.split(": ", 1) for header in headers) == {
        "Host": "openapi.okx.com",
        "User-Agent": "Mozilla/5.0 (compatible; Flicker-OKX-help/1.0)",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "OK-ACCESS-KEY": ACCOUNTS["read-only"].pasted.api_key,
        "OK-ACCESS-SIGN": SIGNATURE,
        "OK-ACCESS-TIMESTAMP": "2026-11-23T10:00:00.000Z",
        "OK-ACCESS-PASSPHRASE": ACCOUNTS["read-only"].pasted.passphrase,
    }
    assert first == second


def test_stand_in_gets_the_site_s_host() -> None:
    """A stand-in below a path gets each site's host in the header Host."""
    with upstreams.running(upstreams.replying("200 OK", OK)) as upstream:
        _ask(f"{upstream.url}/okx/", *map(signed_request, SITES))

    hosts = [f"Host: {site.api_host}\r\n".encode() for site in SITES.values()]
    assert all(host in request for host, request in zip(hosts, upstream.requests, strict=True))
    assert {request.split()[1] for request in upstream.requests} == {b"/okx/api/v5/account/config"}


def _answering_twice(when: str) -> Behaviour:
    """Answer each request with its key's permissions, and repeat the reply at some time."""
    earlier: dict[socket.socket, bytes] = {}

    def behave(connection: socket.socket, upstream: upstreams.Upstream) -> None:
        is_trader = b"OK-ACCESS-KEY: a-trader's" in upstream.requests[-1]
        body = OK.replace(b'"read_only"', b'"read_only,trade"') if is_trader else OK
        reply = HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body
        late = earlier.get(connection, b"") if when == "before the next reply" else b""
        connection.sendall(late + (reply * 2 if when == "at once" else reply))
        earlier[connection] = reply
        if when == "a moment later":
            time.sleep(0.02)
            connection.sendall(reply)

    return behave


def test_second_reply_is_never_used_for_another_check() -> None:
    """An upstream that replies twice, at any time, never changes another check's answer."""
    trader = msgspec.structs.replace(signed_request(), api_key="a-trader's")
    asked = [signed_request(), trader] * 3

    async def ask(url: str) -> list[Answer]:
        answers = []
        async with OkxClient(Settings(okx=url)) as client:
            for request in asked:
                answers.append(await client.ask(request))
                await asyncio.sleep(0.04)
        return answers

    trading = Permissions("global", "other", ("read_only", "trade"), "none", "main")
    problems = []
    for when in ("at once", "a moment later", "before the next reply"):
        with upstreams.running(_answering_twice(when)) as upstream:
            answers = asyncio.run(ask(upstream.url))
        if answers != [_READ_ONLY, trading] * 3:
            problems.append((when, answers))

    assert problems == []


def test_endless_body_is_not_read_to_its_end() -> None:
    """An endless body is only read up to the limit."""
    sent = 0

    def flood(connection: socket.socket, upstream: upstreams.Upstream) -> None:
        nonlocal sent
        connection.sendall(HEAD + b"\r\n")
        while not upstream.is_over.is_set():
            sent += connection.send(bytes(64 * 1024))

    with upstreams.running(flood) as upstream:
        answers = _ask(upstream.url, signed_request())

    assert answers == [Unreadable("global", "other")]
    assert sent < 10**7


def test_redirects_are_not_followed() -> None:
    """A redirect is not followed, so that no other server gets the credentials."""
    with upstreams.running(upstreams.replying("200 OK", OK)) as elsewhere:
        answers = []
        for status in (301, 302, 303, 307, 308):
            behave = upstreams.replying(f"{status} Moved", b"", f"Location: {elsewhere.url}/")
            with upstreams.running(behave) as upstream:
                answers += _ask(upstream.url, signed_request())

    assert answers == [Unreadable("global", "other")] * 5
    assert elsewhere.connections == 0


def test_nothing_comes_from_the_environment(
    body: Body, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Proxies, netrc files, authorities and key logs in environment variables are ignored."""
    netrc, keys = tmp_path / "netrc", tmp_path / "keys"
    netrc.write_text("machine openapi.okx.com login a password b")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("SSL_CERT_FILE", str(netrc))
    behave = upstreams.replying("200 OK", b"")
    with upstreams.running(behave) as elsewhere, TRUSTED() as (okx, asked):
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, elsewhere.url)
        monkeypatch.setenv("SSLKEYLOGFILE", str(keys))
        with served(okx) as proxy:
            answer = proxy.check(body(ACCOUNTS["read-only"].pasted)).json()

    assert (answer["kind"], elsewhere.connections) == ("permissions", 0)
    assert b"Authorization" not in asked[0]
    # httpx, the client of the proxy here, opens the file without writing a key.
    assert not keys.exists() or b"TRAFFIC_SECRET" not in keys.read_bytes()


def test_no_value_becomes_another_header() -> None:
    """A value with a line break, which `requests.py` would refuse, raises and is not sent."""
    problems = []
    with upstreams.running(upstreams.replying("200 OK", OK)) as upstream:
        for name in ("api_key", "passphrase", "timestamp", "signature"):
            for added in ("\r\nX-Added: 1", "\n", "\r", "\x00"):
                asked = msgspec.structs.replace(signed_request(), **{name: f"secret{added}"})
                try:
                    _ask(upstream.url, asked)
                except ClientFailed as error:
                    if error.__cause__ or error.__context__ or "secret" in str(error):
                        problems.append((name, added, "quoted"))
                else:
                    problems.append((name, added, "sent"))

    assert problems == []
    assert upstream.requests == []
