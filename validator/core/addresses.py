"""The IP addresses that a key is linked to, and whether they include Flicker's."""

from __future__ import annotations

import ipaddress
from typing import Final, Literal

from validator.core.facts import FLICKER_ADDRESSES

Binding = Literal["none", "includes-flicker", "excludes-flicker", "unknown"]
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

#: The IPv4 addresses within IPv6 (RFC 4291, 2.5.5.2).
_MAPPED: Final = ipaddress.IPv6Network("::ffff:0:0/96")
_BLANKS: Final = " \t"
_FLICKER: Final = tuple(ipaddress.ip_network(address) for address in FLICKER_ADDRESSES)


def read_binding(text: object) -> Binding:
    """Return how a key is bound by OKX's field `ip`: addresses and ranges, separated by commas.

    Blank text is `none`. An absent value, one that is no text, or a part that can't be parsed is
    `unknown`, unless the other parts cover all of Flicker's addresses.
    """
    if not isinstance(text, str):
        return "unknown"
    if not text.strip(_BLANKS):
        return "none"
    parts = [part for part in (part.strip(_BLANKS) for part in text.split(",")) if part]
    networks = [network for part in parts if (network := _network(part)) is not None]
    if all(any(_covers(network, own) for network in networks) for own in _FLICKER):
        return "includes-flicker"
    return "excludes-flicker" if parts and len(networks) == len(parts) else "unknown"


def _network(text: str) -> _Network | None:
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    if isinstance(network, ipaddress.IPv6Network) and network.overlaps(_MAPPED):
        if network.prefixlen < _MAPPED.prefixlen:
            return None  # `::/0`: it is not known whether OKX counts IPv4 among it
        low_bits = int(network.network_address) & 0xFFFF_FFFF
        return ipaddress.IPv4Network((low_bits, network.prefixlen - _MAPPED.prefixlen))
    return network


def _covers(network: _Network, own: _Network) -> bool:
    if isinstance(network, ipaddress.IPv4Network):
        return isinstance(own, ipaddress.IPv4Network) and own.subnet_of(network)
    return isinstance(own, ipaddress.IPv6Network) and own.subnet_of(network)
