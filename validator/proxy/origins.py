"""Which pages may ask: browsers on a page elsewhere are refused, clients without one are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yarl import URL

from validator.proxy.settings import is_loopback

if TYPE_CHECKING:
    from collections.abc import Mapping

#: How long a browser may remember what it may send, in seconds.
_MAX_AGE: Final = b"600"


class Origins:
    """Judges requests by their header `Origin`, which every browser sends with a POST."""

    def __init__(self, origins: tuple[str, ...]) -> None:
        self._known = {
            origin.encode(): [
                (b"access-control-allow-origin", origin.encode()),
                (b"access-control-expose-headers", b"X-Request-Id, Retry-After"),
                (b"vary", b"Origin"),
            ]
            for origin in origins
        }

    def headers_for(self, headers: Mapping[bytes, bytes]) -> list[tuple[bytes, bytes]] | None:
        """Return what is added to the response, or None for a page that may not ask.

        A page on this machine may ask whoever served it, as `serve` does.
        """
        origin = headers.get(b"origin")
        if origin is None:
            return []
        known = self._known.get(origin)
        if known is None and _is_same_on_loopback(origin, headers.get(b"host", b"")):
            return []
        return known


def is_preflight(method: str, headers: Mapping[bytes, bytes]) -> bool:
    """Tell whether a browser asks what it may send (Fetch, "CORS-preflight request")."""
    return (
        method == "OPTIONS" and b"origin" in headers and b"access-control-request-method" in headers
    )


def preflight_headers(methods: str) -> list[tuple[bytes, bytes]]:
    """Return what a browser may send to a path that has these methods."""
    return [
        (b"access-control-allow-methods", methods.encode()),
        (b"access-control-allow-headers", b"Content-Type"),
        (b"access-control-max-age", _MAX_AGE),
    ]


def _is_same_on_loopback(origin: bytes, host: bytes) -> bool:
    try:
        url = URL(origin.decode("ascii"))
    except ValueError:
        return False
    return origin == b"http://" + host and is_loopback(url.host or "")
