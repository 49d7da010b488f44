"""The command line's client for OKX sends one fixed request, within limits, to a verified host."""

from __future__ import annotations

import json
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import certifi
import pytest

from tests.proxy import certificates, upstreams
from tests.proxy.faults import FAULTS, OK, READ_ONLY, TIMEOUT, UNREADABLE
from tests.tables import over
from validator.commands import okx, options
from validator.core.check import Request
from validator.core.facts import METHOD, REQUEST_PATH
from validator.core.practice import ACCOUNTS
from validator.core.reply import Permissions, Timeout, Unreadable
from validator.core.signing import epoch_ms, sign
from validator.proxy import LIVE, Settings

if TYPE_CHECKING:
    from pathlib import Path

_PASTED: Final = ACCOUNTS["read-only"].pasted
_SIGNED: Final = {
    "api_key": _PASTED.api_key,
    "passphrase": _PASTED.passphrase,
    "timestamp": "2026-09-01T12:00:00.000Z",
    "signature": sign(_PASTED.secret_key, "2026-09-01T12:00:00.000Z", METHOD, REQUEST_PATH),
}
#: Faults that `http.client` reads differently from the proxy's client -> the command's answer.
_DIFFERENT: Final[dict[str, dict[str, Any]]] = {
    "reset after the headers": TIMEOUT,
    "reset in the body": TIMEOUT,
    "a content length that is no number": READ_ONLY,
    "announcements first": UNREADABLE,
    "HTML of 100 KB with 403": UNREADABLE,
}
#: Addresses, of which only the first two are on loopback.
_ADDRESSES: Final = (
    "http://127.0.0.1:8000",
    "https://[::1]:8000/okx/",
    "http://example.com",
    "http://127.0.0.1.example.com",
    "http://127.0.0.1@example.com",
    "http://user@127.0.0.1",
    "http://127.0.0.1\\@example.com",
    "http://127.0.0.1%2eexample.com",
    "http://127.0.0.1/?a=b",
    "http://127.0.0.1/#a",
    "http://127.0.0.1:99999",
    "http://127.0.0.1:port",
    "http://127.999.0.1",
    "http://127.1",
    "http://0.0.0.0",
    "http://10.0.0.1",
    "http://[::]",
    "http://[fe80::1]",
    "http://127.0.0.1/\n",
    "ftp://127.0.0.1",
    "//127.0.0.1",
    "https://openapi.okx.com",
    "LIVE",
    "",
)


def test_every_fault_of_okx_has_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every fault of OKX ends in time with the right answer."""
    monkeypatch.setattr(okx, "DIRECT_LIMIT_SECONDS", 0.5)

    def wrong(fault: str) -> tuple[str, object] | None:
        behave, expected = FAULTS[fault]
        with upstreams.running(behave) as upstream:
            answer = json.loads(json.dumps(asdict(okx.ask(_SIGNED, "global", upstream.url))))
        is_right = answer == _DIFFERENT.get(fault, expected) | {"site": "global", "egress": "other"}
        return None if is_right and len(upstream.requests) == 1 else (fault, answer)

    with ThreadPoolExecutor(4) as pool:
        problems = [problem for problem in pool.map(wrong, FAULTS) if problem]

    assert problems == []


@over([301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    """A redirect is not followed, so that no other server gets the credentials."""
    with upstreams.running(upstreams.replying("200 OK", OK)) as elsewhere:
        behave = upstreams.replying(f"{status} Moved", b"", f"Location: {elsewhere.url}/")
        with upstreams.running(behave) as upstream:
            answer = okx.ask(_SIGNED, "global", upstream.url)

    assert answer == Unreadable("global", "other")
    assert elsewhere.connections == 0


def test_one_get_is_sent_without_the_secret_key() -> None:
    """The request has the fixed path, the site's host, and only the headers that OKX needs."""
    with upstreams.running(upstreams.replying("200 OK", OK)) as upstream:
        okx.ask(_SIGNED, "eea", f"{upstream.url}/okx/")

    head, *lines = upstream.requests[0].decode().rstrip().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    assert head == "GET /okx/api/v5/account/config HTTP/1.1"
    assert headers["Host"] == "eea.okx.com"
    assert headers["OK-ACCESS-KEY"] == _PASTED.api_key
    assert set(headers) == {
        "Host",
        "User-Agent",
        "Accept",
        "Accept-Encoding",
        "OK-ACCESS-KEY",
        "OK-ACCESS-PASSPHRASE",
        "OK-ACCESS-SIGN",
        "OK-ACCESS-TIMESTAMP",
    }
    assert _PASTED.secret_key not in upstream.requests[0].decode()


def test_certificates_are_verified_with_the_system_s_store(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A request is only sent to a server whose certificate the system trusts."""
    keys = tmp_path / "keys"
    monkeypatch.setenv("SSLKEYLOGFILE", str(keys))
    behave = upstreams.replying("200 OK", OK)

    with certificates.serving_as("localhost", is_trusted=True) as tls:
        monkeypatch.setenv("SSL_CERT_FILE", certifi.where())
        with upstreams.running(behave, tls) as trusted:
            named = trusted.url.replace("127.0.0.1", "localhost")
            answer = okx.ask(_SIGNED, "global", named)
            with pytest.raises(ssl.SSLCertVerificationError):
                okx.ask(_SIGNED, "global", trusted.url)
        monkeypatch.delenv("SSL_CERT_FILE")
        with upstreams.running(behave, tls) as unknown, pytest.raises(ssl.SSLCertVerificationError):
            okx.ask(_SIGNED, "global", unknown.url.replace("127.0.0.1", "localhost"))

    assert isinstance(answer, Permissions)
    assert (len(trusted.requests), len(unknown.requests)) == (1, 0)
    assert not keys.exists()


def test_a_server_without_tls_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server without TLS gets no credential."""
    monkeypatch.setattr(okx, "DIRECT_LIMIT_SECONDS", 0.5)
    with upstreams.running(upstreams.replying("200 OK", OK)) as upstream:
        answer = okx.ask(_SIGNED, "global", upstream.url.replace("http://", "https://"))

    assert answer == Timeout("global", "other")
    assert [request for request in upstream.requests if b"OK-ACCESS" in request] == []


def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch, fake: str) -> None:
    """Proxies in environment variables are ignored."""
    with upstreams.running(upstreams.replying("200 OK", b"{}")) as environment:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, environment.url)
            monkeypatch.setenv(name.upper(), environment.url)

        response = okx.send(Request(method="GET", path="time"), "global", fake)

    assert response.status == 200
    assert environment.connections == 0


@over(
    [
        (b'{"code":"0","msg":"","data":[{"ts":"1597026383085"}]}', True),
        (b'{"code":"0","msg":"","data":[{"ts":1597026383085}]}', False),
        (b'{"code":"0","msg":"","data":[]}', False),
        (b'{"code":"0","msg":"","data":[{"ts":"soon"}]}', False),
        (b'{"data":[{"ts":"99999999999999999999"}]}', False),
        (b"<html>", False),
        (b"\xff", False),
    ]
)
def test_time_is_okx_s(reply: bytes, is_read: bool) -> None:
    """The time is OKX's, or this computer's if OKX's reply has none."""
    with upstreams.running(upstreams.replying("200 OK", reply)) as upstream:
        response = okx.send(Request(method="GET", path="time"), "eea", upstream.url)

    now_ms = epoch_ms(json.loads(response.body)["now"])
    assert (now_ms == 1_597_026_383_085) is is_read
    assert is_read or response.sent_ms <= now_ms <= response.received_ms
    assert upstream.requests[0].startswith(b"GET /api/v5/public/time HTTP/1.1\r\n")
    assert b"Host: eea.okx.com\r\n" in upstream.requests[0]
    assert b"OK-ACCESS" not in upstream.requests[0]


def test_proxy_and_command_line_accept_the_same_addresses() -> None:
    """`--okx` accepts no address that the proxy's settings would refuse."""
    accepted = []
    for address in _ADDRESSES:
        parser = options.Parser()
        options.add_okx(parser, default=None, keywords=(options.LIVE,))
        try:
            parser.parse_args([f"--okx={address}"])
        except SystemExit:
            continue
        accepted.append(address)

    assert options.LIVE == LIVE
    assert accepted == list(_ADDRESSES[:2])
    assert [Settings(okx=address).okx for address in accepted] == accepted
