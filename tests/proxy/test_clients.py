"""The client's address is the peer's, or one that Netlify signed or our own proxies added."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import Any

import jwt
from starlette.requests import Request

from validator.proxy.clients import ClientAddresses, truncated
from validator.proxy.settings import Settings

_SECRET = "0123456789abcdef0123456789abcdef"
_OTHER_SECRET = "fedcba9876543210fedcba9876543210"
_PEER = "192.0.2.1"
_CLIENT = "203.0.113.9"


def _token(secret: str = _SECRET, **changed: object) -> str:
    """Return a signature like Netlify's (netlify-cli, `sign-redirect`), with changed claims."""
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


def _raw_token(claims: str) -> str:
    """Return a correctly signed token with any text for its claims."""
    parts = [
        base64.urlsafe_b64encode(part.encode()).decode().rstrip("=")
        for part in ('{"alg":"HS256","typ":"JWT"}', claims)
    ]
    signature = hmac.digest(_SECRET.encode(), ".".join(parts).encode(), hashlib.sha256)
    return ".".join([*parts, base64.urlsafe_b64encode(signature).decode().rstrip("=")])


def _address(settings: Settings, *headers: tuple[str, str], peer: str | None = _PEER) -> str:
    return ClientAddresses(settings).address_of(
        Request(
            {
                "type": "http",
                "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
                "client": None if peer is None else (peer, 1234),
            }
        )
    )


def _netlify(token: str, *addresses: str) -> list[tuple[str, str]]:
    named = [("x-nf-client-connection-ip", address) for address in addresses]
    return [("x-nf-sign", token), *named]


def _settings(**changed: Any) -> Settings:
    return Settings(**({"netlify_secrets": f"{_OTHER_SECRET},{_SECRET}"} | changed))


def test_a_signed_request_names_the_client() -> None:
    """A signature with either secret is valid, even if the signer's clock differs from ours."""
    now = int(time.time())
    tokens = [
        _token(),
        _token(_OTHER_SECRET),
        *(_token(iat=now + ahead) for ahead in (-60, 5, 60)),
        _token(exp=str(now + 60)),
    ]

    assert {_address(_settings(), *_netlify(token, _CLIENT)) for token in tokens} == {_CLIENT}


def test_a_forged_signature_is_not_trusted() -> None:
    """With an invalid signature the peer's address counts."""
    far = "9" * 400
    forged = {
        "nothing": "",
        "no token": "a.b.c",
        "bytes": "\xff\xfe.\xff.\xff",
        "too long": "x" * 5000,
        "another secret": _token("another secret of thirty-two chars"),
        "another issuer": _token(iss="attacker"),
        "no issuer": _token(iss=None),
        "a list of issuers": _raw_token(f'{{"iss":["netlify"],"exp":{int(time.time()) + 60}}}'),
        "no end": _token(exp=None),
        "expired": _token(exp=int(time.time()) - 60),
        "an end in 400 digits": _raw_token(f'{{"iss":"netlify","exp":{far}}}'),
        "an end in 400 digits as text": _raw_token(f'{{"iss":"netlify","exp":"{far}"}}'),
        "an end in 1,500 digits": _raw_token(f'{{"iss":"netlify","exp":{"9" * 1400}}}'),
        "an endless end": _raw_token('{"iss":"netlify","exp":1e999}'),
        "an end that is no number": _raw_token('{"iss":"netlify","exp":NaN}'),
        "an end in a year": _token(exp=int(time.time()) + 31_536_000),
        "nested deep": _raw_token("[" * 700),
        "no object": _raw_token("[]"),
        "no JSON": _raw_token("{"),
        "another algorithm": jwt.encode(
            {"iss": "netlify", "exp": int(time.time()) + 60}, _OTHER_SECRET + _SECRET, "HS512"
        ),
        "no algorithm": jwt.encode({"iss": "netlify", "exp": int(time.time()) + 60}, None, "none"),
    }
    settings = _settings(netlify_secrets=f"{_SECRET},{_OTHER_SECRET}{_SECRET}")
    trusted = [
        name
        for name, token in forged.items()
        if _address(settings, *_netlify(token, _CLIENT)) != _PEER
    ]

    assert trusted == []


def test_the_address_alone_is_not_trusted() -> None:
    """A header's address counts only with one signature, a known secret and one address."""
    token = _token()
    address = ("x-nf-client-connection-ip", _CLIENT)
    requests = [
        (_settings(), [address]),
        (Settings(), _netlify(token, _CLIENT)),
        (_settings(), [*_netlify(token, _CLIENT), ("x-nf-sign", token)]),
        (_settings(), _netlify(token)),
        (_settings(), _netlify(token, _CLIENT, "203.0.113.8")),
        (_settings(), _netlify(token, "unknown")),
        (_settings(), _netlify(token, "")),
    ]

    assert {_address(settings, *headers) for settings, headers in requests} == {_PEER}


def test_forwarded_addresses_are_counted_from_the_right() -> None:
    """Only the address that our own outermost proxy added counts: clients can forge the others."""
    cases: list[tuple[int, list[str], str]] = [
        (0, [_CLIENT], _PEER),
        (1, [_CLIENT], _CLIENT),
        (1, [f"198.51.100.1, {_CLIENT}"], _CLIENT),
        (1, ["198.51.100.1", _CLIENT], _CLIENT),
        (2, [f"198.51.100.1,{_CLIENT}"], "198.51.100.1"),
        (2, ["6.6.6.6, 198.51.100.1", _CLIENT], "198.51.100.1"),
        (2, [_CLIENT], _PEER),
        (1, [f"{_CLIENT}, "], _PEER),
        (1, ["unknown"], _PEER),
        (1, [], _PEER),
    ]
    problems = [
        (proxies, forwarded)
        for proxies, forwarded, expected in cases
        if expected
        != _address(
            Settings(trusted_proxies=proxies), *(("x-forwarded-for", value) for value in forwarded)
        )
    ]

    assert problems == []


def test_ipv6_clients_are_counted_by_network() -> None:
    """IPv6 addresses are counted by their /56, and mapped ones as IPv4 addresses."""
    expected = {
        "192.0.2.1": "192.0.2.1",
        "2001:db8:1:2:3:4:5:6": "2001:db8:1::",
        "2001:db8:1:ff:ffff::": "2001:db8:1::",
        "2001:db8:1:100::1": "2001:db8:1:100::",
        "::ffff:192.0.2.1": "192.0.2.1",
        "": "unknown",
    }

    assert {peer: _address(Settings(), peer=peer) for peer in expected} == expected
    assert _address(Settings(), peer=None) == "unknown"


def test_a_logged_address_is_truncated() -> None:
    """A logged address names a network, not a person."""
    assert truncated("192.0.2.99") == "192.0.2.0/24"
    assert truncated("2001:db8:1:2::") == "2001:db8:1::/48"
    assert truncated("unknown") == "unknown"
