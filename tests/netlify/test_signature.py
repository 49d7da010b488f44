"""The client's address in checks that Netlify's own router signs and relays."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx
import jwt
import pytest

from tests.netlify import router
from validator.core.practice import ACCOUNTS
from validator.core.reply import answer_from
from validator.core.verdict import judge
from validator.loopback import run_in_thread
from validator.proxy import UNGUARDED, Settings, create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Body

pytestmark = pytest.mark.audit

_PATH: Final = "api/okx/permissions"
_SECRET: Final = "0123456789abcdef0123456789abcdef"
#: Netlify's header for the client's address; the local router relays the client's own value.
_ADDRESS: Final = "X-Nf-Client-Connection-Ip"
#: A limit that a rerun test doesn't exceed, and the requests after which it refuses for certain.
_PER_MINUTE: Final = 3
_AT_MOST: Final = _PER_MINUTE + 2
_VERDICTS: Final = json.loads((Path(__file__).parents[1] / "vectors" / "accounts.json").read_text())


def _sign_as_another() -> dict[str, str]:
    """Return a signature that differs from Netlify's only in the secret."""
    claims = {"iss": "netlify", "exp": int(time.time()) + 300}
    return {"X-Nf-Sign": jwt.encode(claims, _SECRET[::-1])}


#: Client other than Netlify -> its headers, and its address.
_OTHERS: Final[dict[str, tuple[Callable[[], dict[str, str]], str]]] = {
    "no signature": (dict, "127.0.0.2"),
    "another's signature": (_sign_as_another, "127.0.0.3"),
}


@dataclass(frozen=True)
class _Addresses:
    """The URLs of the router and of the proxy behind it."""

    netlify: str
    proxy: str


@pytest.fixture(scope="module", name="addresses")
def _addresses(fake: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Addresses]:
    """Run router, proxy and fake exchange, with a limit of three checks a minute."""
    site = tmp_path_factory.mktemp("site")
    (site / "index.html").write_text("<!doctype html><title>A page</title>", "utf-8")
    settings = UNGUARDED | {
        "okx": fake,
        "netlify_secrets": (_SECRET,),
        "client_per_minute": _PER_MINUTE,
        "time_limit_seconds": 1.0,
    }
    with (
        run_in_thread(create_app(Settings(**settings))) as proxy,
        router.run(site, proxy, tmp_path_factory.mktemp("router"), _SECRET) as netlify,
    ):
        yield _Addresses(netlify, proxy)


@pytest.mark.parametrize("number", range(len(ACCOUNTS)), ids=list(ACCOUNTS))
def test_accounts_get_their_verdicts(number: int, addresses: _Addresses, body: Body) -> None:
    """Each practice account gets its verdict through router and proxy."""
    account = list(ACCOUNTS.values())[number]
    client = {_ADDRESS: f"192.0.2.{number}"}

    response = httpx.post(
        addresses.netlify + _PATH, json=body(account.pasted, account.site), headers=client
    )

    verdict = judge(answer_from(response.json()))
    expected = _VERDICTS[account.name]["other"]
    assert (verdict.outcome, [finding.code for finding in verdict.findings]) == (
        expected["outcome"],
        expected["findings"],
    )


def test_each_client_of_netlify_s_has_a_limit_of_its_own(addresses: _Addresses, body: Body) -> None:
    """Clients are counted by the address that the router signed for, not by the router's."""
    signed = body(ACCOUNTS["read-only"].pasted)
    with httpx.Client(base_url=addresses.netlify, timeout=30) as client:
        same = [
            client.post(_PATH, json=signed, headers={_ADDRESS: "198.51.100.1"}).status_code
            for _ in range(_AT_MOST)
        ]
        other = client.post(_PATH, json=signed, headers={_ADDRESS: "198.51.100.2"}).status_code

    assert (same[0], same[-1], other) == (200, 429, 200)


@pytest.mark.parametrize("name", _OTHERS)
def test_unsigned_requests_are_counted_by_their_peer(
    name: str, addresses: _Addresses, body: Body
) -> None:
    """A client without Netlify's signature is counted by its own address, whatever it sends."""
    add, peer = _OTHERS[name]
    signed = body(ACCOUNTS["read-only"].pasted)
    with httpx.Client(
        base_url=addresses.proxy, transport=httpx.HTTPTransport(local_address=peer), headers=add()
    ) as client:
        statuses = [
            client.post(_PATH, json=signed, headers={_ADDRESS: f"198.51.100.1{number}"}).status_code
            for number in range(_AT_MOST)
        ]

    assert (statuses[0], statuses[-1]) == (200, 429)
