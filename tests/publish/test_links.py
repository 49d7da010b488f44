"""A link checker of our own: whatever the built site names of its own exists."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest

from tests.publish.pages import ADDRESS, ROOT
from validator.core.findings import BY_OKX_CODE, FINDINGS
from validator.publish import links
from validator.publish.aliases import ALIASES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.publish.pages import Page
    from validator.publish.addresses import BuiltSite

#: A link or an image in Markdown, outside of code.
_MARKDOWN_LINK = re.compile(r"\]\((?P<target>[^)\s]+)(?:\s[^)]*)?\)")
_STYLE_URL = re.compile(r"url\(\s*[\"']?(?P<target>[^\"')]+)")
_CODES = {**{code: code for code in FINDINGS}, **BY_OKX_CODE}


def _dead(built_site: BuiltSite, base: str, targets: set[str]) -> list[tuple[str, str]]:
    """Return which targets, as they stand at a base, are the site's own and lead nowhere."""
    found = []
    for target in sorted(filter(None, targets)):
        address = urlsplit(urljoin(base, target))._replace(query="").geturl()
        if address.startswith(ADDRESS):
            if not built_site.leads_somewhere("/" + unquote(address.removeprefix(ADDRESS))):
                found.append((base, target))
        elif urlsplit(address).netloc == urlsplit(ADDRESS).netloc:
            found.append((base, target))
    return found


def test_pages(built_site: BuiltSite, pages: dict[str, Page]) -> None:
    """Every link, anchor, script, style and image of every page exists."""
    dead = [
        one
        for address, page in pages.items()
        for one in _dead(built_site, address, page.links | page.loads)
    ]

    assert dead == []


def test_links_are_of_known_kinds(pages: dict[str, Page]) -> None:
    """A link leads to a page or begins a mail; nothing runs a script or holds data."""
    schemes = {urlsplit(link).scheme for page in pages.values() for link in page.links}

    assert schemes <= {"", "https", "mailto"}


def test_style_sheets(built: Path, built_site: BuiltSite) -> None:
    """Every file that a style sheet loads exists."""
    dead = [
        one
        for path in built.rglob("*.css")
        for one in _dead(
            built_site,
            ADDRESS + path.relative_to(built).as_posix(),
            {match["target"] for match in _STYLE_URL.finditer(path.read_text("utf-8"))},
        )
    ]

    assert dead == []


def test_markdown_copies(built: Path, built_site: BuiltSite) -> None:
    """Every link of a page's copy leads to another copy, whose page has the anchor, or a file."""
    dead = []
    copies = {"/" + path.relative_to(built).as_posix(): path for path in built.rglob("*.md")}
    for copy, path in copies.items():
        for match in _MARKDOWN_LINK.finditer(path.read_text("utf-8")):
            address = urljoin(copy, match["target"])
            if urlsplit(address).scheme:
                continue
            target, mark, anchor = address.partition("#")
            page = re.sub(r"(?:index)?\.md$", "/", target).replace("//", "/")
            is_copy = target in copies and (not mark or anchor in built_site.pages[page].ids)
            if not (is_copy or (not mark and built_site.leads_somewhere(target))):
                dead.append((copy, match["target"]))

    assert dead == []


def test_every_page_has_a_copy(built_site: BuiltSite) -> None:
    """Beside each page lies the same page as Markdown."""
    for page in built_site.pages:
        assert built_site.leads_somewhere(f"{page.rstrip('/') or '/index'}.md")


def test_sitemap(built: Path, built_site: BuiltSite) -> None:
    """The sitemap names every page but the agents', and nothing else."""
    tree = ET.parse(built / "sitemap.xml")  # noqa: S314 - our own file
    named = [element.text for element in tree.iter() if element.tag.endswith("}loc")]

    pages = {ADDRESS + page[1:] for page in built_site.pages}
    assert sorted(map(str, named)) == sorted(pages - {f"{ADDRESS}support/"})


def test_list_for_language_models(built: Path, built_site: BuiltSite) -> None:
    """What `llms.txt` names is absolute and exists."""
    matches = _MARKDOWN_LINK.finditer((built / "llms.txt").read_text("utf-8"))
    targets = {match["target"] for match in matches}

    assert all(target.startswith(ADDRESS) for target in targets)
    assert _dead(built_site, ADDRESS, targets) == []


def test_feed(built: Path, built_site: BuiltSite) -> None:
    """Each address in `findings.json` is absolute and exists."""
    targets = {row["url"] for row in json.loads((built / "findings.json").read_text("utf-8"))}

    assert all(target.startswith(ADDRESS) for target in targets)
    assert _dead(built_site, ADDRESS, targets) == []


@pytest.mark.parametrize("code", _CODES)
def test_short_link(code: str, built_site: BuiltSite) -> None:
    """A short link leads to the section of its finding."""
    target = built_site.redirects[f"/e/{code}"]

    assert target == links.section("/", _CODES[code])
    assert built_site.leads_somewhere(target)


def test_redirects_hide_nothing(built_site: BuiltSite) -> None:
    """No redirect stands where a page or a file is: the host would not apply it."""
    for source in built_site.redirects:
        assert f"{source}/" not in built_site.pages
        assert not (built_site.folder / source[1:]).exists()


def test_aliases(built_site: BuiltSite) -> None:
    """Every address that moved leads to where it is now."""
    assert [old for old in ALIASES if not built_site.leads_somewhere(old)] == []


@pytest.mark.parametrize("address", ["/nowhere/", "/e/59999", "/#nowhere", "/findings.json#x"])
def test_the_checker_finds_what_is_dead(address: str, built_site: BuiltSite) -> None:
    """A page, code or anchor that does not exist is not taken for one."""
    assert not built_site.leads_somewhere(address)


@pytest.mark.parametrize(
    ("site_url", "expected"),
    [
        ("https://example.org", ("/", "https://example.org/")),
        ("https://example.org/help", (ROOT, ADDRESS)),
        (ADDRESS, (ROOT, ADDRESS)),
        ("/", ("/", "/")),
    ],
)
def test_addresses_of_a_finding(site_url: str, expected: tuple[str, str]) -> None:
    """Section and short link lie below the site, with or without a slash at its end."""
    root, base = expected

    assert links.root_of(site_url) == root
    assert links.short(site_url, "50110") == f"{base}e/50110"
    assert links.section(site_url, "can-trade") == f"{base}okx/troubleshooting/#can-trade"
