"""Every published address keeps working."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from validator.core.findings import BY_QUOTED_CODE, FINDINGS
from validator.publish import addresses, links
from validator.publish.addresses import BuiltSite, Outline

if TYPE_CHECKING:
    from pathlib import Path


def test_every_listed_address_works(built_site: BuiltSite) -> None:
    """Each address on the list leads to a file, and to its anchor if it has one."""
    dead = [address for address in addresses.listed() if not built_site.leads_somewhere(address)]

    assert dead == [], 'add a line to docs/_redirects, or `<a id="old-name"></a>` to the page'


def test_every_published_address_is_listed(built_site: BuiltSite) -> None:
    """Every address of the built site is on the list."""
    new = built_site.addresses() - {*addresses.listed()}

    assert new == set(), "run `python -m validator addresses`"


def test_the_list_is_in_order() -> None:
    """The list is sorted and has no duplicates."""
    assert addresses.listed() == sorted({*addresses.listed()})


def test_every_code_is_promised() -> None:
    """The short link of every code and the section of every finding are on the list."""
    promised = {f"/e/{code}" for code in [*FINDINGS, *BY_QUOTED_CODE]}
    promised |= {f"/okx/troubleshooting/#{code}" for code in FINDINGS}

    assert promised - {*addresses.listed()} == set()


def test_an_outline_has_ids_and_headings() -> None:
    """Headings are distinguished from the other elements that have an id."""
    outline = Outline('<h1 id="a">A</h1><p id="b"><h2>B</h2><header id="c"><h3 class="x" id="d">')

    assert outline.ids == {"a", "b", "c", "d"}
    assert outline.headings == ["a", "d"]


@pytest.fixture(name="moved_site")
def _moved_site(tmp_path: Path) -> BuiltSite:
    """Return a small site with a moved page, copy and anchor."""
    moved = "/old/ /new/ 301\n/old.md /new.md 301\n/gone/ /gone-too/ 301\n/a /b 301\n/b /a 301\n"
    rules = links.redirects("/help/", moved)
    (tmp_path / links.REDIRECTS).write_text(links.write_redirects(rules))
    (tmp_path / "index.html").write_text('<h1 id="here">')
    (tmp_path / "404.html").write_text('<h1 id="lost">')
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "index.html").write_text('<h2 id="is"><a id="was"></a>')
    (tmp_path / "new.md").write_text("")
    (tmp_path / "findings.json").write_text("[]")
    return BuiltSite(tmp_path, "/help/")


def test_moved_addresses_are_followed(moved_site: BuiltSite) -> None:
    """Moved pages, copies and anchors lead somewhere, and missing ones don't."""
    alive = [
        "/",
        "/#here",
        "/findings.json",
        "/new.md",
        "/new/#was",
        "/old.md",
        "/old/",
        "/old/#is",
    ]
    dead = ["/gone/", "/new/#gone", "/old/#gone", "/new", "/404.html#x", "/a", "/findings.json#x"]

    working = [address for address in [*alive, *dead] if moved_site.leads_somewhere(address)]
    assert working == alive


def test_published_addresses(moved_site: BuiltSite) -> None:
    """Pages, headings, copies, data files and short links are addresses."""
    short = {f"/e/{code}" for code in [*FINDINGS, *BY_QUOTED_CODE]}
    files = {f"/{name}" for name in addresses.FILES}

    assert moved_site.addresses() == short | files | {
        "/",
        "/#here",
        "/new/",
        "/new/#is",
        "/new.md",
    }


def test_only_new_addresses_are_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """New addresses are added to the sorted list, and known ones are not added again."""
    monkeypatch.setattr(addresses, "LIST", tmp_path / "addresses.txt")
    addresses.LIST.write_text("/b\n/d\n")

    assert addresses.add({"/c", "/b"}) == ["/c"]
    assert addresses.add({"/c", "/b"}) == []
    assert addresses.LIST.read_text() == "/b\n/c\n/d\n"
