"""The proxy's routes over real HTTP, in front of the running fake exchange."""

from __future__ import annotations

import json
import logging
import re
import socket
from typing import TYPE_CHECKING

import httpx

from tests.proxy.serving import run_proxy
from validator.core.practice import ACCOUNTS
from validator.core.signing import epoch_ms
from validator.proxy import OkxClient, Settings, create_app
from validator.proxy.problems import PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from tests.conftest import Body

_PATH = "/api/okx/permissions"


def test_tells_the_time(fake: str) -> None:
    """The time is ISO 8601 in UTC, with milliseconds and Z."""
    with run_proxy(create_app(Settings(okx=fake), clock=lambda: 1_597_026_383.085)) as url:
        response = httpx.get(f"{url}/api/time")

    assert response.json() == {"now": "2020-08-10T02:26:23.085Z"}
    assert epoch_ms(response.json()["now"]) == 1_597_026_383_085


def test_tells_that_it_runs(proxy: httpx.Client) -> None:
    """The health route answers without asking OKX."""
    assert proxy.get("/api/health").json() == {"status": "ok"}


def _statuses(proxy: httpx.Client, body: dict[str, str]) -> Iterator[tuple[int, httpx.Response]]:
    """Provoke every kind of response, with the status that it should have."""
    encoded = json.dumps(body).encode()
    json_type = {"Content-Type": "application/json"}
    yield 200, proxy.get("/api/time")
    yield 200, proxy.get("/api/health")
    yield 200, proxy.get("/api/openapi.json")
    yield 200, proxy.head("/api/health")
    yield 200, proxy.post(_PATH, json=body)
    yield (
        200,
        proxy.post(
            _PATH, content=encoded, headers={"Content-Type": "Application/JSON; charset=utf-8"}
        ),
    )
    yield 400, proxy.post(_PATH, content=b"", headers=json_type)
    yield 400, proxy.post(_PATH, content=encoded[:-1], headers=json_type)
    yield 400, proxy.post(_PATH, content=b"[" * 4000, headers=json_type)
    yield 400, proxy.post(_PATH, content=b'{"site": "\xff"}', headers=json_type)
    yield 404, proxy.get("/")
    yield 404, proxy.get("/api")
    yield 404, proxy.get("/api/time/")
    yield 404, proxy.post("/api/okx/permissions/", json=body)
    yield 405, proxy.get(_PATH)
    yield 405, proxy.put(_PATH, json=body)
    yield 405, proxy.options(_PATH)
    yield 405, proxy.post("/api/time")
    yield 413, proxy.post(_PATH, content=encoded + b" " * 4096, headers=json_type)
    yield 413, proxy.post(_PATH, content=iter([encoded, b" " * 4096]), headers=json_type)
    yield 415, proxy.post(_PATH, content=encoded)
    yield 415, proxy.post(_PATH, content=encoded, headers={"Content-Type": "text/plain"})
    yield 415, proxy.post(_PATH, data=body)
    yield 422, proxy.post(_PATH, json=[body])
    yield 422, proxy.post(_PATH, json=body | {"secret_key": "FA4E"})
    yield 422, proxy.post(_PATH, json=body | {"site": "mars"})


def test_every_response_has_its_status_and_its_own_request_id(
    proxy: httpx.Client, body: Body
) -> None:
    """Whatever is asked, the status fits, the request id is new, and nothing is to be stored."""
    given = body(ACCOUNTS["read-only"].pasted)
    ids = []
    for status, response in _statuses(proxy, given):
        assert (response.request.url.path, response.status_code) == (
            response.request.url.path,
            status,
        )
        assert response.headers["Cache-Control"] == "no-store"
        ids.append(response.headers["X-Request-Id"])
        if status >= 400:
            assert response.headers["Content-Type"] == "application/problem+json"
            document = response.json()
            assert document["status"] == status
            assert document["type"] in {one.type for one in PROBLEMS}
            for value in (*given.values(), "FA4E", "mars", "secret_key"):
                assert value not in response.text.replace("api_key", "")

    assert all(re.fullmatch("[0-9a-f]{16}", one) for one in ids)
    assert len(set(ids)) == len(ids)


def test_a_client_s_request_id_is_not_taken(proxy: httpx.Client) -> None:
    """A client cannot choose what will stand in our log."""
    response = proxy.get("/api/health", headers={"X-Request-Id": "mine"})

    assert response.headers["X-Request-Id"] != "mine"


def test_a_refused_method_names_the_allowed_ones(proxy: httpx.Client) -> None:
    """405 comes with the header Allow (RFC 9110)."""
    assert proxy.get(_PATH).headers["Allow"] == "POST"


def test_a_wrong_field_is_named(proxy: httpx.Client, body: Body) -> None:
    """422 names the field, and never repeats its value."""
    given = body(ACCOUNTS["read-only"].pasted) | {"passphrase": "pässphrase"}

    response = proxy.post(_PATH, json=given)

    assert response.status_code == 422
    assert response.json()["field"] == "passphrase"
    assert "ssphrase" not in response.text.replace('"passphrase"', "")


def test_an_unknown_member_is_not_repeated(proxy: httpx.Client, body: Body) -> None:
    """A member's name may be a secret that landed in the wrong place."""
    given = body(ACCOUNTS["read-only"].pasted) | {"FA4E0123": "x"}

    response = proxy.post(_PATH, json=given)

    assert (response.status_code, response.json()["type"]) == (422, "/problems/invalid-body")
    assert "FA4E0123" not in response.text


def test_a_body_is_refused_while_it_comes(proxy: httpx.Client) -> None:
    """A body without a length is read up to the limit, not up to its end."""
    head = (
        f"POST {_PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n1400\r\n"
    )
    address = (proxy.base_url.host, proxy.base_url.port)
    with socket.create_connection(address, timeout=2) as connection:
        connection.sendall(head.encode() + b" " * 0x1400 + b"\r\n")  # and no last chunk

        assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")


def test_a_client_that_leaves_while_sending_harms_nobody(
    proxy: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    """A broken upload is no error of ours."""
    head = (
        f"POST {_PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        "Content-Length: 100\r\n\r\n{"
    )
    address = (proxy.base_url.host, proxy.base_url.port)
    with socket.create_connection(address, timeout=2) as connection:
        connection.sendall(head.encode())

    assert proxy.get("/api/health").status_code == 200
    assert [one for one in caplog.records if one.levelno >= logging.WARNING] == []


def test_the_live_test_can_be_switched_off(fake: str, body: Body) -> None:
    """Switched off by the operator, the proxy says so in a way that the page understands."""
    with run_proxy(create_app(Settings(okx=fake, is_live_test_on=False))) as url:
        response = httpx.post(f"{url}{_PATH}", json=body(ACCOUNTS["read-only"].pasted))
        time_response = httpx.get(f"{url}/api/time")

    assert (response.status_code, response.json()["type"]) == (503, "/problems/live-test-off")
    assert response.headers["X-Request-Id"]
    assert time_response.status_code == 200


def test_the_unexpected_is_a_problem_without_a_word_of_it(
    proxy: httpx.Client,
    body: Body,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """An exception that quotes credentials reaches neither the client nor the log."""
    caplog.set_level(logging.DEBUG)
    given = body(ACCOUNTS["read-only"].pasted)

    async def fail(*_arguments: object) -> None:
        raise LookupError(json.dumps(given))

    monkeypatch.setattr(OkxClient, "_send", fail)
    response = proxy.post(_PATH, json=given)

    assert (response.status_code, response.json()["type"]) == (500, "/problems/unexpected")
    logged = capfd.readouterr().err
    line = json.loads(logged.splitlines()[0])
    assert (line["event"], line["error"]) == ("unexpected", "RuntimeError")
    assert line["place"].startswith("okx.py:")
    assert line["request_id"] == response.headers["X-Request-Id"]
    for name in ("api_key", "passphrase", "signature"):
        assert given[name] not in caplog.text + logged + response.text
