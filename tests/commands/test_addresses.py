"""`addresses` adds new addresses to the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validator.__main__ import main
from validator.publish import addresses, links, site

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_new_addresses_are_added_and_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Addresses of the built site are added to the list, and older ones stay."""

    def build(folder: Path, site_url: str) -> None:
        rules = links.redirects(links.root_of(site_url))
        (folder / links.REDIRECTS).write_text(links.write_redirects(rules))
        (folder / "index.html").write_text('<h1 id="new">')

    monkeypatch.setattr(site, "build", build)
    known = [address for address in addresses.listed() if address.startswith("/e/")]
    monkeypatch.setattr(addresses, "LIST", tmp_path / "addresses.txt")
    addresses.LIST.write_text("".join(f"{line}\n" for line in ["/", *known, "/gone/"]))

    assert main(["addresses"]) == 0
    new = sorted(["/#new", *(f"/{name}" for name in addresses.FILES)])
    assert capsys.readouterr().out.splitlines() == new
    assert {"/gone/", "/#new"} <= set(addresses.listed())
