"""The proxy over real HTTP, in front of the running fake exchange."""

from __future__ import annotations

import json
import logging
import re
import socket
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import httpx
import pytest
from okx import utils as python_okx_utils  # type: ignore[import-untyped] # it ships no types
from okx.Account import AccountAPI  # type: ignore[import-untyped] # it ships no types

from validator.core.facts import Egress
from validator.core.findings import FINDINGS, Group
from validator.core.practice import ACCOUNTS
from validator.core.reply import answer_from
from validator.core.signing import epoch_ms, sign
from validator.core.verdict import judge
from validator.loopback import run_in_thread
from validator.proxy import UNGUARDED, OkxClient, Settings, create_app
from validator.proxy.logs import open_log
from validator.proxy.problems import PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Receive, Scope, Send

    from tests.conftest import Body

_PATH = "/api/okx/permissions"
_EXPECTED: dict[str, dict[Egress, dict[str, Any]]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "accounts.json").read_text("utf-8")
)
#: What OKX's side can cause.
_GROUPS: set[Group] = {"permission", "binding", "refused", "not-answered"}
_TIMESTAMP = "2020-12-08T09:08:57.715Z"


def test_every_account_has_its_expectation() -> None:
    """An account that nobody wrote an expectation for fails here by name."""
    assert set(_EXPECTED) == set(ACCOUNTS)


@pytest.mark.parametrize("egress", get_args(Egress))
@pytest.mark.parametrize("name", ACCOUNTS)
def test_accounts_get_their_verdicts(
    name: str, egress: Egress, body: Body, request: pytest.FixtureRequest
) -> None:
    """What each practice account's credentials lead to is as written down by hand."""
    client: httpx.Client = request.getfixturevalue(
        {"other": "proxy", "flicker": "flicker_proxy"}[egress]
    )
    account = ACCOUNTS[name]
    expected = _EXPECTED[name].get(egress, _EXPECTED[name]["other"])

    response = client.post(_PATH, json=body(account.pasted, account.site))
    answer = answer_from(response.json())
    verdict = judge(answer)

    assert (response.status_code, answer.site, answer.egress) == (200, account.site, egress)
    assert verdict.outcome == expected["outcome"]
    assert [one.code for one in verdict.findings] == expected["findings"]


@pytest.mark.parametrize("name", ACCOUNTS)
def test_accounts_show_what_they_are_there_for(name: str) -> None:
    """The finding that an account is there for is among its findings."""
    assert ACCOUNTS[name].shows in _EXPECTED[name]["other"]["findings"]


@pytest.mark.parametrize("code", [one.code for one in FINDINGS.values() if one.group in _GROUPS])
def test_every_finding_of_okx_s_side_has_an_account(code: str) -> None:
    """A finding that no account leads to fails here by name."""
    assert any(code in expected["other"]["findings"] for expected in _EXPECTED.values())


def test_an_answer_holds_nothing_that_okx_wrote(proxy: httpx.Client, body: Body) -> None:
    """Of OKX's reply no more comes back than a verdict needs."""
    response = proxy.post(_PATH, json=body(ACCOUNTS["unknown-token"].pasted))

    assert response.json() == {
        "kind": "permissions",
        "site": "global",
        "egress": "other",
        "permissions": ["read_only", "other"],
        "ip_binding": "none",
        "account": "main",
    }


def test_a_key_of_another_site_is_unknown(proxy: httpx.Client, body: Body) -> None:
    """The site decides which of OKX's hosts is asked."""
    response = proxy.post(_PATH, json=body(ACCOUNTS["eea"].pasted, "us"))

    assert response.json() == {
        "kind": "refused",
        "site": "us",
        "egress": "other",
        "okx_code": "50119",
    }


def test_asks_exactly_as_an_independent_client_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the same inputs python-okx sends the same path and the same four headers."""
    seen: list[tuple[str, bytes, bytes, dict[bytes, bytes]]] = []

    async def record(scope: Scope, _receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = {
            name: value for name, value in scope["headers"] if name.startswith(b"ok-access-")
        }
        seen.append((scope["method"], scope["raw_path"], scope["query_string"], headers))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    monkeypatch.setattr(python_okx_utils, "get_timestamp", lambda: _TIMESTAMP)
    pasted = ACCOUNTS["read-only"].pasted
    body = {
        "site": "global",
        "api_key": pasted.api_key,
        "passphrase": pasted.passphrase,
        "timestamp": _TIMESTAMP,
        "signature": sign(pasted.secret_key, _TIMESTAMP, "GET", "/api/v5/account/config"),
    }
    with (
        run_in_thread(record) as url,
        run_in_thread(create_app(Settings(okx=url, **UNGUARDED))) as proxy,
    ):
        python_okx = AccountAPI(
            pasted.api_key, pasted.secret_key, pasted.passphrase, flag="0", domain=url, debug=False
        )
        with closing(python_okx):
            python_okx.get_account_config()
        httpx.post(f"{proxy}{_PATH}", json=body)

    theirs, ours = seen
    assert len(theirs[3]) == 4
    assert ours == theirs


def test_one_connection_serves_many_requests(body: Body) -> None:
    """The proxy keeps its connections to OKX for the next request."""
    clients = set()

    async def record(scope: Scope, _receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            clients.add(scope["client"])
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"{}"})

    with (
        run_in_thread(record) as url,
        run_in_thread(create_app(Settings(okx=url, **UNGUARDED))) as proxy,
    ):
        for _ in range(3):
            httpx.post(f"{proxy}{_PATH}", json=body(ACCOUNTS["read-only"].pasted))

    assert len(clients) == 1


def test_tells_the_time(fake: str) -> None:
    """The time is ISO 8601 in UTC, with milliseconds and Z."""
    with run_in_thread(create_app(Settings(okx=fake), clock=lambda: 1_597_026_383.085)) as url:
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
    with run_in_thread(create_app(Settings(okx=fake, is_live_test_on=False))) as url:
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


def test_nothing_of_a_credential_is_logged(
    fake: str, body: Body, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whole runs at debug level leave no key, secret, passphrase or signature in any log."""
    caplog.set_level(logging.DEBUG)
    sent: list[str] = []
    lines: list[bytes] = []
    settings = Settings(okx=fake, time_limit_seconds=0.5, **UNGUARDED)
    app = create_app(settings, log=open_log("debug", lines.append))
    with run_in_thread(app) as url, httpx.Client(base_url=url) as client:
        for account in ACCOUNTS.values():
            given = body(account.pasted, account.site)
            sent += [given["api_key"], given["passphrase"], given["signature"]]
            sent.append(account.pasted.secret_key)
            client.post(_PATH, json=given)
        for wrong in (given | {"timestamp": "now"}, given | {given["api_key"]: ""}, [given]):
            client.post(_PATH, json=wrong)
        client.put(_PATH, json=given)
        client.get(f"/{given['api_key']}", params=given)

    # The tests' own client writes down the addresses that it calls.
    ours = [one for one in caplog.records if not one.name.startswith("httpx")]
    own = b"".join(lines).decode()
    logged = "".join([own, *map(caplog.handler.format, ours), *capfd.readouterr()])
    assert own.count('"event":"request"') == len(ACCOUNTS) + 5
    assert [value for value in sent if value in logged] == []


def test_the_site_s_page_may_call_directly(proxy: httpx.Client, body: Body) -> None:
    """CORS: the browser asks what it may send, sends it, and may read what it needs."""
    origin = {"Origin": "https://help.flicker.finance"}
    asked = proxy.options(
        _PATH,
        headers=origin
        | {
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    answered = proxy.post(_PATH, json=body(ACCOUNTS["read-only"].pasted), headers=origin)

    assert (asked.status_code, answered.status_code) == (204, 200)
    assert asked.headers["Access-Control-Allow-Methods"] == "POST"
    assert asked.headers["Access-Control-Allow-Headers"] == "Content-Type"
    for response in (asked, answered):
        assert response.headers["Access-Control-Allow-Origin"] == "https://help.flicker.finance"
        assert response.headers["Access-Control-Expose-Headers"] == "X-Request-Id, Retry-After"
        assert response.headers["Vary"] == "Origin"
        assert "Access-Control-Allow-Credentials" not in response.headers


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
@pytest.mark.parametrize("path", [_PATH, "/api/time", "/nowhere"])
def test_a_page_elsewhere_may_not_ask(method: str, path: str, proxy: httpx.Client) -> None:
    """Whatever it asks, it is told so, and no header of CORS lets it read that."""
    response = proxy.request(
        method,
        path,
        headers={"Origin": "https://attacker.example", "Access-Control-Request-Method": "POST"},
    )

    assert (response.status_code, response.json()["type"]) == (403, "/problems/foreign-origin")
    assert "Access-Control-Allow-Origin" not in response.headers


def test_an_address_is_logged_only_if_told_so(fake: str, body: Body) -> None:
    """And then cut."""
    for is_logged, address in ((False, None), (True, "127.0.0.0/24")):
        lines: list[bytes] = []
        settings = Settings(**(UNGUARDED | {"okx": fake, "is_address_logged": is_logged}))
        app = create_app(settings, log=open_log("info", lines.append))
        with run_in_thread(app) as url:
            httpx.post(f"{url}{_PATH}", json=body(ACCOUNTS["read-only"].pasted))

        (line,) = map(json.loads, lines)
        assert line.get("address") == address
