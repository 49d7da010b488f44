"""A signed request, as the page sends it to the proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from validator.core.practice import ACCOUNTS
from validator.proxy.requests import SignedRequest

if TYPE_CHECKING:
    from validator.core.facts import SiteName

SIGNATURE: Final = "pFhLd3HQUnXCqC1ydO1JtJ1mAVlzqC3FHaC5H1yUuQ8="


def request(site: SiteName = "global") -> SignedRequest:
    """Return a request with a fixed signature, which stand-ins for OKX don't verify."""
    pasted = ACCOUNTS["read-only"].pasted
    return SignedRequest(
        site=site,
        api_key=pasted.api_key,
        passphrase=pasted.passphrase,
        timestamp="2026-11-23T10:00:00.000Z",
        signature=SIGNATURE,
    )
