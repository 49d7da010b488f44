"""The client's address, under which a request is counted."""

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
#: No signature is valid for longer, whatever it says, in seconds.
_LIFETIME_MAX: Final = 3600
#: What is counted of an IPv6 address: providers give a customer a /56 (RIPE-690).
_IPV6_PREFIX: Final = 56
#: What is logged of an address, if anything.
_LOGGED_PREFIXES: Final = {4: 24, 6: 48}
#: The client of a peer without an address, such as a Unix socket.
_UNKNOWN: Final = "unknown"


class ClientAddresses:
    """Tells clients apart; headers are trusted only when signed, or set by our own proxies."""

    def __init__(self, settings: Settings) -> None:
        self._secrets = [secret.get_secret_value() for secret in settings.netlify_secrets]
        self._proxies = settings.trusted_proxies

    def address_of(self, request: Request) -> str:
        """Return the client's address; of IPv6 the network of one customer."""
        headers = request.headers
        if any(_is_signed(headers.getlist("x-nf-sign"), secret) for secret in self._secrets):
            named = headers.getlist("x-nf-client-connection-ip")
            if len(named) == 1 and (address := _counted(named[0])):
                return address
        elif self._proxies:
            passed = ",".join(headers.getlist("x-forwarded-for")).split(",")
            if len(passed) >= self._proxies and (address := _counted(passed[-self._proxies])):
                return address
        return (request.client and _counted(request.client.host)) or _UNKNOWN


def truncated(address: str) -> str:
    """Return the part of an address that may be logged: a network, not a person."""
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
    # An int and a float compare exactly, however many digits the int has.
    return int(claims["exp"]) <= time.time() + _LIFETIME_MAX


def _counted(text: str) -> str | None:
    """Return the address that a text holds, as it is counted, or None."""
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), _IPV6_PREFIX), strict=False).network_address)
