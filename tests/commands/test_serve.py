"""`serve` runs the whole help center and prints the practice accounts."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from validator.__main__ import main
from validator.commands.serve import accounts_table
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from tests.conftest import Body

#: Replaces the site's build, which is slow and has its own tests.
_SERVE = """
import sys, types
from validator.__main__ import main

def build(site_dir, site_url):
    (site_dir / "index.html").write_text(f"{site_url} {site_dir}")

site = types.ModuleType("validator.publish.site")
site.build = build
sys.modules["validator.publish.site"] = site
sys.exit(main(["serve", "--port", "0", *sys.argv[1:]]))
"""


def test_table_has_every_account() -> None:
    """Each account has a line with its credentials, in aligned columns."""
    head, *lines = accounts_table().splitlines()

    assert head.split("  ")[0] == "account"
    assert len(lines) == len(ACCOUNTS)
    for line, account in zip(lines, ACCOUNTS.values(), strict=True):
        pasted = account.pasted
        assert line.split()[:2] == [account.name, account.shows]
        assert line.split()[3:] == [pasted.api_key, pasted.secret_key, pasted.passphrase]
        assert line.index(pasted.api_key) == head.index("API key")
        assert line.index(pasted.passphrase) == head.index("passphrase")


def test_serves_site_proxy_and_fake_exchange(body: Body) -> None:
    """Pages and checks have one address, and a signal ends everything and leaves no file."""
    with subprocess.Popen(
        [sys.executable, "-c", _SERVE],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        printed = ""
        while "The help center is at " not in printed:
            printed += process.stdout.readline()
        url = printed.split("The help center is at ")[1].split()[0]
        page = httpx.get(url)
        check = httpx.post(f"{url}api/okx/permissions", json=body(ACCOUNTS["eea"].pasted, "eea"))
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate()

    site_url, _, folder = page.text.partition(" ")
    assert accounts_table() in printed
    assert site_url == url
    assert page.headers["Cache-Control"] == "no-cache"
    assert check.json()["permissions"] == ["read_only"]
    assert check.json()["egress"] == "other"
    assert (process.returncode, output, errors) == (0, "", "")
    assert not Path(folder).exists()


def test_port_in_use_is_reported_before_the_build(proxy: httpx.Client) -> None:
    """A port in use exits before the site is built."""
    with pytest.raises(SystemExit, match="cannot listen: Address already in use"):
        main(["serve", "--port", str(proxy.base_url.port)])
