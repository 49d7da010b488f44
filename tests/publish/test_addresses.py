"""An address that was ever published works for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from validator.core.findings import BY_OKX_CODE, FINDINGS
from validator.publish import addresses, generated
from validator.publish.addresses import BuiltSite

if TYPE_CHECKING:
    from pathlib import Path

_LISTED = addresses.listed()


@pytest.mark.parametrize("address", _LISTED)
def test_it_works(address: str, built_site: BuiltSite) -> None:
    """What is on the list leads somewhere, by itself or by an alias."""
    assert built_site.leads_somewhere(address), "add where it is now to publish/aliases.py"


def test_what_is_new_is_put_on_the_list(built_site: BuiltSite) -> None:
    """Nothing is published without the promise."""
    new = built_site.addresses() - set(_LISTED)

    assert new == set(), "run `python -m validator addresses`"


def test_the_list_is_in_order() -> None:
    """Each address stands there once, where it is looked for."""
    assert sorted(set(_LISTED)) == _LISTED


@pytest.mark.parametrize("code", [*FINDINGS, *BY_OKX_CODE])
def test_a_code_is_promised(code: str) -> None:
    """The short link of every code is on the list, and so is the section of every finding."""
    assert f"/e/{code}" in _LISTED
    assert f"/okx/troubleshooting/#{BY_OKX_CODE.get(code, code)}" in _LISTED


@pytest.fixture(name="moved_site")
def _moved_site(tmp_path: Path) -> BuiltSite:
    """Return a small site in which things have moved, made by what makes the real one."""
    aliases = {
        "/old/": "/new/",
        "/new/#was": "/new/#is",
        "/old/#left": "/#here",
        "/gone/": "/gone-too/",
    }
    for name, content in generated.files("https://example.org/help/", aliases).items():
        (tmp_path / name).write_text(content)
    (tmp_path / "index.html").write_text('<h1 id="here">')
    (tmp_path / "404.html").write_text('<h1 id="lost">')
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "index.html").write_text('<h2 id="is"><p id="part">')
    (tmp_path / "new.md").write_text("")
    return BuiltSite(tmp_path, "/help/")


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/#here",
        "/findings.json",
        "/new.md",
        "/new/#part",
        "/new/#was",
        "/old.md",
        "/old/",
        "/old/#is",
        "/old/#left",
        "/old/#was",
    ],
)
def test_what_moved_works(address: str, moved_site: BuiltSite) -> None:
    """Pages, anchors, and anchors of pages that moved lead somewhere."""
    assert moved_site.leads_somewhere(address)


@pytest.mark.parametrize("address", ["/gone/", "/new/#gone", "/old/#gone", "/new", "/404.html#x"])
def test_what_is_gone_is_found(address: str, moved_site: BuiltSite) -> None:
    """An address without an alias, or whose alias leads nowhere, is dead."""
    assert not moved_site.leads_somewhere(address)


def test_what_is_published(moved_site: BuiltSite) -> None:
    """Pages, their headings, their copies, the data and the short links can be linked to."""
    short = {f"/e/{code}" for code in [*FINDINGS, *BY_OKX_CODE]}

    assert moved_site.addresses() == short | {
        "/",
        "/#here",
        "/new/",
        "/new/#is",
        "/new.md",
        "/findings.json",
        "/findings.schema.json",
        "/licenses.txt",
        "/llms.txt",
        "/sbom.cdx.json",
        "/.well-known/security.txt",
    }


def test_a_circle_of_redirects_leads_nowhere(moved_site: BuiltSite) -> None:
    """Who is sent around gets nowhere."""
    moved_site.moved = {"/#a": "/#b", "/#b": "/#a"}

    assert not moved_site.leads_somewhere("/#a")


def test_only_what_is_new_is_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list keeps what it has, in order."""
    monkeypatch.setattr(addresses, "LIST", tmp_path / "addresses.txt")
    addresses.LIST.write_text("/b\n/d\n")

    assert addresses.add({"/c", "/b"}) == ["/c"]
    assert addresses.add({"/c", "/b"}) == []
    assert addresses.LIST.read_text() == "/b\n/c\n/d\n"
