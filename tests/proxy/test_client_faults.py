"""Whatever a client sends, the proxy answers with a problem or an Answer, never with 500."""

from __future__ import annotations

import json
import re
import socket
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.proxy import upstreams
from tests.proxy.serving import run_proxy
from validator.core.practice import ACCOUNTS
from validator.proxy import UNGUARDED, Settings, create_app
from validator.proxy.problems import PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Body
    from tests.proxy.upstreams import Upstream

_PATH = "/api/okx/permissions"
_JSON = "Content-Type: application/json"
_FIELDS = ("site", "api_key", "passphrase", "timestamp", "signature")
#: A word that stands in what is sent, and must stand in no response.
_MARK = "d7a1f0"
_INJECTED = f"X-Injected: {_MARK}"


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """Run an OKX that always accepts, and counts what it is asked."""
    reply = upstreams.replying("200 OK", ACCOUNTS["read-only"].configuration())
    with upstreams.running(reply) as running:
        yield running


@pytest.fixture
def url(upstream: Upstream) -> Iterator[str]:
    """Run the proxy in front of it."""
    with run_proxy(create_app(Settings(okx=upstream.url, **UNGUARDED))) as running:
        yield running


def _request(content: bytes, *headers: str, method: str = "POST", path: str = _PATH) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(content)}"]
    return "\r\n".join([*lines, *(headers or (_JSON,)), "", ""]).encode("latin-1") + content


def _send(url: str, *parts: bytes) -> bytes:
    """Send bytes on one connection, and return all that comes until the server is silent."""
    host, _, port = url.removeprefix("http://").partition(":")
    received = b""
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        for part in parts:
            connection.sendall(part)
        connection.shutdown(socket.SHUT_WR)
        while part := connection.recv(65536):
            received += part
    return received


def _bodies(given: dict[str, str]) -> dict[str, tuple[bytes, int]]:
    """Return, by its name, what is wrong with a body and the status that it has."""
    encoded = json.dumps(given).encode()
    twice = encoded[:-1] + b', "site": "us"}'
    return {
        "empty": (b"", 400),
        "cut off": (encoded[:-1], 400),
        "invalid UTF-8": (encoded.replace(b'"global"', b'"glo\xffbal"'), 400),
        "a lone surrogate": (encoded.replace(b'"global"', rb'"\ud800"'), 400),
        "UTF-16": (json.dumps(given).encode("utf-16"), 400),
        "nested deep, within the cap": (b"[" * 900 + b"]" * 900, 422),
        "nested deeper": (b"[" * 2000, 400),
        "objects nested deep": (b'{"a":' * 800, 400),
        "1 MB": (encoded.ljust(10**6), 413),
        "a list": (json.dumps([given]).encode(), 422),
        "a name twice": (twice, 200),
        "a field too many": (json.dumps(given | {_MARK: "x"}).encode(), 422),
        "NaN": (encoded.replace(b'"global"', b"NaN"), 400),
    }


@pytest.mark.parametrize("fault", _bodies({}))
def test_every_body_has_its_status(fault: str, url: str, upstream: Upstream, body: Body) -> None:
    """A wrong body is refused before OKX is asked, and nothing of it comes back."""
    given = body(ACCOUNTS["read-only"].pasted)
    content, status = _bodies(given)[fault]

    response = httpx.post(
        url + _PATH, content=content, headers={"Content-Type": "application/json"}
    )

    assert response.status_code == status
    assert len(upstream.requests) == (status == 200)
    assert not any(given[name] in response.text for name in _FIELDS[1:])
    assert _MARK not in response.text


def test_of_a_name_twice_the_last_counts_for_all(url: str, upstream: Upstream, body: Body) -> None:
    """The host that is asked is that of the site that the answer names."""
    given = body(ACCOUNTS["read-only"].pasted)
    content = json.dumps(given).encode()[:-1] + b', "site": "us"}'

    response = httpx.post(
        url + _PATH, content=content, headers={"Content-Type": "application/json"}
    )

    assert response.json()["site"] == "us"
    assert b"\r\nHost: us.okx.com\r\n" in upstream.requests[0]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x00", "\u2028", "\x85"])
@pytest.mark.parametrize("field", _FIELDS)
def test_no_field_injects_a_header(
    field: str, end: str, url: str, upstream: Upstream, body: Body
) -> None:
    """A line end within or behind a value is refused; OKX is not asked."""
    given = body(ACCOUNTS["read-only"].pasted)
    for value in (given[field] + end + _INJECTED, given[field] + end, end + given[field]):
        response = httpx.post(url + _PATH, json=given | {field: value})

        assert (response.status_code, response.json()["field"]) == (422, field)
        assert _MARK not in str(response.headers) + response.text
    assert upstream.requests == []


_REQUESTS = {
    "wrong method": (_request(b"{}", method="DELETE"), 405),
    "no method of HTTP's": (_request(b"{}", method=f"X{_MARK}"), None),
    "wrong path": (_request(b"{}", path=f"/api/{_MARK}"), 404),
    "a path up": (_request(b"{}", path="/api/okx/../okx/permissions"), 404),
    "a path with an escape": (_request(b"{}", path="/api/%2e%2e/health%00"), 404),
    "a path in another's name": (_request(b"{}", path=f"http://{_MARK}.invalid{_PATH}x"), 404),
    "wrong type": (_request(b"{}", "Content-Type: text/plain"), 415),
    "two types": (_request(b"{}", f"Content-Type: {_MARK}", _JSON), 415),
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200), 400),
    "no version": (f"GET /api/{_MARK}\r\n\r\n".encode(), None),
    "two lengths": (_request(b"{}", _JSON, "Content-Length: 3"), 400),
    "a length and chunks": (_request(b"0\r\n\r\n", _JSON, "Transfer-Encoding: chunked"), 400),
    "a length that is none": (
        f"POST {_PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n".encode(),
        400,
    ),
    "a length of many digits": (
        f"POST {_PATH} HTTP/1.1\r\nHost: a\r\n{_JSON}\r\n"
        f"Content-Length: {'0' * 5000}2\r\n\r\n{{}}".encode(),
        422,
    ),
    "a length beyond all": (
        f"POST {_PATH} HTTP/1.1\r\nHost: a\r\n{_JSON}\r\n"
        f"Content-Length: {'9' * 19}\r\n\r\n".encode(),
        413,
    ),
    "no end of a chunk's extension": (
        f"POST {_PATH} HTTP/1.1\r\nHost: a\r\n{_JSON}\r\nTransfer-Encoding: chunked\r\n\r\n"
        f"1;{_MARK * 10_000}".encode(),
        400,
    ),
    "no end of a trailer": (
        f"POST {_PATH} HTTP/1.1\r\nHost: a\r\n{_JSON}\r\nTransfer-Encoding: chunked\r\n\r\n"
        f"0\r\nA: {_MARK * 10_000}".encode(),
        400,
    ),
    "no end of a trailer's name": (
        f"POST {_PATH} HTTP/1.1\r\nHost: a\r\n{_JSON}\r\nTransfer-Encoding: chunked\r\n\r\n"
        f"0\r\n{_MARK * 10_000}".encode(),
        400,
    ),
    "as many headers as nobody has": (_request(b"{}", *[f"{_MARK}: {_MARK}"] * 200), 431),
    "invalid chunks": (
        f"POST {_PATH} HTTP/1.1\r\nHost: a\r\n{_JSON}\r\nTransfer-Encoding: chunked\r\n\r\n"
        f"zz{_MARK}\r\n".encode(),
        400,
    ),
}


@pytest.mark.parametrize("fault", _REQUESTS)
def test_every_request_has_its_status(fault: str, url: str, upstream: Upstream) -> None:
    """What is no request for us is refused, and no word of it comes back."""
    request, status = _REQUESTS[fault]

    received = _send(url, request)

    statuses = {int(one) for one in re.findall(rb"^HTTP/1.1 (\d+) ", received, re.MULTILINE)}
    assert statuses <= {one.status for one in PROBLEMS} - {500}
    assert statuses
    assert status is None or status in statuses
    assert _MARK.encode() not in received.lower()
    assert upstream.requests == []


def test_pipelined_requests_are_answered_in_order(url: str, body: Body) -> None:
    """Several requests in one packet get their responses one after the other."""
    given = json.dumps(body(ACCOUNTS["read-only"].pasted)).encode()
    requests = [
        _request(given),
        _request(b"{"),
        _request(b"", method="GET", path="/api/health"),
        _request(given),
    ]

    received = b""
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(b"".join(requests))
        while len(re.findall(rb'"(?:kind|status)":', received)) < len(requests):
            received += connection.recv(65536)

    assert re.findall(rb"HTTP/1.1 (\d+) ", received) == [b"200", b"400", b"200", b"200"]
