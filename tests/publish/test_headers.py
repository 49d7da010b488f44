"""Every response of the site has its headers, each from exactly one rule."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.publish.pages import ROOT
from validator.publish import headers
from validator.publish.headers import POLICY, Rule

if TYPE_CHECKING:
    from pathlib import Path

    from tests.publish.pages import Page

_RULES = headers.rules("/", ["'sha256-b='", "'sha256-a='"])
_WORKER = "/checker/1a2b/worker/worker.mjs"
_SEARCH_WORKER = "/assets/javascripts/workers/search.a7633da7.min.js"
#: One more than the parts of the longest pattern.
_DEEPEST = 7


def _policy(path: str) -> dict[str, list[str]]:
    text = headers.of(path, _RULES)[POLICY]
    return {name: sources for name, *sources in (part.split() for part in text.split("; "))}


def _paths() -> set[str]:
    """Return a path for every combination that the rules distinguish."""
    literals = {part for rule in _RULES for part in rule.path.split("/") if part.strip("*:")}
    literals = {part for part in literals if not part.startswith(":")}
    paths = {"/"}
    for depth in range(1, _DEEPEST):
        products = itertools.product({*literals, "x"}, repeat=min(depth, 4))
        paths |= {"/" + "/".join([*path, *"x" * (depth - 4)]) for path in products}
    # `*` also matches paths that only begin with the part before it.
    return paths | {f"/{part}x" for part in literals} | {f"{path}/" for path in paths}


def test_page_policy() -> None:
    """A page may only load the site's own files, its own inline scripts, and icons in CSS."""
    assert _policy("/okx/privacy/") == {
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
    [(_WORKER, ["'self'", "'wasm-unsafe-eval'"]), (_SEARCH_WORKER, ["'self'"])],
)
def test_policy_of_workers(path: str, sources: list[str]) -> None:
    """A worker may load scripts and call the site, and only the checker's may use WebAssembly."""
    assert _policy(path) == {
        "default-src": ["'none'"],
        "script-src": sources,
        "connect-src": ["'self'"],
        "frame-ancestors": ["'none'"],
    }


def test_only_the_worker_may_use_webassembly() -> None:
    """Only the checker's worker may use WebAssembly, and no policy allows `eval` or inline code."""
    text = headers.write(_RULES)

    assert text.count("wasm-unsafe-eval") == 1
    assert "'unsafe-" not in text


def test_no_path_matches_two_rules_for_one_header() -> None:
    """No path matches two rules for the same header, which hosts would join."""
    twice = {
        (path, name)
        for path in _paths()
        for name, count in Counter(
            name for rule in _RULES if rule.matches(path) for name in rule.headers
        ).items()
        if count > 1
    }

    assert twice == set()


def test_every_file_has_a_policy(built: Path) -> None:
    """Each file of the site has a policy, and so does each path not at the workers' depth."""
    rules = headers.read((built / headers.FILE).read_text())
    files = [ROOT + path.relative_to(built).as_posix() for path in built.rglob("*.*")]
    files += [path.removesuffix("index.html") for path in files]

    assert [path for path in files if POLICY not in headers.of(path, rules)] == []
    without = {path for path in _paths() if POLICY not in headers.of(path, _RULES)}
    assert {len(path.strip("/").split("/")) for path in without} == {4}


def test_404_page_embeds_its_policy(built: Path) -> None:
    """The page for missing addresses has the pages' policy at the start of its head."""
    page = (built / "404.html").read_text("utf-8")
    policy = headers.of(ROOT, headers.read((built / headers.FILE).read_text()))[POLICY]
    start, _, rest = page.partition(f'<meta http-equiv="{POLICY}" content="')
    embedded = rest.partition('"')[0]

    assert start.rstrip().endswith("<head>")
    scripts = {*policy.split("; ")[1].split()} - {*embedded.split("; ")[1].split()}
    assert all(source.startswith("'sha256-") for source in scripts)
    for directive in ("default-src 'none'", "connect-src 'self'", "form-action 'none'"):
        assert directive in embedded.split("; ")
    for source in headers.inline_scripts(page):
        assert source in embedded


def test_every_response_is_protected() -> None:
    """Every path's response has the security headers."""
    for path in _paths():
        response = headers.of(path, _RULES)
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Strict-Transport-Security"].startswith("max-age=63072000")
        permissions = response["Permissions-Policy"].split(", ")
        features = dict(permission.split("=", 1) for permission in permissions)
        assert features.pop("clipboard-write") == "(self)"
        assert {"camera", "geolocation", "clipboard-read", "payment"} <= features.keys()
        assert set(features.values()) == {"()"}


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/*", "/", True),
        ("/*", "/a/b", True),
        ("/help/*", "/help/", True),
        ("/help/*", "/help", True),
        ("/help/*", "/helper", True),  # the last slash is optional, as in Netlify's parser
        ("/help/*", "/other/help/", False),
        ("/a/:name/b.mjs", "/a/1/b.mjs", True),
        ("/a/:name/b.mjs", "/a/1/2/b.mjs", False),
        ("/a/:name/b.mjs", "/a/1/bxmjs", False),
    ],
)
def test_pattern_matches_as_at_netlify(pattern: str, path: str, expected: bool) -> None:
    """In a pattern `*` matches anything, `:name` one part, and everything else itself."""
    assert Rule(pattern, {}).matches(path) is expected


def test_rules_are_read_as_written() -> None:
    """Rules that are written to the file and read again are the same."""
    assert headers.read(headers.write(_RULES)) == _RULES


def test_rules_are_below_the_site() -> None:
    """Every rule's path begins with the path of the site's address."""
    assert all(rule.path.startswith(ROOT) for rule in headers.rules(ROOT, ()))


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
    """Each different inline script counts once, and data and external scripts don't count."""
    assert len(headers.inline_scripts(page)) == count


def test_hash_matches_csp_specification() -> None:
    """The source for a script is the one in CSP's specification."""
    # https://www.w3.org/TR/CSP3/#example-3c9b6cb8
    (source,) = headers.inline_scripts("<script>alert('Hello, world.');</script>")

    assert source == "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"


def test_policy_covers_built_pages(built: Path, pages: dict[str, Page]) -> None:
    """The policy allows each inline script of the built pages, which have no other inline code."""
    policy = headers.of(ROOT, headers.read((built / headers.FILE).read_text()))[POLICY]

    for path in built.rglob("*.html"):
        for source in headers.inline_scripts(path.read_text("utf-8")):
            assert source in policy
    for page in pages.values():
        for tag, attributes in page.elements:
            assert tag not in {"base", "style"}
            assert not [name for name in attributes if name == "style" or name.startswith("on")]
            assert not (attributes.get("href") or "").startswith("javascript:")
