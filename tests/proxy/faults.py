"""Faults between the proxy and OKX, each with the expected answer."""

from __future__ import annotations

import gzip
import json
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from tests.proxy import certificates, upstreams
from tests.proxy.names import loopback, resolved_by, slow, unknown
from validator.core.facts import SITES
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from tests.proxy.upstreams import Behaviour

    #: Yields a value for the setting `okx`, and the requests that arrive there.
    Place = Callable[[], AbstractContextManager[tuple[str, list[bytes]]]]

#: A text in OKX's replies that must not be in any answer.
MARK: Final = "d7a1f0"
OK: Final = ACCOUNTS["read-only"].configuration()
HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
_HOST: Final = SITES["global"].api_host


def _replying(value: Any, status: str = "200 OK") -> Behaviour:
    return upstreams.replying(status, json.dumps(value).encode())


def _account(**members: Any) -> Behaviour:
    """Reply with a success whose account has some members changed."""
    envelope = json.loads(OK)
    envelope["data"][0] |= members
    return _replying(envelope)


def _refused(okx_code: str) -> dict[str, str]:
    return {"kind": "refused", "okx_code": okx_code}


READ_ONLY: Final = {
    "kind": "permissions",
    "permissions": ["read_only"],
    "ip_binding": "none",
    "account": "main",
}
UNREADABLE: Final = {"kind": "unreadable"}
TIMEOUT: Final = {"kind": "timeout"}
#: Fault -> OKX's behavior, and the expected answer without site and egress.
FAULTS: Final[dict[str, tuple[Behaviour, dict[str, Any]]]] = {
    "reset before the headers": (upstreams.resetting(), TIMEOUT),
    "reset in the headers": (upstreams.resetting(HEAD + b"X-Half: " + MARK.encode()), TIMEOUT),
    "reset after the headers": (
        upstreams.resetting(HEAD + b"Content-Length: 900\r\n\r\n"),
        UNREADABLE,
    ),
    "closed without a byte": (upstreams.sending(b""), TIMEOUT),
    "reset in the body": (
        upstreams.resetting(HEAD + b"Content-Length: 900\r\n\r\n" + OK),
        UNREADABLE,
    ),
    "never answers": (upstreams.stalling(), TIMEOUT),
    "stalls in the headers": (upstreams.stalling(HEAD), TIMEOUT),
    "stalls in the body": (upstreams.stalling(HEAD + b"Content-Length: 9\r\n\r\n{"), TIMEOUT),
    "drips headers": (upstreams.dripping(HEAD + b"X-Drip:"), TIMEOUT),
    "answers byte by byte": (
        upstreams.dripping(HEAD + b"Content-Length: 60000\r\n\r\n"),
        TIMEOUT,
    ),
    "a body of 10 MB": (upstreams.replying("200 OK", OK.ljust(10**7)), UNREADABLE),
    "a body of 10 MB in chunks": (
        upstreams.sending(
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
            *[b"8000\r\n" + bytes(32768) + b"\r\n"] * 320,
        ),
        UNREADABLE,
    ),
    "a gzip bomb": (
        upstreams.replying("200 OK", gzip.compress(bytes(10**7)), "Content-Encoding: gzip"),
        UNREADABLE,
    ),
    "a content length too long": (
        upstreams.sending(HEAD + b"Content-Length: 9999\r\n\r\n" + OK),
        UNREADABLE,
    ),
    "a content length too short": (
        upstreams.sending(HEAD + b"Content-Length: 20\r\n\r\n" + OK),
        UNREADABLE,
    ),
    "a content length that is no number": (
        upstreams.sending(HEAD + b"Content-Length: many\r\n\r\n" + OK),
        UNREADABLE,
    ),
    "invalid chunks": (
        upstreams.sending(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
        UNREADABLE,
    ),
    "a header of 100 KB": (
        upstreams.sending(HEAD + b"X-Long: " + b"x" * 100_000 + b"\r\n\r\n"),
        UNREADABLE,
    ),
    "no HTTP": (upstreams.sending(b"220 smtp.example.com ready\r\n\r\n"), UNREADABLE),
    "a body one byte too long": (
        upstreams.replying("200 OK", OK.ljust(64 * 1024 + 1)),
        UNREADABLE,
    ),
    "a long body that is not too long": (
        upstreams.replying("200 OK", OK.ljust(64 * 1024)),
        READ_ONLY,
    ),
    "204": (upstreams.sending(b"HTTP/1.1 204 No Content\r\n\r\n"), UNREADABLE),
    "300 headers": (upstreams.sending(HEAD + b"A: b\r\n" * 300 + b"\r\n" + OK), UNREADABLE),
    "announcements first": (
        upstreams.sending(
            b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 3
            + HEAD
            + b"Content-Length: %d\r\n\r\n" % len(OK)
            + OK
        ),
        READ_ONLY,
    ),
    "an upgrade": (
        upstreams.sending(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: a\r\n\r\n" + OK),
        UNREADABLE,
    ),
    "HTML of 100 KB with 403": (
        upstreams.replying("403 Forbidden", b"<html>".ljust(100_000)),
        {"kind": "blocked"},
    ),
    "HTML with 429": (
        upstreams.replying("429 Too Many Requests", b"<html>"),
        {"kind": "rate-limited", "okx_code": None},
    ),
    "HTML with 503": (
        upstreams.replying("503 Service Unavailable", b"<html>"),
        {"kind": "busy", "okx_code": None},
    ),
    "HTML with 525": (
        upstreams.replying("525 SSL Handshake Failed", b"<html>"),
        {"kind": "busy", "okx_code": None},
    ),
    "302 to loopback": (
        upstreams.replying("302 Found", b"", "Location: http://127.0.0.1/"),
        UNREADABLE,
    ),
    "302 to another host": (
        upstreams.replying("302 Found", b"", f"Location: http://{MARK}.invalid/"),
        UNREADABLE,
    ),
    "empty": (upstreams.replying("200 OK", b""), UNREADABLE),
    "truncated JSON": (upstreams.replying("200 OK", OK[:-9]), UNREADABLE),
    "not UTF-8": (upstreams.replying("200 OK", b'{"code":"0","msg":"\xff"}'), UNREADABLE),
    "UTF-16": (upstreams.replying("200 OK", OK.decode().encode("utf-16")), UNREADABLE),
    "nested 30,000 deep, within the cap": (
        upstreams.replying("200 OK", b"[" * 30_000 + b"]" * 30_000),
        UNREADABLE,
    ),
    "nested 100,000 deep": (upstreams.replying("200 OK", b"[" * 100_000), UNREADABLE),
    "objects nested deep in data": (
        upstreams.replying("200 OK", b'{"code":"0","data":' + b'{"a":' * 10_000),
        UNREADABLE,
    ),
    "a list for an envelope": (_replying([MARK]), UNREADABLE),
    "a text for data": (_replying({"code": "0", "data": MARK}), UNREADABLE),
    "no account in data": (_replying({"code": "0", "data": []}), UNREADABLE),
    "two accounts in data": (_replying({"code": "0", "data": [{}, {}]}), UNREADABLE),
    "a list for perm": (_account(perm=["read_only"]), UNREADABLE),
    "a number for perm": (_account(perm=1), UNREADABLE),
    "a number for ip": (
        _account(ip=7),
        READ_ONLY | {"ip_binding": "unknown"},
    ),
    "a numeric 0": (
        _replying(json.loads(OK) | {"code": 0}),
        READ_ONLY,
    ),
    "a null for a code": (_replying({"code": None, "msg": MARK}), UNREADABLE),
    "a code that is no code": (_replying({"code": MARK, "msg": MARK}), UNREADABLE),
    "a numeric code": (_replying({"code": 50113, "msg": MARK}, "401 No"), _refused("50113")),
    "an unknown numeric code": (
        _replying({"code": 59999, "msg": MARK}),
        _refused("59999"),
    ),
    "a fraction for a code": (_replying({"code": 50113.5, "msg": MARK}), UNREADABLE),
    "a code of other digits": (_replying({"code": "５０１１３", "msg": MARK}), UNREADABLE),
}


@contextmanager
def _refusing() -> Iterator[tuple[str, list[bytes]]]:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{unused.getsockname()[1]}", []


def _named(look_up: Callable[[int], list[Any]]) -> Place:
    """Run a healthy OKX at a host name that is resolved by a function."""

    @contextmanager
    def place() -> Iterator[tuple[str, list[bytes]]]:
        with upstreams.running(upstreams.replying("200 OK", OK)) as upstream, resolved_by(look_up):
            yield upstream.url.replace("127.0.0.1", "localhost"), upstream.requests

    return place


def certified(name: str, *, is_trusted: bool) -> Place:
    """Run OKX's host on loopback, with a certificate for a name."""

    @contextmanager
    def place() -> Iterator[tuple[str, list[bytes]]]:
        with (
            certificates.serving_as(name, is_trusted=is_trusted) as tls,
            upstreams.running(upstreams.replying("200 OK", OK), tls) as upstream,
            resolved_by(loopback(upstream.port)),
        ):
            yield "live", upstream.requests

    return place


@contextmanager
def _without_tls() -> Iterator[tuple[str, list[bytes]]]:
    with (
        upstreams.running(upstreams.replying("200 OK", OK)) as upstream,
        resolved_by(loopback(upstream.port)),
    ):
        yield "live", upstream.requests


#: Fault -> an unreachable OKX: no request arrives, and the answer is `timeout`.
UNREACHABLE: Final[dict[str, Place]] = {
    "connection refused": _refusing,
    "slow DNS": _named(slow),
    "a name that DNS does not know": _named(unknown),
    "TLS name mismatch": certified("okx.invalid", is_trusted=True),
    "a TLS certificate of no authority": certified(_HOST, is_trusted=False),
    "no TLS": _without_tls,
}
#: The faults that only the time limit ends.
ENDLESS: Final = frozenset({"slow DNS", "no TLS"})
#: The same setup as in the TLS faults, with a valid certificate.
TRUSTED: Final = certified(_HOST, is_trusted=True)
