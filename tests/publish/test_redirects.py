"""The redirects of the site."""

from __future__ import annotations

import pytest

from validator.core.findings import BY_OKX_CODE, FINDINGS
from validator.publish.redirects import Rule, read, rules, write

_RULES = rules("/", {"/okx/old/": "/okx/new/"})


def test_there_is_one_for_each_code() -> None:
    """Each finding and each OKX code has a short link, and each page that moved is redirected."""
    sources = [rule.source for rule in _RULES]

    assert sources == [
        *(f"/e/{code}" for code in [*FINDINGS, *BY_OKX_CODE]),
        "/okx/old/",
        "/okx/old.md",
    ]


@pytest.mark.parametrize(
    ("root", "line"),
    [
        ("/", "/e/50110 /okx/troubleshooting/#ip-not-allowed 302"),
        ("/help/", "/help/e/wrong-secret /help/okx/troubleshooting/#wrong-secret 302"),
        ("/help/", "/help/okx/old/ /help/okx/new/ 301"),
    ],
)
def test_the_file_has_one_in_a_line(root: str, line: str) -> None:
    """Codes may come to mean something else, so short links are not permanent; moves are."""
    assert line in write(rules(root, {"/okx/old/": "/okx/new/"})).splitlines()


def test_what_is_written_is_read() -> None:
    """The file brings back the rules, by their paths without a slash at the end."""
    assert read(write(_RULES)) == {rule.source.rstrip("/"): rule for rule in _RULES}


def test_comments_are_passed_over_and_the_first_rule_counts() -> None:
    """The file is read as its host reads it."""
    text = "# comment\n\n/a/ /b/#c 302\n/a /d 301\n"

    assert read(text) == {"/a": Rule("/a/", "/b/#c", 302)}


@pytest.mark.parametrize("rule", _RULES, ids=[rule.source for rule in _RULES])
def test_no_path_means_more_than_itself(rule: Rule) -> None:
    """No path holds what the host would read as a pattern, a blank or a comment."""
    assert not set(rule.source) & set("*:?# !=")
    assert not set(rule.target) & set("*:? !=")
