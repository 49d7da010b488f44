"""What an operator sets: which OKX is asked, from where, and within which limits."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yarl import URL

from validator.core.facts import EGRESSES, REQUEST_PATH, SITES

if TYPE_CHECKING:
    from validator.core.facts import Egress, SiteName

#: The setting `okx` that stands for OKX's own hosts.
LIVE: Final = "live"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the proxy runs; raises ValueError for what it cannot run with.

    `okx` is `live` or the base URL of a stand-in on loopback.
    `egress` tells whether requests leave from Flicker's own address.
    """

    okx: str = LIVE
    egress: Egress = "other"
    is_live_test_on: bool = True
    time_limit_seconds: float = 5.0
    reply_max_bytes: int = 64 * 1024
    body_max_bytes: int = 4 * 1024

    def __post_init__(self) -> None:
        if self.egress not in EGRESSES:
            raise ValueError(f"egress must be one of {', '.join(EGRESSES)}")
        if self.okx != LIVE and not _is_on_loopback(self.okx):
            raise ValueError(f"okx must be {LIVE!r} or an http(s) address on loopback")

    @property
    def is_live(self) -> bool:
        """Tell whether OKX itself is asked."""
        return self.okx == LIVE

    def url_of(self, site: SiteName) -> URL:
        """Return the address of the one request that is sent to a site."""
        base = URL(f"https://{SITES[site].api_host}" if self.is_live else self.okx)
        return base.with_path(base.path.rstrip("/") + REQUEST_PATH)


def _is_on_loopback(address: str) -> bool:
    """Tell whether an address is a plain base URL of this machine.

    It is parsed by the library that the client resolves it with,
    so that the two cannot read it differently.
    """
    try:
        url = URL(address)
    except ValueError:
        return False
    has_more = bool(url.user or url.password or url.query_string or url.fragment)
    return not has_more and url.scheme in {"http", "https"} and _is_loopback(url.host or "")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
