"""Who asks: the address that a request is counted under."""

from __future__ import annotations

import ipaddress
import time
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import jwt

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Scope

    from validator.proxy.settings import Settings

#: Netlify's documentation, "Signed proxy redirects": a JWS of five minutes, issued by `netlify`.
_SIGNATURE: Final = b"x-nf-sign"
_NETLIFY_ADDRESS: Final = b"x-nf-client-connection-ip"
_FORWARDED_FOR: Final = b"x-forwarded-for"
_ALGORITHM: Final = "HS256"
_ISSUER: Final = "netlify"
_TOKEN_MAX_LENGTH: Final = 2048
_TOKENS_KEPT: Final = 256
#: What is counted of an IPv6 address: one customer has a /64 at least.
_IPV6_PREFIX: Final = 64
#: What is logged of an address, if anything.
_LOGGED_PREFIXES: Final = {4: 24, 6: 48}
#: For a peer without an address, such as a Unix socket.
_NOBODY: Final = "unknown"


class Clients:
    """Tells clients apart; a header is believed only from who proves that he may set it."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._secrets = settings.netlify_secrets
        self._proxies = settings.trusted_proxies
        self._clock = clock
        self._verified: dict[bytes, float] = {}

    def client_of(self, scope: Scope) -> str:
        """Return the address of who asks; of IPv6 the first 64 bits."""
        if self._secrets and self._is_netlify(scope):
            named = _values(scope, _NETLIFY_ADDRESS)
            if len(named) == 1 and (client := _client(named[0])):
                return client
        elif self._proxies:
            passed = b",".join(_values(scope, _FORWARDED_FOR)).split(b",")
            if len(passed) >= self._proxies and (client := _client(passed[-self._proxies])):
                return client
        peer = scope.get("client")
        return (peer and _client(peer[0].encode())) or _NOBODY

    def _is_netlify(self, scope: Scope) -> bool:
        tokens = _values(scope, _SIGNATURE)
        if len(tokens) != 1 or len(tokens[0]) > _TOKEN_MAX_LENGTH:
            return False
        expires = self._verified.get(tokens[0])
        if expires is None:
            expires = self._verify(tokens[0])
            if expires is None:
                return False
            if len(self._verified) >= _TOKENS_KEPT:
                self._verified.clear()
            self._verified[tokens[0]] = expires
        return self._clock() < expires

    def _verify(self, token: bytes) -> float | None:
        """Return when a signature of Netlify's expires, or None if it is not theirs."""
        for secret in self._secrets:
            try:
                claims = jwt.decode(
                    token,
                    secret,
                    algorithms=[_ALGORITHM],
                    issuer=_ISSUER,
                    # `iat` is when their clock said so, which may be ahead of ours.
                    options={"require": ["exp", "iss"], "verify_iat": False},
                )
            except jwt.InvalidTokenError:
                continue
            return float(claims["exp"])
        return None


def logged(client: str) -> str:
    """Return what of an address may be logged: its first 24 bits, of IPv6 48."""
    if client == _NOBODY:
        return _NOBODY
    version = ipaddress.ip_address(client).version
    return str(ipaddress.ip_network(f"{client}/{_LOGGED_PREFIXES[version]}", strict=False))


def _values(scope: Scope, name: bytes) -> list[bytes]:
    return [value for one, value in scope["headers"] if one == name]


@lru_cache(4096)
def _client(text: bytes) -> str | None:
    """Return the address that a text holds, as it is counted, or None."""
    try:
        address = ipaddress.ip_address(text.strip().decode("ascii"))
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), _IPV6_PREFIX), strict=False).network_address)
