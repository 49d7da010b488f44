"""The fake exchange answers as OKX does, as far as that is known."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from okx.Account import AccountAPI  # type: ignore[import-untyped] # it ships no types

from tests.tables import over
from validator.core.facts import SITES
from validator.core.findings import BY_OKX_CODE, FINDINGS
from validator.core.practice import ACCOUNTS, REFUSALS
from validator.core.signing import timestamp
from validator.fake_okx import create_app
from validator.loopback import run_in_thread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validator.core.practice import Account

_PATH = "/api/v5/account/config"
_VECTORS = Path(__file__).parent / "vectors"
#: Any time will do for an exchange whose clock is set; in milliseconds.
_NOW_MS = 1_597_026_383_085


@pytest.fixture(scope="module", name="okx")
def running_exchange() -> Iterator[httpx.Client]:
    """Run a fake exchange whose clock stands still, and return a client for it."""
    app = create_app(clock=lambda: _NOW_MS / 1000, slow_seconds=0)
    with run_in_thread(app) as url, httpx.Client(base_url=url) as client:
        yield client


def _headers(
    account: Account, changed: dict[str, str] | None = None, *, at_ms: int = _NOW_MS
) -> dict[str, str]:
    """Sign as OKX's documentation says, without any code of ours."""
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


def test_every_code_that_means_a_finding_has_a_refusal() -> None:
    """Whatever code OKX is known for, the fake can refuse with."""
    needed = {*BY_OKX_CODE, *filter(None, (one.okx_code for one in ACCOUNTS.values()))}

    assert needed - set(REFUSALS) == set()


@over(
    [
        (envelope["code"], envelope["msg"])
        for vector in json.loads((_VECTORS / "replies.json").read_text("utf-8"))
        if vector["content_type"] == "application/json"
        and (envelope := json.loads(vector["body"])).get("code") in REFUSALS
    ]
)
def test_texts_are_those_that_were_seen(okx_code: str, text: str) -> None:
    """Where a real reply is on file, the fake says the same."""
    own = REFUSALS[okx_code][1].format(
        caller="203.0.113.9", key="0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
    )

    assert own == text


@over(ACCOUNTS)
def test_every_finding_of_an_account_exists(name: str) -> None:
    """An account is there for a finding of the table."""
    assert ACCOUNTS[name].shows in FINDINGS


def test_answers_with_the_configuration(okx: httpx.Client) -> None:
    """A rightly signed request gets the account's configuration, byte for byte."""
    account = ACCOUNTS["read-only-bound"]

    response = okx.get(_PATH, headers=_headers(account))

    assert (response.status_code, response.content) == (200, account.configuration())


@over(ACCOUNTS.values(), lambda account: account.name)
def test_the_table_says_what_is_answered(account: Account, okx: httpx.Client) -> None:
    """What the page shows for an account is what the exchange answers after all its checks."""
    response = okx.get(_PATH, headers=_headers(account))

    reply = account.reply()
    if reply is None:  # it comes too late, and is the configuration
        assert (account.failure, response.content) == ("slow", account.configuration())
    else:
        assert (response.status_code, response.content) == (reply.status, reply.body)


def test_tells_the_time(okx: httpx.Client) -> None:
    """The clock is public and in milliseconds."""
    response = okx.get("/api/v5/public/time")

    assert response.json() == {"code": "0", "msg": "", "data": [{"ts": str(_NOW_MS)}]}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_unknown_routes_are_refused_with_a_number(okx: httpx.Client, method: str) -> None:
    """The code 404 comes as a number, with an object as data."""
    path = "/api/v5/no/such" if method == "GET" else _PATH

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
def test_checks_a_request(changed: dict[str, str], okx_code: str, okx: httpx.Client) -> None:
    """Each part of the request is checked, and refused with OKX's code, status and text."""
    response = okx.get(_PATH, headers=_headers(ACCOUNTS["read-only"], changed))

    assert (response.status_code, response.json()) == (
        REFUSALS[okx_code][0],
        {"code": okx_code, "msg": REFUSALS[okx_code][1]},
    )


def test_checks_in_the_order_that_was_seen(okx: httpx.Client) -> None:
    """The time comes before the key, the key before the signature (reference 2.6)."""
    stale_and_unknown = _headers(ACCOUNTS["deleted"], at_ms=_NOW_MS - 60_000)
    unknown_and_unsigned = _headers(ACCOUNTS["deleted"], {"OK-ACCESS-SIGN": "garbage"})

    codes = [
        okx.get(_PATH, headers=headers).json()["code"]
        for headers in (stale_and_unknown, unknown_and_unsigned)
    ]

    assert codes == ["50102", "50119"]


@pytest.mark.parametrize("offset_ms", [-30_000, 0, 30_000])
def test_takes_a_time_within_thirty_seconds(okx: httpx.Client, offset_ms: int) -> None:
    """A timestamp may be half a minute off in either direction."""
    response = okx.get(_PATH, headers=_headers(ACCOUNTS["read-only"], at_ms=_NOW_MS + offset_ms))

    assert response.json()["code"] == "0"


def test_the_signature_covers_the_query(okx: httpx.Client) -> None:
    """A query that was not signed is refused."""
    response = okx.get(f"{_PATH}?a=1", headers=_headers(ACCOUNTS["read-only"]))

    assert response.json()["code"] == "50113"


@over(product(SITES, ["read-only", "eea", "us", "tr"]))
def test_a_key_is_known_on_its_own_site_alone(site: str, name: str, okx: httpx.Client) -> None:
    """Each site has keys of its own."""
    account = ACCOUNTS[name]
    host = next(one.api_host for one in SITES.values() if one.name == site)

    response = okx.get(_PATH, headers=_headers(account, {"Host": host}))

    assert response.json()["code"] == ("0" if account.site == site else "50119")


@over(["127.0.0.1:8000", "localhost", "OPENAPI.okx.com", "www.okx.com"])
def test_any_other_host_is_the_global_site(host: str, okx: httpx.Client) -> None:
    """Who comes by an address of this machine means the global site."""
    response = okx.get(_PATH, headers=_headers(ACCOUNTS["read-only"], {"Host": host}))

    assert response.json()["code"] == "0"


@contextmanager
def _exchange_seen_from(caller: str) -> Iterator[httpx.Client]:
    app = create_app(caller=caller, clock=lambda: _NOW_MS / 1000)
    with run_in_thread(app) as url, httpx.Client(base_url=url) as client:
        yield client


def test_a_strange_address_is_told_with_the_whole_key() -> None:
    """The text of 50110 holds the caller's address and the API key, as OKX writes it."""
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
    """IPv4, IPv6 and segments of either let in whom they cover."""
    with _exchange_seen_from(caller) as okx:
        headers = _headers(ACCOUNTS["read-only-bound-among-others"])
        response = okx.get(_PATH, headers=headers)

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
def test_failures_look_like_those_of_okx(
    name: str, status: int, beginning: bytes, okx: httpx.Client
) -> None:
    """What happens to a request instead of an answer has its own status and body."""
    response = okx.get(_PATH, headers=_headers(ACCOUNTS[name]))

    assert (response.status_code, response.content[: len(beginning)]) == (status, beginning)


@pytest.mark.parametrize("name", ["edge-block", "slow", "garbage"])
def test_failures_are_for_the_right_key_alone(okx: httpx.Client, name: str) -> None:
    """Who does not have the account's credentials is refused as everywhere."""
    response = okx.get(_PATH, headers=_headers(ACCOUNTS[name], {"OK-ACCESS-SIGN": "garbage"}))

    assert response.json()["code"] == "50113"


def test_slow_is_slow() -> None:
    """The slow account's answer takes as long as set."""
    with run_in_thread(create_app(slow_seconds=0.2)) as url:
        headers = _headers(ACCOUNTS["slow"], at_ms=time.time_ns() // 1_000_000)
        start = time.monotonic()
        httpx.get(f"{url}{_PATH}", headers=headers)

    assert time.monotonic() - start >= 0.2


def _ask_with_python_okx(url: str, account: Account, **changed: str) -> dict[str, Any]:
    pasted = account.pasted
    given = {
        "api_key": pasted.api_key,
        "api_secret_key": pasted.secret_key,
        "passphrase": pasted.passphrase,
        "flag": "0",
    } | changed
    client = AccountAPI(**given, domain=url, debug=False)
    try:
        reply: dict[str, Any] = client.get_account_config()
    finally:
        client.close()
    return reply


# python-okx takes the time in a way that Python has deprecated.
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
def test_an_independent_client_fares_as_at_okx(
    name: str, changed: dict[str, str], code: str, fake: str
) -> None:
    """python-okx, which shares no code with us, succeeds and fails as it would at OKX."""
    reply = _ask_with_python_okx(fake, ACCOUNTS[name], **changed)

    assert reply["code"] == code
    if code == "0":
        assert reply == json.loads(ACCOUNTS[name].configuration())
