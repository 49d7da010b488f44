"""Addresses, hosts and limits in the pages are those of `facts.py`."""

from __future__ import annotations

import re
import zoneinfo
from typing import Final
from urllib.parse import urlsplit

from tests.docs.prose import GUIDE, PAGES, read, section_with
from tests.tables import over
from validator.core.facts import (
    DEFAULT_SITE_URL,
    FLICKER_ADDRESSES,
    IDLE_DAYS,
    MAX_ADDRESSES_PER_KEY,
    MAX_KEYS,
    PASSPHRASE_MAX_LENGTH,
    PASSPHRASE_MIN_LENGTH,
    SITES,
    TIME_ZONES,
    TIMESTAMP_TOLERANCE_SECONDS,
)

#: The pages, and the documents in the repository.
TEXTS: Final = (*PAGES, "../README.md", "../SECURITY.md", "../deploy/RUNBOOK.md")
#: The address that our servers listen on.
LOOPBACK: Final = "127.0.0.1"
every_text: Final = over(TEXTS)

#: Hosts with OKX's name that don't belong to OKX's sites, each with its reason.
OTHER_OKX_HOSTS: Final = {
    "okx.com": "the domain that all of OKX's sites end in",
    "okx.com.example": "an invented look-alike, below a reserved domain",
    "fake_okx.py": "the name of a file",
    "okx-proxy.flicker.finance": "a placeholder for Flicker's own proxy",
    "okx-login.example": "an invented look-alike, below a reserved domain",
}

#: Each limit in the pages: its pattern, and the values in `facts.py`.
LIMITS: Final = {
    "idle days": (r"\b(\d+)(?: idle)? days\b", (IDLE_DAYS,)),
    "keys of an account": (r"\b(\d+) keys\b", (MAX_KEYS,)),
    "addresses of a key": (r"\b(\d+) (?:IP )?addresses\b", (MAX_ADDRESSES_PER_KEY,)),
    "length of a passphrase": (
        r"\b(\d+)(?: to |–|-)(\d+) characters\b",
        (PASSPHRASE_MIN_LENGTH, PASSPHRASE_MAX_LENGTH),
    ),
    "life of a signature": (r"\b(\d+) seconds\b", (TIMESTAMP_TOLERANCE_SECONDS,)),
}


@every_text
def test_addresses_are_flickers(page: str) -> None:
    """IPv4 addresses are Flicker's, or loopback in documents that are not pages."""
    addresses = set(re.findall(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]\d)", read(page)))

    known = {*FLICKER_ADDRESSES, LOOPBACK} if page not in PAGES else {*FLICKER_ADDRESSES}
    assert addresses <= known


@over(FLICKER_ADDRESSES)
def test_guide_shows_flickers_address_to_copy(address: str) -> None:
    """The guide has each of Flicker's addresses in a code block of its own."""
    assert re.search(
        rf"^ *```text\n *{re.escape(address)}\n *```$",
        read(GUIDE),
        flags=re.MULTILINE,
    )


@every_text
def test_hosts_of_okx_are_known(page: str) -> None:
    """Each host with OKX's name belongs to an OKX site, or is an exception with a reason."""
    known = {host for site in SITES.values() for host in (site.login_host, site.api_host)}
    hosts = {host for host in re.findall(r"(?:[\w-]+\.)+[a-z]{2,}", read(page)) if "okx" in host}

    assert hosts <= known | OTHER_OKX_HOSTS.keys()


@over([site.login_host for site in SITES.values()])
def test_guide_names_each_site(host: str) -> None:
    """The guide names the address to log in to each OKX site."""
    assert f"`{host}`" in read(GUIDE)


def test_look_alikes_section_names_the_real_addresses() -> None:
    """The section on look-alikes has OKX's addresses to log in, and ours."""
    text = section_with("okx/best-practices.md", "look-alikes").text
    hosts = {site.login_host for site in SITES.values()} | {urlsplit(DEFAULT_SITE_URL).netloc}

    assert {host for host in hosts if f"`{host}`" in text} == hosts


def test_limits_are_the_facts() -> None:
    """Each limit is stated somewhere, always with the value in `facts.py`."""
    problems = []
    for limit, (pattern, expected) in LIMITS.items():
        stated = [(page, match) for page in PAGES for match in re.finditer(pattern, read(page))]
        problems += [
            f"{page}: {match[0]}"
            for page, match in stated
            if tuple(int(number) for number in match.groups()) != expected
        ]
        if not stated:
            problems.append(f"{limit}: on no page")

    assert problems == []


def test_time_zones() -> None:
    """Each time zone exists and belongs to one site, and none is in Europe outside the EEA."""
    names = [name for site in TIME_ZONES.values() for name in site]
    outside = {"Europe/London", "Europe/Zurich", "Europe/Kyiv", "America/Toronto"}

    assert sorted(set(names)) == sorted(names)
    assert set(names) <= zoneinfo.available_timezones()
    assert outside.isdisjoint(names)
    assert "global" not in TIME_ZONES
