"""The headers of the site."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.publish.pages import ROOT as SITE_ROOT
from validator.core.facts import DEFAULT_SITE_URL
from validator.publish import headers, site
from validator.publish.headers import Rule
from validator.publish.root import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.publish.pages import Page

_RULES = headers.rules("/", ["'sha256-b='", "'sha256-a='"])
_POLICY = "Content-Security-Policy"


def _policy(path: str) -> dict[str, list[str]]:
    text = headers.of(path, _RULES)[_POLICY]
    return {name: sources for name, *sources in (one.split() for one in text.split("; "))}


def test_a_page_may_load_only_its_own() -> None:
    """Nothing is allowed but the site's own files, its known inline scripts, and icons in CSS."""
    policy = _policy("/okx/privacy/")

    assert policy == {
        "default-src": ["'none'"],
        "script-src": ["'self'", "'sha256-a='", "'sha256-b='"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": ["'none'"],
    }


@pytest.mark.parametrize(
    ("path", "sources"),
    [
        ("/checker/1a2b/worker.mjs", ["'self'", "'wasm-unsafe-eval'"]),
        ("/assets/javascripts/workers/search.a7633da7.min.js", ["'self'"]),
    ],
)
def test_a_worker_may_less(path: str, sources: list[str]) -> None:
    """A worker may load scripts and ask the site, and only the checker's may use WebAssembly."""
    assert _policy(path) == {
        "default-src": ["'none'"],
        "script-src": sources,
        "connect-src": ["'self'"],
        "frame-ancestors": ["'none'"],
    }


def test_webassembly_is_nobody_else_s() -> None:
    """Only the worker's response allows WebAssembly, and none allows `eval` or inline code."""
    said = headers.write(_RULES)

    assert said.count("wasm-unsafe-eval") == 1
    assert "'unsafe-" not in said


@pytest.mark.parametrize("path", ["/", "/nowhere/at.all", "/assets/x.css", "/checker/1/worker.mjs"])
def test_every_response_has_them(path: str) -> None:
    """Whatever is asked for, what the response may be used for is said."""
    said = headers.of(path, _RULES)

    assert said["Cross-Origin-Opener-Policy"] == "same-origin"
    assert said["Cross-Origin-Resource-Policy"] == "same-origin"
    assert said["Referrer-Policy"] == "no-referrer"
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["X-Frame-Options"] == "DENY"
    assert said["Strict-Transport-Security"].startswith("max-age=63072000")
    features = dict(one.split("=", 1) for one in said["Permissions-Policy"].split(", "))
    assert features.pop("clipboard-write") == "(self)"
    assert {"camera", "geolocation", "clipboard-read", "payment"} <= features.keys()
    assert set(features.values()) == {"()"}


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/*", "/", True),
        ("/*", "/a/b", True),
        ("/help/*", "/help/", True),
        ("/help/*", "/help", True),
        ("/help/*", "/helper", True),  # so does Netlify's parser: the last slash is optional
        ("/help/*", "/other/help/", False),
        ("/a/:one/b.mjs", "/a/1/b.mjs", True),
        ("/a/:one/b.mjs", "/a/1/2/b.mjs", False),
        ("/a/:one/b.mjs", "/a/1/bxmjs", False),
    ],
)
def test_a_pattern_fits_as_at_the_host(pattern: str, path: str, fits: bool) -> None:
    """`*` stands for anything, `:name` for one part, and all else for itself."""
    assert Rule(pattern, {}).fits(path) is fits


def test_the_later_rule_decides() -> None:
    """Of two rules that fit, the later one's header is sent."""
    rules = (Rule("/*", {"A": "1", "B": "1"}), Rule("/x/*", {"A": "2"}))

    assert headers.of("/x/y", rules) == {"A": "2", "B": "1"}


def test_what_is_written_is_read() -> None:
    """The file brings back the rules, and so does the form for `netlify.toml`."""
    assert headers.read(headers.write(_RULES)) == _RULES
    assert _of_toml(headers.toml(_RULES)) == _RULES


@pytest.mark.parametrize(
    ("page", "count"),
    [
        ("<script>let a = 1 &amp; 2</script><p>text</p>", 1),
        ("<script>1</script><script>1</script><script type=module>2</script>", 2),
        ('<script type="application/json">{}</script>', 0),
        ("<script src=x.js></script>", 0),
    ],
)
def test_inline_scripts_are_those_that_run(page: str, count: int) -> None:
    """Each different script that stands in a page counts once; data and files do not."""
    assert len(headers.inline_scripts(page)) == count


def test_the_hash_is_the_browser_s() -> None:
    """The source for a script is the one that CSP's specification gives for its text."""
    # https://www.w3.org/TR/CSP3/#example-3c9b6cb8
    (source,) = headers.inline_scripts("<script>alert('Hello, world.');</script>")

    assert source == "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"


def test_no_page_needs_more(built: Path, pages: dict[str, Page]) -> None:
    """The built site's file knows each inline script, and no page has other inline code."""
    said = headers.of(SITE_ROOT, headers.read((built / headers.FILE).read_text()))

    for path in built.rglob("*.html"):
        for source in headers.inline_scripts(path.read_text("utf-8")):
            assert source in said[_POLICY]
    for page in pages.values():
        for tag, given in page.elements:
            assert tag not in {"base", "style"}
            assert not [name for name in given if name == "style" or name.startswith("on")]
            assert not (given.get("href") or "").startswith("javascript:")


def test_netlify_s_settings_carry_the_same(tmp_path: Path) -> None:
    """`netlify.toml` has the rules that the build writes; `make headers` copies them there."""
    site.build(tmp_path, DEFAULT_SITE_URL)

    built = headers.read((tmp_path / headers.FILE).read_text())

    assert _of_toml((ROOT / "netlify.toml").read_text()) == built


def _of_toml(text: str) -> tuple[Rule, ...]:
    return tuple(Rule(one["for"], one["values"]) for one in tomllib.loads(text)["headers"])
