"""Who asks is told by the connection, or by a header of somebody who proves who he is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import jwt
import pytest

from validator.proxy.clients import Clients, logged
from validator.proxy.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

_SECRET = "0123456789abcdef0123456789abcdef"
_OTHER_SECRET = "fedcba9876543210fedcba9876543210"
_PEER = "192.0.2.1"


def _token(secret: str = _SECRET, **changed: object) -> str:
    """Return a signature as Netlify makes it (netlify-cli, `sign-redirect`), with changes."""
    now = int(time.time())
    claims: dict[str, Any] = {
        "deploy_context": "production",
        "netlify_id": "site-id",
        "site_url": "https://help.flicker.finance",
        "iss": "netlify",
        "iat": now,
        "exp": now + 300,
    } | changed
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(claims, secret, "HS256")


def _client(settings: Settings, *headers: tuple[str, str], peer: str | None = _PEER) -> str:
    return Clients(settings).client_of(
        {
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
            "client": peer and (peer, 1234),
        }
    )


def _netlify(token: str, *addresses: str) -> list[tuple[str, str]]:
    return [("X-Nf-Sign", token), *(("X-Nf-Client-Connection-Ip", one) for one in addresses)]


_SIGNED = Settings(netlify_secrets=(_OTHER_SECRET, _SECRET))


def test_a_signed_request_names_the_client() -> None:
    """Also with the second of two secrets, as while they are changed."""
    assert _client(_SIGNED, *_netlify(_token(), "203.0.113.9")) == "203.0.113.9"
    assert _client(_SIGNED, *_netlify(_token(_OTHER_SECRET), "203.0.113.9")) == "203.0.113.9"


@pytest.mark.parametrize("ahead", [-60, 5, 60])
def test_the_signer_s_clock_may_be_another(ahead: int) -> None:
    """Else all its visitors would be one client; that a signature ends still binds."""
    token = _token(iat=int(time.time()) + ahead)

    assert _client(_SIGNED, *_netlify(token, "203.0.113.9")) == "203.0.113.9"


_FORGED: dict[str, Callable[[], str]] = {
    "nothing": lambda: "",
    "no token": lambda: "a.b.c",
    "too long": lambda: "x" * 5000,
    "another secret": lambda: _token("another secret of thirty-two chars"),
    "another issuer": lambda: _token(iss="attacker"),
    "no issuer": lambda: _token(iss=None),
    "no end": lambda: _token(exp=None),
    "expired": lambda: _token(exp=int(time.time()) - 60),
    "another algorithm": lambda: jwt.encode(
        {"iss": "netlify", "exp": 2**40}, _OTHER_SECRET + _SECRET, "HS512"
    ),
    "no algorithm": lambda: jwt.encode({"iss": "netlify", "exp": 2**40}, None, "none"),
}


@pytest.mark.parametrize("forgery", _FORGED)
def test_who_signs_wrongly_is_not_believed(forgery: str) -> None:
    """A header that anyone can send changes nothing."""
    settings = Settings(netlify_secrets=(_SECRET, _OTHER_SECRET + _SECRET))

    assert _client(settings, *_netlify(_FORGED[forgery](), "203.0.113.9")) == _PEER


def test_the_header_alone_is_not_believed() -> None:
    """Neither without a signature, nor without a secret to verify it with."""
    address = ("X-Nf-Client-Connection-Ip", "203.0.113.9")

    assert _client(_SIGNED, address) == _PEER
    assert _client(Settings(), *_netlify(_token(), "203.0.113.9")) == _PEER


@pytest.mark.parametrize("addresses", [[], ["203.0.113.9", "203.0.113.8"], ["nobody"], [""]])
def test_a_signed_request_without_one_address_is_netlify_s(addresses: list[str]) -> None:
    """Then the peer counts, which is one of Netlify's servers."""
    assert _client(_SIGNED, *_netlify(_token(), *addresses)) == _PEER


def test_a_signature_is_believed_until_it_expires() -> None:
    """It is verified once, and still forgotten in time."""
    now = time.time()
    clients = Clients(_SIGNED, lambda: now)
    headers = [(b"x-nf-sign", _token().encode()), (b"x-nf-client-connection-ip", b"203.0.113.9")]
    scope = {"headers": headers, "client": (_PEER, 1)}

    seen = [clients.client_of(scope)]
    now += 299
    seen.append(clients.client_of(scope))
    now += 2
    seen.append(clients.client_of(scope))

    assert seen == ["203.0.113.9", "203.0.113.9", _PEER]


def test_few_signatures_are_kept() -> None:
    """Whoever could sign could still fill no memory."""
    clients = Clients(_SIGNED)
    for number in range(600):
        clients.client_of({"headers": [(b"x-nf-sign", _token(n=number).encode())], "client": None})

    assert len(clients._verified) <= 256


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client"),
    [
        (0, ["203.0.113.9"], _PEER),
        (1, ["203.0.113.9"], "203.0.113.9"),
        (1, ["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
        (1, ["198.51.100.1", "203.0.113.9"], "203.0.113.9"),
        (2, ["198.51.100.1,203.0.113.9"], "198.51.100.1"),
        (2, ["6.6.6.6, 198.51.100.1", "203.0.113.9"], "198.51.100.1"),
        (2, ["203.0.113.9"], _PEER),
        (1, ["203.0.113.9, "], _PEER),
        (1, ["nobody"], _PEER),
        (1, [], _PEER),
    ],
)
def test_trusted_proxies_are_counted_from_the_right(
    proxies: int, forwarded: list[str], client: str
) -> None:
    """What stands further left, anyone can have written."""
    headers = [("X-Forwarded-For", one) for one in forwarded]

    assert _client(Settings(trusted_proxies=proxies), *headers) == client


@pytest.mark.parametrize(
    ("peer", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_ipv6_is_counted_by_the_network(peer: str | None, client: str) -> None:
    """One customer has a /64; a mapped address is the IPv4 one that it maps."""
    assert _client(Settings(), peer=peer) == client


@pytest.mark.parametrize(
    ("client", "shown"),
    [
        ("192.0.2.99", "192.0.2.0/24"),
        ("2001:db8:1:2::", "2001:db8:1::/48"),
        ("unknown", "unknown"),
    ],
)
def test_a_logged_address_is_cut(client: str, shown: str) -> None:
    """It tells a network, not a person."""
    assert logged(client) == shown
