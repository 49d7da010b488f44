"""The client's address, by which its requests are counted."""

from __future__ import annotations

import ipaddress
import time
from typing import TYPE_CHECKING, Final

import jwt

if TYPE_CHECKING:
    from jwt.types import Options
    from starlette.requests import Request

    from validator.proxy.settings import Settings

_TOKEN_MAX_LENGTH: Final = 2048
#: The longest accepted lifetime of a signature, in seconds.
_LIFETIME_MAX: Final = 3600
#: IPv6 clients are counted by their /56, which is what providers give a customer (RIPE-690).
_IPV6_PREFIX: Final = 56
#: The prefix that is logged, by IP version.
_LOGGED_PREFIXES: Final = {4: 24, 6: 48}
#: Stands for the address of a peer that has none, such as a Unix socket.
_UNKNOWN: Final = "unknown"


class ClientAddresses:
    """Finds a client's address; headers are trusted only if signed or set by our own proxies."""

    def __init__(self, settings: Settings) -> None:
        self._secrets = [secret.get_secret_value() for secret in settings.netlify_secrets]
        self._proxies = settings.trusted_proxies

    def address_of(self, request: Request) -> str:
        """Return the client's address (for IPv6, its customer's network), or "unknown"."""
        headers = request.headers
        if any(_is_signed(headers.getlist("x-nf-sign"), secret) for secret in self._secrets):
            addresses = headers.getlist("x-nf-client-connection-ip")
            if len(addresses) == 1 and (address := _normalize(addresses[0])):
                return address
        elif self._proxies:
            forwarded = ",".join(headers.getlist("x-forwarded-for")).split(",")
            if len(forwarded) >= self._proxies and (
                address := _normalize(forwarded[-self._proxies])
            ):
                return address
        return (request.client and _normalize(request.client.host)) or _UNKNOWN


def truncated(address: str) -> str:
    """Return the part of an address that may be logged, which names a network and not a person."""
    if address == _UNKNOWN:
        return address
    prefix = _LOGGED_PREFIXES[ipaddress.ip_address(address).version]
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))


def _is_signed(tokens: list[str], secret: str) -> bool:
    """Whether Netlify signed the request (its documentation, "Signed proxy redirects")."""
    if len(tokens) != 1 or len(tokens[0]) > _TOKEN_MAX_LENGTH:
        return False
    # `iat` is Netlify's clock, which may be ahead of this one.
    options: Options = {"require": ["exp", "iss"], "verify_iat": False}
    try:
        claims = jwt.decode(tokens[0], secret, ["HS256"], options, issuer="netlify")
    except jwt.PyJWTError:
        return False
    # `exp` may be a huge int: comparing it with a float doesn't overflow.
    return int(claims["exp"]) <= time.time() + _LIFETIME_MAX


def _normalize(text: str) -> str | None:
    """Return the address in a text in the form that is counted, or None."""
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), _IPV6_PREFIX), strict=False).network_address)
