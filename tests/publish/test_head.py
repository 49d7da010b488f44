"""What a page says of itself to search engines, chats and readers' programs."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from mkdocs.utils.meta import get_data

from tests.publish.pages import ADDRESS
from validator.publish.root import DOCS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.publish.pages import Page

_SOURCES = sorted(DOCS.rglob("*.md"))


def _address(source: Path) -> str:
    path = source.relative_to(DOCS).with_suffix("").as_posix()
    return urljoin(ADDRESS, "" if path == "index" else f"{path}/")


def _meta(page: Page) -> dict[str | None, str]:
    return {
        given.get("name") or given.get("property"): given.get("content") or ""
        for tag, given in page.elements
        if tag == "meta"
    }


@pytest.mark.parametrize("source", _SOURCES, ids=lambda path: path.stem)
def test_a_page_says_what_it_is(source: Path, built: Path, pages: dict[str, Page]) -> None:
    """Title, description, canonical address and Open Graph come from the page's front matter."""
    address = _address(source)
    page, (_, written) = pages[address], get_data(source.read_text("utf-8"))
    meta = _meta(page)
    html = (built / address.removeprefix(ADDRESS) / "index.html").read_text("utf-8")
    title = re.search(r"<title>(.*?)</title>", html)

    assert title is not None
    assert str(written["title"]) in title[1].replace("&#39;", "'")
    assert meta["description"] == meta["og:description"] == written["description"]
    assert meta["og:title"] == written["title"]
    assert meta["og:url"] == address
    canonical = [given["href"] for tag, given in page.elements if given.get("rel") == "canonical"]
    assert canonical == [address]


def test_no_search_finds_the_agents_page(built: Path, pages: dict[str, Page]) -> None:
    """It asks robots to leave it out, and neither the sitemap nor the site's search has it."""
    address = urljoin(ADDRESS, "support/")
    sitemap = (built / "sitemap.xml").read_text("utf-8")
    index = json.loads((built / "search/search_index.json").read_text("utf-8"))
    found = {entry["location"].partition("#")[0] for entry in index["docs"]}

    assert _meta(pages[address])["robots"] == "noindex"
    listed = set(re.findall(r"<loc>(.*?)</loc>", sitemap))
    assert listed == {_address(source) for source in _SOURCES} - {address}
    assert found == {page.removeprefix(ADDRESS) for page in listed}


def test_robots_learn_where_the_sitemap_is(built: Path) -> None:
    """The file for robots names the sitemap by its whole address, and forbids nothing."""
    robots = (built / "robots.txt").read_text("utf-8").splitlines()

    assert f"Sitemap: {ADDRESS}sitemap.xml" in robots
    assert not [line for line in robots if line.startswith("Disallow")]


def test_no_two_pages_say_the_same(pages: dict[str, Page]) -> None:
    """Titles and descriptions tell the pages apart."""
    metas = [_meta(pages[_address(source)]) for source in _SOURCES]

    for name in ("og:title", "description"):
        assert len({meta[name] for meta in metas}) == len(_SOURCES)


@pytest.mark.parametrize("source", _SOURCES, ids=lambda path: path.stem)
def test_a_page_says_when_it_was_changed(source: Path, built: Path) -> None:
    """Below each page stands the day of its last commit, where there is a history."""
    html = (built / _address(source).removeprefix(ADDRESS) / "index.html").read_text("utf-8")

    shown = re.search(r'class="git-revision-date[^"]*" title="[^"]*">([^<]+)<', html)
    if os.environ.get("GIT_DATES") == "false":
        assert shown is None
    else:
        assert shown is not None
        assert re.fullmatch(r"[A-Z][a-z]+ \d{1,2}, 20\d\d", shown[1])
