"""`serve` runs the whole help center, with the practice accounts in sight."""

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

#: The site's real build has tests of its own, and takes longer than all of these.
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


def test_the_table_holds_what_is_to_be_pasted() -> None:
    """Each account has a line with its credentials, and the columns stand in line."""
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
    """Pages and checks come from one address; a signal ends all and leaves nothing behind."""
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


def test_a_taken_port_is_told_before_the_build(proxy: httpx.Client) -> None:
    """Nobody waits for a build that cannot be served."""
    with pytest.raises(SystemExit, match="cannot listen: Address already in use"):
        main(["serve", "--port", str(proxy.base_url.port)])


@pytest.mark.parametrize("okx", ["http://example.com", "", "LIVE"])
def test_nobody_else_is_asked(okx: str) -> None:
    """The exchange is the fake one, OKX itself, or one on this machine."""
    with pytest.raises(SystemExit) as caught:
        main(["serve", "--okx", okx])

    assert caught.value.code == 2
