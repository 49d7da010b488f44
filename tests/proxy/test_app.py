"""The proxy's routes, over real HTTP in front of the fake exchange."""

from __future__ import annotations

import json
import re
import socket
import time
from typing import TYPE_CHECKING

from tests.proxy.serving import LATE, PATH, Served, served
from validator.core.practice import ACCOUNTS
from validator.core.signing import epoch_ms
from validator.proxy import OkxClient
from validator.proxy.middleware import HEADERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx
    import pytest

    from tests.conftest import Body

_JSON = {"Content-Type": "application/json"}
_SITE = "https://help.flicker.finance"
_PREFLIGHT = {"Access-Control-Request-Method": "POST"}


def _responses(
    proxy: httpx.Client, body: dict[str, str]
) -> Iterator[tuple[int, str | None, httpx.Response]]:
    """Yield responses of every kind, each with its expected status and problem."""
    encoded = json.dumps(body).encode()
    for path in ("/api/time", "/api/health", "/api/ready", "/api/openapi.json"):
        yield 200, None, proxy.get(path)
        yield 200, None, proxy.head(path)
        yield 405, "method-not-allowed", proxy.post(path)
    yield 200, None, proxy.post(PATH, json=body)
    for media_type in ("Application/JSON; charset=utf-8", "application/json ;x=1"):
        yield 200, None, proxy.post(PATH, content=encoded, headers={"Content-Type": media_type})
    for no_json in (b"", encoded[:-1], b"[" * 4000, b'{"site": "\xff"}', b"NaN"):
        yield 400, "no-json", proxy.post(PATH, content=no_json, headers=_JSON)
    for path in ("/", "/api", "/api/time/", "/api/okx/permissions/", "/api/%2e%2e/health%00"):
        yield 404, "not-found", proxy.get(path)
        yield 404, "not-found", proxy.post(path, json=body)
    for method in ("GET", "PUT", "DELETE", "OPTIONS", "XFA4E"):
        yield 405, "method-not-allowed", proxy.request(method, PATH)
    yield 413, "body-too-long", proxy.post(PATH, content=encoded.ljust(4097), headers=_JSON)
    yield 200, None, proxy.post(PATH, content=encoded.ljust(4096), headers=_JSON)
    chunks = iter([encoded, b" " * 4096])
    yield 413, "body-too-long", proxy.post(PATH, content=chunks, headers=_JSON)
    for headers in ({}, {"Content-Type": "text/plain"}, {"Content-Type": "application/jsonp"}):
        yield 415, "unsupported-media-type", proxy.post(PATH, content=encoded, headers=headers)
    yield 415, "unsupported-media-type", proxy.post(PATH, data=body)
    yield 422, "invalid-body", proxy.post(PATH, json=[body])
    yield 422, "invalid-body", proxy.post(PATH, json=body | {"secret_key": "FA4E"})
    yield 422, "invalid-field", proxy.post(PATH, json=body | {"site": "mars"})
    twice = encoded[:-1] + b', "site": "us"}'
    yield 422, "invalid-body", proxy.post(PATH, content=twice, headers=_JSON)
    foreign = body | {"passphrase": "ghp_" + "FA4E" * 9}
    yield 422, "foreign-secret", proxy.post(PATH, json=foreign)
    for origin in ("https://attacker.example", "http://help.flicker.finance", "null", ""):
        headers = {"Origin": origin} | _PREFLIGHT
        for path in (PATH, "/api/time", "/nowhere"):
            yield 403, "foreign-origin", proxy.get(path, headers=headers)
            yield 403, "foreign-origin", proxy.options(path, headers=headers)
        yield 403, "foreign-origin", proxy.post(PATH, json=body, headers=headers)


def test_every_response_has_its_status_and_headers(proxy: httpx.Client, body: Body) -> None:
    """Every response has its status, fixed headers and a new request id, and repeats no value."""
    signed = body(ACCOUNTS["read-only"].pasted)
    secrets = [signed[name] for name in ("api_key", "passphrase", "signature")]
    ids, problems = [], []
    for number, (status, problem, response) in enumerate(_responses(proxy, signed)):
        wrong = {name for name, value in HEADERS.items() if response.headers.get(name) != value}
        ids.append(response.headers["X-Request-Id"])
        if status >= 400 and response.request.method != "HEAD":
            document = response.json()
            if (document["status"], document["type"]) != (status, f"/problems/{problem}"):
                wrong.add(document["type"])
            if response.headers["Content-Type"] != "application/problem+json":
                wrong.add("Content-Type")
        if any(text in response.text for text in (*secrets, "FA4E", "mars", "secret_key")):
            wrong.add("a value was repeated")
        if wrong or response.status_code != status:
            problems.append((number, status, problem, response.status_code, wrong))

    assert problems == []
    assert [request_id for request_id in ids if not re.fullmatch("[0-9a-f]{16}", request_id)] == []
    assert len(set(ids)) == len(ids)


def test_time(proxy: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time is in ISO 8601 and UTC, with milliseconds and Z."""
    monkeypatch.setattr(time, "time_ns", lambda: 1_597_026_383_085_999_999)
    response = proxy.get("/api/time")

    assert response.json() == {"now": "2020-08-10T02:26:23.085Z"}
    assert epoch_ms(response.json()["now"]) == 1_597_026_383_085


def test_problems_name_fields_and_methods(proxy: httpx.Client, body: Body) -> None:
    """A 422 names the field, a 405 the methods, and the client's own request id is not used."""
    signed = body(ACCOUNTS["read-only"].pasted) | {"passphrase": "pässphrase"}

    response = proxy.post(PATH, json=signed, headers={"X-Request-Id": "mine"})

    assert (response.status_code, response.json()["field"]) == (422, "passphrase")
    assert response.headers["X-Request-Id"] != "mine"
    assert proxy.get(PATH).headers["Allow"] == "POST"


def test_cors_allows_the_site_s_pages(proxy: httpx.Client, body: Body) -> None:
    """A page of the site may send a check after a preflight, and read the headers that it needs."""
    origin = {"Origin": _SITE}
    preflight = proxy.options(
        PATH, headers=origin | _PREFLIGHT | {"Access-Control-Request-Headers": "content-type"}
    )
    response = proxy.post(PATH, json=body(ACCOUNTS["read-only"].pasted), headers=origin)

    assert (preflight.status_code, response.status_code) == (200, 200)
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]
    assert response.headers["Access-Control-Expose-Headers"] == "X-Request-Id, Retry-After"
    for headers in (preflight.headers, response.headers):
        assert headers["Access-Control-Allow-Origin"] == _SITE
        assert "Origin" in headers["Vary"]
        assert "Access-Control-Allow-Credentials" not in headers
        assert headers["X-Request-Id"]


def test_cors_refuses_other_sites(proxy: httpx.Client) -> None:
    """Pages of other sites get no CORS headers; pages of this machine may call the proxy."""
    port = proxy.base_url.port
    foreign = {"Origin": "http://attacker.example", "Host": "attacker.example"}
    statuses = {
        f"http://{host}:{port}": proxy.get(
            "/api/time", headers={"Origin": f"http://{host}:{port}", "Host": f"{host}:{port}"}
        ).status_code
        for host in ("127.0.0.1", "localhost", "attacker.example")
    }
    refused = proxy.get("/api/time", headers=foreign)

    assert list(statuses.values()) == [200, 200, 403]
    assert "Access-Control-Allow-Origin" not in refused.headers


def test_long_body_is_refused_before_its_end(proxy: httpx.Client) -> None:
    """A body without a length is refused at the limit, before it ends."""
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n1400\r\n"
    )
    address = (proxy.base_url.host, proxy.base_url.port)
    with socket.create_connection(address, timeout=LATE) as connection:
        connection.sendall(head.encode() + b" " * 0x1400 + b"\r\n")  # without the last chunk

        assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")


def test_disconnected_client_is_counted() -> None:
    """A client that disconnects during its upload is counted, and is not an error."""
    head = f"POST {PATH} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    with served() as proxy:
        address = (proxy.client.base_url.host, proxy.client.base_url.port)
        with socket.create_connection(address, timeout=LATE) as connection:
            connection.sendall(f"{head}Content-Length: 100\r\n\r\n{{".encode())
        while not proxy.lines:
            proxy.client.get("/nowhere")
        kinds = [line.get("kind") for line in proxy.lines]

    assert "client-left" in kinds
    assert {line["level"] for line in proxy.lines} == {"info"}
    assert proxy.value("checker_requests_total", kind="client-left", site="none") == 1


def test_the_live_test_can_be_switched_off(fake: str, body: Body) -> None:
    """With the live test off, a check gets a problem, a gauge shows it, and other routes work."""
    with served(fake, live_test=False) as proxy:
        response = proxy.check(body(ACCOUNTS["read-only"].pasted))
        time_response = proxy.client.get("/api/time")

    assert (response.status_code, response.json()["type"]) == (503, "/problems/live-test-off")
    assert time_response.status_code == 200
    assert proxy.value("checker_live_test_on") == 0


def _only_line(proxy: Served) -> dict[str, object]:
    (line,) = [line for line in proxy.lines if line["event"] == "request"]
    return line


def test_request_is_logged_with_its_answer(fake: str, body: Body) -> None:
    """The log has only time, level, event, id, route, kind, OKX's code, site and milliseconds."""
    with served(fake) as proxy:
        response = proxy.check(body(ACCOUNTS["frozen"].pasted))
    line = _only_line(proxy)

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", str(line.pop("time")))
    assert isinstance(line.pop("ms"), float)
    assert line == {
        "level": "info",
        "event": "request",
        "request_id": response.headers["X-Request-Id"],
        "route": PATH,
        "kind": "refused",
        "okx_code": "50100",
        "site": "global",
    }
    assert proxy.value("checker_requests_total", kind="refused", site="global") == 1


def test_unknown_path_is_not_logged() -> None:
    """An unknown path is not logged, and frequent requests are logged at debug level."""
    with served() as proxy:
        proxy.client.get("/api/f11c4e80")
        proxy.client.get("/api/health")
    lines = [(line["level"], line.get("route"), line.get("problem")) for line in proxy.lines]

    assert lines == [("info", None, "not-found"), ("debug", "/api/health", None)]


def test_an_address_is_logged_only_if_enabled(fake: str, body: Body) -> None:
    """Addresses are only logged when enabled, and truncated."""
    addresses = []
    for is_logged in (False, True):
        with served(fake, address_logged=is_logged) as proxy:
            proxy.check(body(ACCOUNTS["read-only"].pasted))
        addresses.append(_only_line(proxy).get("address"))

    assert addresses == [None, "127.0.0.0/24"]


def test_the_unexpected_is_a_problem_without_its_text(
    body: Body, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An exception's text, which may quote credentials, reaches neither the client nor a log."""
    caplog.set_level("DEBUG")
    signed = body(ACCOUNTS["read-only"].pasted)

    async def fail(*_arguments: object) -> None:
        raise LookupError(json.dumps(signed))

    monkeypatch.setattr(OkxClient, "ask", fail)
    with served() as proxy:
        response = proxy.check(signed)

    assert (response.status_code, response.json()["type"]) == (500, "/problems/unexpected")
    line = proxy.lines[0]
    assert (line["event"], line["error"], line["level"]) == ("unexpected", "LookupError", "error")
    assert line["place"].startswith("test_app.py:")
    assert line["request_id"] == response.headers["X-Request-Id"]
    assert proxy.value("checker_requests_total", kind="unexpected", site="global") == 1
    written = caplog.text + json.dumps(proxy.lines) + response.text
    assert not any(signed[name] in written for name in ("api_key", "passphrase", "signature"))
