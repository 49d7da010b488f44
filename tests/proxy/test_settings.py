"""The proxy asks OKX's fixed hosts, or a stand-in on this machine, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from validator.core.facts import SITE_NAMES, SiteName
from validator.proxy.settings import Settings


def test_live_means_okx_s_own_hosts() -> None:
    """By default the addresses are those of OKX, each below https."""
    urls = [str(Settings().url_of(site)) for site in SITE_NAMES]

    assert urls == [
        "https://openapi.okx.com/api/v5/account/config",
        "https://eea.okx.com/api/v5/account/config",
        "https://us.okx.com/api/v5/account/config",
        "https://tr.okx.com/api/v5/account/config",
    ]


def test_the_limits_are_those_of_the_design() -> None:
    """Five seconds, 64 KiB, 4 KiB."""
    settings = Settings()

    assert settings.time_limit_seconds == 5
    assert settings.reply_max_bytes == 65_536
    assert settings.body_max_bytes == 4_096


@pytest.mark.parametrize(
    ("okx", "url"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/api/v5/account/config"),
        ("http://127.9.9.9", "http://127.9.9.9/api/v5/account/config"),
        ("https://localhost:1/", "https://localhost:1/api/v5/account/config"),
        ("http://[::1]:8000/okx/", "http://[::1]:8000/okx/api/v5/account/config"),
        ("http://127.0.0.1?", "http://127.0.0.1/api/v5/account/config"),
    ],
)
@pytest.mark.parametrize("site", SITE_NAMES)
def test_a_stand_in_on_loopback_is_asked_below_its_address(
    okx: str, url: str, site: SiteName
) -> None:
    """The path is the same for all sites; the header Host tells them apart."""
    assert str(Settings(okx=okx).url_of(site)) == url


@pytest.mark.parametrize(
    "okx",
    [
        "",
        "LIVE",
        "fake",
        "127.0.0.1:8000",
        "//127.0.0.1",
        "http://",
        "ftp://127.0.0.1",
        "http://example.com",
        "http://127.0.0.1.example.com",
        "http://127.0.0.1@example.com",
        "http://example.com#127.0.0.1",
        "http://127.0.0.1\\@example.com",
        "http://127.0.0.1%2eexample.com",
        "http://localhost.example.com",
        "http://user@127.0.0.1",
        "http://:password@127.0.0.1",
        "http://127.0.0.1/?a=b",
        "http://127.0.0.1/#a",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:port",
        "http://127.1",
        "http://0.0.0.0",
        "http://10.0.0.1",
        "http://169.254.169.254",
        "http://[::]",
        "http://[fe80::1]",
        "https://openapi.okx.com",
    ],
)
def test_nobody_else_is_asked(okx: str) -> None:
    """Any other address is refused at the start, and not repeated in the error."""
    with pytest.raises(ValueError, match="loopback") as caught:
        Settings(okx=okx)

    assert not okx or okx.lower() == "live" or okx not in str(caught.value)


def test_an_egress_is_one_of_two() -> None:
    """A misspelt egress does not silently mean the other one."""
    unchecked: dict[str, Any] = {"egress": "Flicker"}

    with pytest.raises(ValueError, match="egress"):
        Settings(**unchecked)
