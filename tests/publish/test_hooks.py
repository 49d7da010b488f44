"""The MkDocs hooks: the built pages, and the markers in them."""

from __future__ import annotations

import json
import logging
import os
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from mkdocs.config import load_config
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files
from mkdocs.utils.meta import get_data
from mkdocs.utils.yaml import yaml_load

from tests.publish.pages import ADDRESS
from validator.core.facts import DEFAULT_SITE_URL
from validator.publish import checker, hooks, site
from validator.publish.root import DOCS, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.publish.pages import Page

#: The most of our own scripts that a page may load.
_MAX_SCRIPTS = 2
_WITH_CHECKER = {ADDRESS + "okx/check-your-key/", ADDRESS + "okx/create-read-only-key/"}


def test_nothing_comes_from_elsewhere(pages: dict[str, Page]) -> None:
    """No page loads a script, style, font or image from another host."""
    foreign = {
        target
        for address, page in pages.items()
        for target in page.loads
        if not urljoin(address, target).startswith((ADDRESS, "data:"))
    }

    assert foreign == set()


def test_pages_load_few_scripts(pages: dict[str, Page]) -> None:
    """A page loads at most two of our own scripts, and the form's only if it has the form."""
    scripts = {
        address: [
            src
            for tag, attributes in page.elements
            if tag == "script" and (src := attributes.get("src"))
        ]
        for address, page in pages.items()
    }
    ours = {
        address: [src for src in loaded if "/javascripts/bundle." not in src]
        for address, loaded in scripts.items()
    }

    assert {len(scripts[address]) - len(ours[address]) for address in pages} == {1}
    assert [address for address, loaded in ours.items() if len(loaded) > _MAX_SCRIPTS] == []
    with_form = {
        address
        for address, loaded in ours.items()
        if any(script.endswith(checker.FORM) for script in loaded)
    }
    assert with_form == _WITH_CHECKER
    assert with_form == {
        address for address, page in pages.items() if "key-checker" in dict(page.elements)
    }


def test_a_page_describes_itself(built: Path, pages: dict[str, Page]) -> None:
    """Title, description, canonical address and Open Graph come from the page's front matter."""
    problems = []
    for source in DOCS.rglob("*.md"):
        path = source.relative_to(DOCS).with_suffix("").as_posix()
        address = urljoin(ADDRESS, "" if path == "index" else f"{path}/")
        _, written = get_data(source.read_text("utf-8"))
        html = (built / address.removeprefix(ADDRESS) / "index.html").read_text("utf-8")
        meta = {
            attributes.get("name") or attributes.get("property"): attributes.get("content") or ""
            for tag, attributes in pages[address].elements
            if tag == "meta"
        }
        canonical = [
            attributes["href"]
            for _, attributes in pages[address].elements
            if attributes.get("rel") == "canonical"
        ]
        title = re.search(r"<title>(.*?)</title>", html)
        changed = re.search(r'class="git-revision-date[^"]*" title="[^"]*">([^<]+)<', html)
        expected = {
            "title": title is not None and str(written["title"]) in title[1].replace("&#39;", "'"),
            "description": meta["description"] == meta["og:description"] == written["description"],
            "og:title": meta["og:title"] == written["title"],
            "og:url": meta["og:url"] == address,
            "og:image": meta["og:image"] == f"{ADDRESS}assets/card.png",
            "canonical": canonical == [address],
            "changed": (changed is None) == (os.environ.get("GIT_DATES") == "false"),
        }
        problems += [f"{path}: {name}" for name, is_right in expected.items() if not is_right]

    assert problems == []


def test_pages_have_different_titles(pages: dict[str, Page]) -> None:
    """No two pages have the same title or description."""
    for name in ("og:title", "og:description"):
        found = [
            attributes["content"]
            for address, page in pages.items()
            for _, attributes in page.elements
            if attributes.get("property") == name and not address.endswith("404.html")
        ]
        assert len({*found}) == len(found) == len(pages) - 1


def test_agents_page_is_in_no_search(built: Path, pages: dict[str, Page]) -> None:
    """The agents' page has `noindex`, and the sitemap and the search have every other page."""
    agents = ADDRESS + "support/"
    sitemap = (built / "sitemap.xml").read_text("utf-8")
    index = json.loads((built / "search/search_index.json").read_text("utf-8"))
    found = {ADDRESS + entry["location"].partition("#")[0] for entry in index["docs"]}
    robots = [
        attributes["content"]
        for _, attributes in pages[agents].elements
        if attributes.get("name") == "robots"
    ]

    assert robots == ["noindex"]
    listed = set(re.findall(r"<loc>(.*?)</loc>", sitemap))
    assert listed == found == {page for page in pages if not page.endswith((agents, "404.html"))}


def test_robots_learn_where_the_sitemap_is(built: Path) -> None:
    """`robots.txt` has the sitemap's absolute address and disallows nothing."""
    robots = (built / "robots.txt").read_text("utf-8").splitlines()

    assert f"Sitemap: {ADDRESS}sitemap.xml" in robots
    assert not [line for line in robots if line.startswith("Disallow")]


def test_every_page_links_to_support(pages: dict[str, Page]) -> None:
    """Every page's footer links to support, and so do texts where readers get stuck."""
    support = "mailto:help@flicker.finance"
    links = {
        address.removeprefix(ADDRESS): sum(
            attributes.get("href") == support for _, attributes in page.elements
        )
        for address, page in pages.items()
    }
    stuck = ("", "404.html", "okx/create-read-only-key/", "okx/troubleshooting/")

    assert [page for page, count in links.items() if not count] == []
    # Every page has two: in the footer, and in a search that finds nothing.
    assert [page for page in stuck if links[page] <= 2] == []


@pytest.mark.parametrize(
    ("setting", "found", "shown"),
    [
        ("", "mailto:a@example.org", " (a@example.org)"),
        ("https://example.org/help", "https://example.org/help", ""),
        ("mailto:b@example.org?cc=c", "mailto:b@example.org?cc=c", " (b@example.org)"),
    ],
)
def test_support_is_where_the_setting_says(
    setting: str, found: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Support links lead to the setting's page, or to its email, whose address is shown too."""
    monkeypatch.setenv("SUPPORT_URL", setting)
    monkeypatch.setenv("FEEDBACK_EMAIL", "a@example.org")
    config = hooks.on_config(load_config(str(ROOT / "mkdocs.yml")))
    text = "[Ask](mailto:help@flicker.finance), not help@flicker.finance"

    assert config.extra["support_url"] == found
    replaced = hooks.on_page_markdown(text, _page(""), config, Files([]))
    assert replaced == f"[Ask]({found}){shown}, not help@flicker.finance"


def test_invalid_support_address_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    """A support address that is neither a page nor an email stops the build."""
    monkeypatch.setenv("SUPPORT_URL", "javascript:alert(1)")

    with pytest.raises(PluginError, match="SUPPORT_URL"):
        hooks.on_config(load_config(str(ROOT / "mkdocs.yml")))


def _page(content: str) -> Any:
    return type("Page", (), {"content": content, "file": type("File", (), {"src_uri": "x.md"})})


@pytest.mark.parametrize(
    "content",
    [
        "<!-- key-chekcer --><!-- /key-chekcer -->",
        "<!-- key-checker -->",
        "<!-- key-checker --> b <!-- /key -->",
        "<!-- table:no-such --><!-- /table:no-such -->",
        "<!-- table:support-format -->",
    ],
)
def test_a_wrong_marker_stops_the_build(content: str) -> None:
    """A marker that is misspelled or not closed stops the build."""
    with pytest.raises(PluginError, match="unknown or open marker"):
        hooks.on_page_context({}, _page(content), config=None, nav=None)  # type: ignore[arg-type] # not read


def test_a_generated_table_stays() -> None:
    """The content between a table's markers stays on the page, without the markers."""
    page = _page("<!-- a comment --><!-- table:codes -->1<!-- /table:codes -->")

    hooks.on_page_context({}, page, config=None, nav=None)  # type: ignore[arg-type] # not read

    assert page.content == "<!-- a comment -->1"


def test_the_readme_lists_every_setting_of_the_site() -> None:
    """The README's table has every variable of `mkdocs.yml` that the Makefile doesn't set."""
    variables = set(re.findall(r"!ENV \[(\w+)", (ROOT / "mkdocs.yml").read_text()))
    readme = (ROOT / "README.md").read_text("utf-8")

    assert set(re.findall(r"^ +\| `(\w+)` \|", readme, re.MULTILINE)) == variables - {"GIT_DATES"}


def test_warnings_of_a_build_are_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """MkDocs's warnings, which stop a build, are printed."""
    logger = logging.getLogger("mkdocs.structure.pages")
    monkeypatch.setattr(site, "build_mkdocs", lambda _config: logger.warning("a dead link"))
    site.build(tmp_path, ADDRESS)

    assert capsys.readouterr().err == "a dead link\n"


def test_the_site_has_one_default_address() -> None:
    """MkDocs and the rest of the project have the same default address."""
    text = (ROOT / "mkdocs.yml").read_text()

    assert re.findall(r'!ENV \[SITE_URL, "([^"]+)"\]', text) == [DEFAULT_SITE_URL]
    assert yaml_load(text)["strict"] is True
