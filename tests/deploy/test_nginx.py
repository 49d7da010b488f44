"""The deployment's nginx keeps slow, malformed and oversized requests away from the proxy."""

from __future__ import annotations

import json
import re
import socket
import threading
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Final

import pytest

from tests.deploy import nginx
from tests.proxy import upstreams
from tests.proxy.serving import served
from validator.core.practice import ACCOUNTS
from validator.proxy.middleware import HEADERS
from validator.proxy.problems import MEDIA_TYPE, NGINX_PROBLEMS, PROBLEMS
from validator.publish.root import DOCS

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Body

_HEAD: Final = (
    b"POST /api/okx/permissions HTTP/1.1\r\nHost: okx-proxy.flicker.finance\r\n"
    b"Content-Type: application/json\r\n"
)
_PRIVACY: Final = (DOCS / "okx" / "privacy.md").read_text("utf-8")
_GET: Final = b"GET /api/openapi.json HTTP/1.1\r\nHost: okx-proxy.flicker.finance\r\n"
_MANY: Final = b"".join(b"X-%d: %s\r\n" % (number, b"x" * 200) for number in range(200))
#: Request -> the bytes that a client sends, and the problem that it gets, if any.
_WRONG: Final = {
    "half a head": (_HEAD[:60], None),
    "half a body": (_HEAD + b"Content-Length: 100\r\n\r\n{", None),
    "a body that is announced": (_HEAD + b"Content-Length: 100\r\n\r\n", None),
    "40 KB of head": (_GET + b"X-Long: " + b"x" * 40_000 + b"\r\n\r\n", "head-too-long"),
    "40 KB of path": (b"GET /api/" + b"x" * 40_000 + b" HTTP/1.1\r\n\r\n", "head-too-long"),
    "200 headers of 200 bytes": (_GET + _MANY + b"\r\n", "head-too-long"),
    "9 KB of body": (_HEAD + b"Content-Length: 9000\r\n\r\n" + b"x" * 9000, "body-too-long"),
    "9 KB of body in chunks": (
        _HEAD + b"Transfer-Encoding: chunked\r\n\r\n2328\r\n" + b"x" * 9000 + b"\r\n0\r\n\r\n",
        "body-too-long",
    ),
    "garbage": (b"\x16\x03\x01\x02\x00" + bytes(200) + b"\r\n\r\n", "malformed-request"),
    "another protocol": (b"EHLO example.com\r\n\r\n", "malformed-request"),
    "two lengths": (
        _HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "malformed-request",
    ),
    "a length and chunks": (
        _HEAD + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "malformed-request",
    ),
    "an unknown encoding": (_HEAD + b"Transfer-Encoding: gzip\r\n\r\nxx", "method-not-allowed"),
    "no Host": (b"GET /api/health HTTP/1.1\r\n\r\n", "malformed-request"),
    "two Hosts": (_GET + b"Host: a\r\n\r\n", "malformed-request"),
    "CONNECT": (
        b"CONNECT openapi.okx.com:443 HTTP/1.1\r\nHost: openapi.okx.com\r\n\r\n",
        "malformed-request",
    ),
    "TRACE": (_GET.replace(b"GET", b"TRACE") + b"Connection: close\r\n\r\n", "method-not-allowed"),
    "another path": (b"GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "not-found"),
    "a problem's path": (
        b"GET /problems/unexpected HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "not-found",
    ),
    "a path up": (
        b"GET /api/../etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "not-found",
    ),
}


def _receive(connection: ssl.SSLSocket) -> bytes:
    """Return everything that is received until the connection ends."""
    received = b""
    with suppress(OSError):
        while part := connection.recv(65536):
            received += part
    return received


def _problem(received: bytes) -> str | None:
    """Return the name of a response's problem, after checking its headers; None for no response."""
    if not received:
        return None
    head, _, body = received.partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    document = json.loads(body)
    name = document["type"].removeprefix("/problems/")
    assert int(head.split()[1]) == document["status"], received
    assert headers["Content-Type"] == MEDIA_TYPE
    assert re.fullmatch("[0-9a-f]{16}", headers["X-Request-Id"])
    assert {key: headers.get(key) for key in HEADERS} == HEADERS
    assert ("Allow" in headers) == (document["status"] == 405)
    return str(name)


def test_nginx_keeps_addresses_as_the_privacy_page_says() -> None:
    """Client addresses are neither logged nor counted, and idle connections are closed soon."""
    text = nginx.CONFIGURATION.read_text("utf-8")

    assert "access_log off;" in text
    assert re.findall(r"error_log \S+ (\w+);", text) == ["alert"]
    assert set(re.findall(r"limit_req_zone (\S+)", text)) == {"$server_name"}
    assert re.findall(r"keepalive_timeout (\d+)s", text) == ["60"]
    assert "about a minute after the last request" in _PRIVACY
    assert "proxy_cache" not in text


@pytest.fixture(name="upstream")
def _upstream() -> Iterator[upstreams.Upstream]:
    with upstreams.running(upstreams.replying("200 OK", b"{}")) as upstream:
        yield upstream


def test_problems_are_the_proxy_s() -> None:
    """The problem documents in the configuration are those in the proxy's table."""
    text = nginx.CONFIGURATION.read_text("utf-8")
    problems = {problem.type: problem for problem in (*PROBLEMS, *NGINX_PROBLEMS)}
    found = re.findall(r"location = (\S+) \{\s+return (\d+) '(.*)';", text)

    assert len(found) == text.count("=4") + text.count("=5")
    for path, status, document in found:
        problem = problems[path]
        assert json.loads(document) == {
            "type": path,
            "title": problem.title,
            "status": int(status),
            "detail": problem.detail,
        }


def test_invalid_requests_never_reach_the_proxy(
    upstream: upstreams.Upstream, tmp_path: Path
) -> None:
    """Slow, malformed or oversized requests and 400 idle clients never connect to the proxy."""
    problems = []
    with ExitStack() as stack:
        server = stack.enter_context(nginx.running(tmp_path, upstream.port, time_limit="1s"))
        idle = [stack.enter_context(server.connect()) for _ in range(400)]
        pending = {name: stack.enter_context(server.connect()) for name in _WRONG}
        dripping = stack.enter_context(server.connect())
        dripping.sendall(_HEAD)
        for name, connection in pending.items():
            with suppress(OSError):  # it may have been refused already
                connection.sendall(_WRONG[name][0])
            with suppress(OSError):
                dripping.sendall(b"X")
        for name, connection in pending.items():
            received = _receive(connection)
            if _problem(received) != _WRONG[name][1]:
                problems.append((name, received))
        dripped = _receive(dripping)
        opened = upstream.connections
        with server.connect() as whole:
            whole.sendall(_HEAD + b"Connection: close\r\nContent-Length: 2\r\n\r\n{}")
            passed = _receive(whole)

    assert problems == []
    assert (dripped, opened) == (b"", 0)
    assert passed.startswith(b"HTTP/1.1 200 OK\r\n")
    assert (upstream.connections, len(idle)) == (1, 400)
    assert not (tmp_path / "error.log").read_text("utf-8")


def test_unreachable_proxy_is_a_problem(tmp_path: Path) -> None:
    """If the proxy is down, the response is the problem `not-ready`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with nginx.running(tmp_path, port) as server, server.connect() as connection:
        connection.sendall(_GET + b"Connection: close\r\n\r\n")
        received = _receive(connection)

    assert _problem(received) == "not-ready"
    assert b"HTTP/1.1 503 " in received


def test_flood_is_limited_and_delays_no_check(fake: str, body: Body, tmp_path: Path) -> None:
    """Most of a flood of requests for other routes is refused, and a check still gets through."""
    content = json.dumps(body(ACCOUNTS["read-only"].pasted)).encode()
    check = _HEAD + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(content) + content
    flood = (_GET + b"\r\n") * 39 + _GET + b"Connection: close\r\n\r\n"
    received: list[bytes] = []

    def send(server: nginx.Nginx) -> None:
        with server.connect() as connection:
            connection.sendall(flood)
            received.append(_receive(connection))

    with served(fake) as proxy, ExitStack() as stack:
        port = proxy.client.base_url.port
        assert port is not None
        server = stack.enter_context(nginx.running(tmp_path, port))
        threads = [threading.Thread(target=send, args=(server,)) for _ in range(100)]
        for thread in threads:
            thread.start()
        with server.connect() as connection:
            connection.sendall(check)
            checked = _receive(connection)
        for thread in threads:
            thread.join()
    refused = b"".join(received).count(b"HTTP/1.1 429 ")
    passed = b"".join(received).count(b"HTTP/1.1 200 ")

    assert json.loads(checked.partition(b"\r\n\r\n")[2])["kind"] == "permissions"
    assert refused > passed
    assert b"\r\nRetry-After: 1\r\n" in b"".join(received)
    assert len(proxy.lines) == passed + 1


def test_a_check_passes(fake: str, body: Body, tmp_path: Path) -> None:
    """A check passes through nginx and the proxy, which gets the client's real address."""
    content = json.dumps(body(ACCOUNTS["read-only"].pasted)).encode()
    with (
        served(fake, trusted_proxies=1, address_logged=True) as proxy,
        nginx.running(tmp_path, proxy.client.base_url.port or 0) as server,
        server.connect() as connection,
    ):
        connection.sendall(
            _HEAD
            + b"X-Forwarded-For: 203.0.113.9\r\nConnection: close\r\n"
            + b"Content-Length: %d\r\n\r\n" % len(content)
            + content
        )
        head, _, answer = _receive(connection).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert json.loads(answer)["permissions"] == ["read_only"]
    assert proxy.lines[-1]["address"] == "127.0.0.0/24"
    assert b"x-request-id" in head.lower()
