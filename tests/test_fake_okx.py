"""The fake exchange answers like OKX, as far as OKX's behavior is known."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from contextlib import closing, contextmanager
from itertools import product
from typing import TYPE_CHECKING

import httpx
import pytest
from okx.Account import AccountAPI  # type: ignore[import-untyped] # it ships no types

from tests.core.cases import load
from tests.tables import over
from validator.core.facts import SITES, SiteName
from validator.core.findings import BY_OKX_CODE
from validator.core.practice import ACCOUNTS
from validator.core.refusals import REFUSALS
from validator.core.signing import timestamp
from validator.fake_okx import create_app
from validator.loopback import run_in_thread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validator.core.practice import Account

_PATH = "/api/v5/account/config"
#: The time of the exchange's clock, in milliseconds.
_NOW_MS = 1_597_026_383_085


@pytest.fixture(scope="module", name="okx")
def running_exchange() -> Iterator[httpx.Client]:
    """Run a fake exchange with a stopped clock and return a client for it."""
    app = create_app(clock=lambda: _NOW_MS / 1000, slow_seconds=0)
    with run_in_thread(app) as url, httpx.Client(base_url=url) as client:
        yield client


def _headers(
    account: Account, changed: dict[str, str] | None = None, *, at_ms: int = _NOW_MS
) -> dict[str, str]:
    """Return signed headers as OKX's documentation describes, without using our own code."""
    pasted, moment = account.pasted, timestamp(at_ms)
    message = f"{moment}GET{_PATH}".encode()
    mac = hmac.new(pasted.secret_key.encode(), message, hashlib.sha256).digest()
    return {
        "Host": SITES[account.site].api_host,
        "OK-ACCESS-KEY": pasted.api_key,
        "OK-ACCESS-SIGN": base64.b64encode(mac).decode(),
        "OK-ACCESS-TIMESTAMP": moment,
        "OK-ACCESS-PASSPHRASE": pasted.passphrase,
    } | (changed or {})


def test_every_known_code_has_a_refusal() -> None:
    """The fake can refuse with every known OKX code."""
    codes = {account.okx_code for account in ACCOUNTS.values() if account.okx_code}

    assert {*BY_OKX_CODE, *codes} - set(REFUSALS) == set()


@over(
    [
        (envelope["code"], envelope["msg"])
        for vector in load("replies")
        if vector["content_type"] == "application/json"
        and (envelope := json.loads(vector["body"])).get("code") in REFUSALS
    ]
)
def test_messages_match_recorded_replies(okx_code: str, text: str) -> None:
    """The fake's message for a code is the one in the recorded reply."""
    own = REFUSALS[okx_code][1].format(
        caller="203.0.113.9", key="0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
    )

    assert own == text


@over(ACCOUNTS.values(), lambda account: account.name)
def test_reply_is_the_one_in_the_table(account: Account, okx: httpx.Client) -> None:
    """The page rehearses exactly the reply that the exchange sends after all its checks."""
    response = okx.get(_PATH, headers=_headers(account))

    reply = account.reply()
    if reply is None:  # a configuration that arrives too late
        assert (account.failure, response.content) == ("slow", account.configuration())
    else:
        assert (response.status_code, response.content) == (reply.status, reply.body)


def test_public_time(okx: httpx.Client) -> None:
    """The public clock returns milliseconds."""
    response = okx.get("/api/v5/public/time")

    assert response.json() == {"code": "0", "msg": "", "data": [{"ts": str(_NOW_MS)}]}


@over([("GET", "/api/v5/no/such"), ("POST", _PATH)])
def test_unknown_routes_are_refused_with_a_number(
    method: str, path: str, okx: httpx.Client
) -> None:
    """An unknown route or method gets the number 404 as code and an object as data."""
    response = okx.request(method, path)

    assert response.status_code == 404
    assert response.json() == {"code": 404, "msg": "Not Found", "data": {}}


@over(
    [
        ({"OK-ACCESS-KEY": ""}, "50103"),
        ({"OK-ACCESS-PASSPHRASE": ""}, "50104"),
        ({"OK-ACCESS-SIGN": ""}, "50106"),
        ({"OK-ACCESS-TIMESTAMP": ""}, "50107"),
        ({"OK-ACCESS-TIMESTAMP": "1597026383.085"}, "50112"),
        ({"OK-ACCESS-TIMESTAMP": "2020-08-10T02:26:23Z"}, "50112"),
        ({"OK-ACCESS-TIMESTAMP": "2020-02-30T02:26:23.085Z"}, "50112"),
        ({"OK-ACCESS-TIMESTAMP": "2020-08-10T02:25:53.084Z"}, "50102"),
        ({"OK-ACCESS-TIMESTAMP": "2020-08-10T02:26:53.086Z"}, "50102"),
        ({"OK-ACCESS-KEY": "dummy-key"}, "50111"),
        ({"OK-ACCESS-KEY": "00000000-0000-4000-8000-000000000000"}, "50119"),
        ({"OK-ACCESS-KEY": ACCOUNTS["read-only"].pasted.api_key.upper()}, "50119"),
        ({"Host": "eea.okx.com"}, "50119"),
        ({"x-simulated-trading": "1"}, "50101"),
        ({"OK-ACCESS-PASSPHRASE": "practice-01"}, "50105"),
        ({"OK-ACCESS-SIGN": base64.b64encode(bytes(32)).decode()}, "50113"),
        ({"OK-ACCESS-SIGN": "no signature at all"}, "50113"),
    ]
)
def test_invalid_requests_are_refused(
    changed: dict[str, str], okx_code: str, okx: httpx.Client
) -> None:
    """An invalid part of a request is refused with OKX's code, status and message."""
    response = okx.get(_PATH, headers=_headers(ACCOUNTS["read-only"], changed))

    assert (response.status_code, response.json()) == (
        REFUSALS[okx_code][0],
        {"code": okx_code, "msg": REFUSALS[okx_code][1]},
    )


def test_checks_in_okx_s_order(okx: httpx.Client) -> None:
    """The time is checked before the key, and the key before the signature (reference 2.6)."""
    stale_and_unknown = _headers(ACCOUNTS["deleted"], at_ms=_NOW_MS - 60_000)
    unknown_and_unsigned = _headers(ACCOUNTS["deleted"], {"OK-ACCESS-SIGN": "garbage"})

    for headers, code in ((stale_and_unknown, "50102"), (unknown_and_unsigned, "50119")):
        assert okx.get(_PATH, headers=headers).json()["code"] == code


@pytest.mark.parametrize("offset_ms", [-30_000, 0, 30_000])
def test_timestamp_may_be_thirty_seconds_off(okx: httpx.Client, offset_ms: int) -> None:
    """A timestamp may be 30 seconds off in either direction."""
    response = okx.get(_PATH, headers=_headers(ACCOUNTS["read-only"], at_ms=_NOW_MS + offset_ms))

    assert response.json()["code"] == "0"


def test_the_signature_covers_the_query(okx: httpx.Client) -> None:
    """A query that was not signed makes the signature invalid."""
    response = okx.get(f"{_PATH}?a=1", headers=_headers(ACCOUNTS["read-only"]))

    assert response.json()["code"] == "50113"


@over(product(SITES, ["read-only", "eea", "us", "tr"]))
def test_key_is_known_only_on_its_own_site(site: SiteName, name: str, okx: httpx.Client) -> None:
    """A key is unknown on every site but its own."""
    account = ACCOUNTS[name]
    host = {"Host": SITES[site].api_host}

    response = okx.get(_PATH, headers=_headers(account, host))

    assert response.json()["code"] == ("0" if account.site == site else "50119")


@over(["127.0.0.1:8000", "localhost", "OPENAPI.okx.com", "www.okx.com"])
def test_unknown_host_is_served_as_global(host: str, okx: httpx.Client) -> None:
    """A request for any other host is handled by the global site."""
    response = okx.get(_PATH, headers=_headers(ACCOUNTS["read-only"], {"Host": host}))

    assert response.json()["code"] == "0"


@contextmanager
def _exchange_seen_from(caller: str) -> Iterator[httpx.Client]:
    app = create_app(caller=caller, clock=lambda: _NOW_MS / 1000)
    with run_in_thread(app) as url, httpx.Client(base_url=url) as client:
        yield client


def test_ip_refusal_quotes_address_and_key() -> None:
    """The message of 50110 contains the caller's address and the API key, as at OKX."""
    account = ACCOUNTS["read-only-bound"]
    with _exchange_seen_from("198.51.100.7") as okx:
        response = okx.get(_PATH, headers=_headers(account))

    assert (response.status_code, response.json()) == (
        401,
        {
            "code": "50110",
            "msg": "Your IP 198.51.100.7 is not included in your API key's "
            f"{account.pasted.api_key} IP whitelist.",
        },
    )


@over(
    [
        ("203.0.113.9", "0"),
        ("34.175.102.17", "0"),
        ("2001:db8:1::2", "0"),
        ("::ffff:203.0.113.9", "50110"),
        ("2001:db9::1", "50110"),
        ("203.0.113.8", "50110"),
    ]
)
def test_a_list_may_hold_addresses_and_segments(caller: str, code: str) -> None:
    """A key's list of IPv4 and IPv6 addresses and segments admits the callers that it covers."""
    with _exchange_seen_from(caller) as okx:
        response = okx.get(_PATH, headers=_headers(ACCOUNTS["read-only-bound-among-others"]))

    assert response.json()["code"] == code


@over(
    [
        ("edge-block", 403, b"<!DOCTYPE html>"),
        ("overloaded", 500, b'{"msg": "Systems are busy.'),
        ("garbage", 200, b"\x00\xff"),
        ("slow", 200, b'{"code": "0"'),
        ("maintenance", 503, b'{"msg": "Service temporarily unavailable. Please try again later."'),
    ]
)
def test_failures_look_like_okx_s(
    name: str, status: int, beginning: bytes, okx: httpx.Client
) -> None:
    """Each failure has the status and body that OKX sends."""
    response = okx.get(_PATH, headers=_headers(ACCOUNTS[name]))

    assert (response.status_code, response.content[: len(beginning)]) == (status, beginning)


@pytest.mark.parametrize("name", ["edge-block", "slow", "garbage"])
def test_failures_need_the_right_signature(okx: httpx.Client, name: str) -> None:
    """A wrong signature for a failing account is refused like any other."""
    response = okx.get(_PATH, headers=_headers(ACCOUNTS[name], {"OK-ACCESS-SIGN": "garbage"}))

    assert response.json()["code"] == "50113"


# python-okx uses a function that Python has deprecated.
@pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")
@over(
    [
        ("read-only", {}, "0"),
        ("read-only-bound", {}, "0"),
        ("trade-and-withdraw-bound", {}, "0"),
        ("no-perm", {}, "0"),
        ("read-only", {"flag": "1"}, "50101"),
        ("demo", {}, "50101"),
        ("demo", {"flag": "1"}, "0"),
        ("deleted", {}, "50119"),
        ("eea", {}, "50119"),
        ("wrong-passphrase", {}, "50105"),
        ("wrong-secret", {}, "50113"),
        ("read-only", {"api_secret_key": "fa4e0000000000000000000000000001"}, "50113"),
        ("read-only", {"passphrase": "Practice-02"}, "50105"),
        ("read-only", {"api_key": "practice"}, "50111"),
        ("wrong-ip", {}, "50110"),
        ("frozen", {}, "50100"),
        ("rate-limit", {}, "50011"),
        ("overloaded", {}, "50013"),
    ]
)
def test_independent_client_gets_okx_s_codes(
    name: str, changed: dict[str, str], code: str, fake: str
) -> None:
    """python-okx, which shares no code with us, succeeds and fails as at OKX."""
    pasted = ACCOUNTS[name].pasted
    arguments = {
        "api_key": pasted.api_key,
        "api_secret_key": pasted.secret_key,
        "passphrase": pasted.passphrase,
        "flag": "0",
    } | changed
    with closing(AccountAPI(**arguments, domain=fake, debug=False)) as client:
        reply = client.get_account_config()

    assert reply["code"] == code
    if code == "0":
        assert reply == json.loads(ACCOUNTS[name].configuration())
