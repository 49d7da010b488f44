"""Every internal link and redirect of the built site leads to something that exists."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tests.publish.pages import ADDRESS, ROOT
from validator.core.findings import BY_QUOTED_CODE, FINDINGS
from validator.publish import links
from validator.publish.links import Redirect, read_redirects, redirects, write_redirects

if TYPE_CHECKING:
    from pathlib import Path

    from tests.publish.pages import Page
    from validator.publish.addresses import BuiltSite

#: A link or an image in Markdown, outside of code.
_MARKDOWN_LINK = re.compile(r"\]\((?P<target>[^)\s]+)(?:\s[^)]*)?\)")
_STYLE_URL = re.compile(r"url\(\s*[\"']?(?P<target>[^\"')]+)")
_CODES = {**{code: code for code in FINDINGS}, **BY_QUOTED_CODE}
_RULES = redirects("/", "/okx/old/ /okx/new/ 301\n")


def _dead(built_site: BuiltSite, base: str, targets: set[str]) -> list[tuple[str, str]]:
    """Return the targets, relative to a base, that are the site's own and lead nowhere."""
    found = []
    for target in sorted(filter(None, targets)):
        address = urlsplit(urljoin(base, target))._replace(query="").geturl()
        if address.startswith(ADDRESS):
            if not built_site.leads_somewhere("/" + unquote(address.removeprefix(ADDRESS))):
                found.append((base, target))
        elif urlsplit(address).netloc == urlsplit(ADDRESS).netloc:
            found.append((base, target))
    return found


def test_no_page_has_a_dead_link(built_site: BuiltSite, pages: dict[str, Page]) -> None:
    """Every internal link, anchor, script, style and image of every page exists."""
    dead = [
        link
        for address, page in pages.items()
        for link in _dead(built_site, address, page.links | page.loads)
    ]

    assert dead == []


def test_links_are_of_known_kinds(pages: dict[str, Page]) -> None:
    """Links are relative, https or email, and never scripts or data."""
    schemes = {urlsplit(link).scheme for page in pages.values() for link in page.links}

    assert schemes <= {"", "https", "mailto"}


def test_no_style_sheet_has_a_dead_link(built: Path, built_site: BuiltSite) -> None:
    """Every internal file that a style sheet loads exists."""
    dead = [
        link
        for path in built.rglob("*.css")
        for link in _dead(
            built_site,
            ADDRESS + path.relative_to(built).as_posix(),
            {match["target"] for match in _STYLE_URL.finditer(path.read_text("utf-8"))},
        )
    ]

    assert dead == []


def test_no_markdown_copy_has_a_dead_link(built: Path, built_site: BuiltSite) -> None:
    """Every internal link of a Markdown copy leads to a file or an anchor that exists."""
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


def test_lists_for_programs_have_no_dead_link(built: Path, built_site: BuiltSite) -> None:
    """The addresses in `llms.txt` and `findings.json` are absolute and exist."""
    matches = _MARKDOWN_LINK.finditer((built / "llms.txt").read_text("utf-8"))
    targets = {match["target"] for match in matches}
    targets |= {row["url"] for row in json.loads((built / "findings.json").read_text("utf-8"))}

    assert all(target.startswith(ADDRESS) for target in targets)
    assert _dead(built_site, ADDRESS, targets) == []


def test_every_short_link_leads_to_its_section(built_site: BuiltSite) -> None:
    """The short link of each finding and each OKX code leads to the finding's section."""
    short = {source: code for code, source in ((code, f"/e/{code}") for code in _CODES)}
    wrong = [
        source
        for source, code in short.items()
        if built_site.redirects.get(source) != links.section("/", _CODES[code])
        or not built_site.leads_somewhere(source)
    ]

    assert wrong == []


def test_redirects_hide_nothing(built_site: BuiltSite) -> None:
    """No redirect has the path of a page or file, where the host would not apply it."""
    hidden = [
        source
        for source in built_site.redirects
        if f"{source}/" in built_site.pages or (built_site.folder / source[1:]).exists()
    ]

    assert hidden == []


def test_there_is_a_redirect_for_each_code() -> None:
    """Redirects of codes are temporary, since their meaning may change, and moves are permanent."""
    assert [(rule.source, rule.status) for rule in _RULES] == [
        *((f"/e/{code}", 302) for code in _CODES),
        ("/okx/old/", 301),
    ]


def test_redirects_are_below_the_site() -> None:
    """Both sides of every redirect begin with the path of the site's address."""
    lines = write_redirects(redirects(ROOT, "/okx/old/ /okx/new/ 301\n")).splitlines()

    assert "/help/e/wrong-secret /help/okx/troubleshooting/#wrong-secret 302" in lines
    assert "/help/okx/old/ /help/okx/new/ 301" in lines


def test_redirects_are_read_as_written() -> None:
    """The first rule for a path applies, comments are skipped, and a final slash is ignored."""
    text = "# comment\n\n/a/ /b/#c 302\n/a /d 301\n"

    assert read_redirects(text) == {"/a": Redirect("/a/", "/b/#c", 302)}
    assert read_redirects(write_redirects(_RULES)) == {
        rule.source.rstrip("/"): rule for rule in _RULES
    }


def test_no_redirect_is_a_pattern() -> None:
    """No redirect has a character that the host would read as a pattern, space or comment."""
    rules = [*redirects("/"), *_RULES]

    assert [rule for rule in rules if {*rule.source} & {*"*:?# !="}] == []
    assert [rule for rule in rules if {*rule.target} & {*"*:? !="}] == []


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
    """Sections and short links are below the site's address, with or without a final slash."""
    root, base = expected

    assert links.root_of(site_url) == root
    assert links.short(site_url, "50110") == f"{base}e/50110"
    assert links.section(site_url, "can-trade") == f"{base}okx/troubleshooting/#can-trade"
