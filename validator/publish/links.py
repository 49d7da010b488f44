"""Where a finding is: its section on the troubleshooting page, and the short link to that."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from validator.core.facts import TROUBLESHOOTING_PAGE

#: Below it, a finding's code or a code of OKX's is an address.
SHORT_LINKS: Final = "e/"


def root_of(site_url: str) -> str:
    """Return the path of a site's address, with a slash at both ends."""
    return urlsplit(site_url).path.rstrip("/") + "/"


def section(site_url: str, code: str) -> str:
    """Return the address of a finding's section, below a site's address or its root."""
    return f"{site_url.rstrip('/')}/{TROUBLESHOOTING_PAGE}#{code}"


def short(site_url: str, code: str) -> str:
    """Return the short link for a finding's code or a code of OKX's."""
    return f"{site_url.rstrip('/')}/{SHORT_LINKS}{code}"
