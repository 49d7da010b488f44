"""Who is counted as the client of a check that Netlify's own router signs and relays."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import httpx
import jwt
import pytest

from tests.netlify import router
from validator.core.practice import ACCOUNTS
from validator.loopback import run_in_thread
from validator.proxy import UNGUARDED, Settings, create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Body

pytestmark = pytest.mark.audit

_PATH: Final = "api/okx/permissions"
_SECRET: Final = "0123456789abcdef0123456789abcdef"
#: What Netlify says of who asks; its stand-in signs, and passes on what the client says of himself.
_ADDRESS: Final = "X-Nf-Client-Connection-Ip"
#: A limit of one is met by the third request at the latest, wherever a minute ends.
_AT_MOST: Final = 3
_CLAIMS: Final = {"iss": "netlify", "exp": int(time.time()) + 300}
#: Name -> what somebody who is not Netlify adds, and the address that he asks from.
_OTHERS: Final = {
    "no signature": ({}, "127.0.0.2"),
    "another's signature": ({"X-Nf-Sign": jwt.encode(_CLAIMS, _SECRET[::-1])}, "127.0.0.3"),
}


@dataclass(frozen=True)
class _Addresses:
    """Where the router is, and the proxy behind it."""

    netlify: str
    proxy: str


@pytest.fixture(scope="module", name="addresses")
def _addresses(fake: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Addresses]:
    """Run router, proxy and fake exchange; a client may check once a minute."""
    site = tmp_path_factory.mktemp("site")
    (site / "index.html").write_text("<!doctype html><title>A page</title>", "utf-8")
    changed = {"okx": fake, "netlify_secrets": (_SECRET,), "client_per_minute": 1}
    with (
        run_in_thread(create_app(Settings(**(UNGUARDED | changed)))) as proxy,
        router.run(site, proxy, tmp_path_factory.mktemp("router"), _SECRET) as netlify,
    ):
        yield _Addresses(netlify, proxy)


def test_a_check_through_netlify_is_answered(addresses: _Addresses, body: Body) -> None:
    """The whole way: router, proxy, exchange, and back."""
    with httpx.Client(base_url=addresses.netlify, timeout=30) as client:
        given = body(ACCOUNTS["read-only"].pasted)
        response = client.post(_PATH, json=given, headers={_ADDRESS: "198.51.100.1"})

    assert (response.status_code, response.json()["kind"]) == (200, "permissions")
    assert response.json()["permissions"] == ["read_only"]


def test_each_client_of_netlify_s_has_a_limit_of_its_own(addresses: _Addresses, body: Body) -> None:
    """The address that was signed for is counted, not the router's."""
    given = body(ACCOUNTS["read-only"].pasted)
    with httpx.Client(base_url=addresses.netlify, timeout=30) as client:
        same = [
            client.post(_PATH, json=given, headers={_ADDRESS: "198.51.100.2"}).status_code
            for _ in range(_AT_MOST)
        ]
        other = client.post(_PATH, json=given, headers={_ADDRESS: "198.51.100.3"}).status_code

    assert (same[0], same[-1], other) == (200, 429, 200)


@pytest.mark.parametrize("who", _OTHERS)
def test_who_is_not_netlify_is_counted_as_himself(
    who: str, addresses: _Addresses, body: Body
) -> None:
    """Whatever addresses he names, it is one client that asks."""
    added, peer = _OTHERS[who]
    given = body(ACCOUNTS["read-only"].pasted)
    with httpx.Client(
        base_url=addresses.proxy, transport=httpx.HTTPTransport(local_address=peer), headers=added
    ) as client:
        statuses = [
            client.post(_PATH, json=given, headers={_ADDRESS: f"198.51.100.1{n}"}).status_code
            for n in range(_AT_MOST)
        ]

    assert (statuses[0], statuses[-1]) == (200, 429)
