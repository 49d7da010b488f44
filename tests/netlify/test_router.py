"""Netlify's own router applies our settings, and `make serve` behaves the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from validator.core.practice import ACCOUNTS
from validator.proxy.middleware import HEADERS as API_HEADERS
from validator.publish import headers, links

if TYPE_CHECKING:
    from tests.conftest import Body
    from tests.netlify.conftest import Hosts

pytestmark = pytest.mark.audit

#: A file of each kind, as a pattern in the built site.
_FILES = {
    "page": "okx/check-your-key/index.html",
    "asset": "assets/stylesheets/main.*.css",
    "script": "checker/*/key-checker.mjs",
    "worker": "checker/*/worker/worker.mjs",
    "search worker": "assets/javascripts/workers/*.js",
    "runtime": "runtime/*/pyodide.asm.wasm",
    "data": "findings.json",
    "contact": ".well-known/security.txt",
}


def _path(hosts: Hosts, pattern: str) -> str:
    (found,) = hosts.folder.glob(pattern)
    return "/" + found.relative_to(hosts.folder).as_posix().removesuffix("index.html")


@pytest.mark.parametrize("kind", _FILES)
def test_both_send_the_same_file_and_headers(hosts: Hosts, kind: str) -> None:
    """Both hosts send a file of each kind with the headers that the build wrote."""
    path = _path(hosts, _FILES[kind])
    expected = headers.of(path, headers.read((hosts.folder / headers.FILE).read_text()))

    netlify, serve = hosts.netlify.get(path), hosts.serve.get(path)

    assert (netlify.status_code, serve.status_code) == (200, 200)
    assert netlify.content == serve.content
    assert headers.POLICY in expected
    # Each once, since two policies would be joined.
    assert {name: serve.headers.get_list(name) for name in expected} == {
        name: [value] for name, value in expected.items()
    }
    expected.pop(headers.CACHING, None)
    assert {name: netlify.headers.get_list(name) for name in expected} == {
        name: [value] for name, value in expected.items()
    }


@pytest.mark.parametrize("path", ["/nowhere/", "/e/nonsense", "/okx/nowhere.mjs"])
def test_both_show_the_site_s_404(hosts: Hosts, path: str) -> None:
    """Both hosts send the site's own 404 page, with its status and policy."""
    for client in (hosts.netlify, hosts.serve):
        answer = client.get(path)

        assert answer.status_code == 404
        assert "<title>Page not found" in answer.text
        (policy,) = answer.headers.get_list(headers.POLICY)
        assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize("path", ["/a/b/c", "/a/b/c/d", "/a/b/c/d/e/f"])
def test_deep_404_embeds_its_policy(hosts: Hosts, path: str) -> None:
    """A 404 page at any depth has its policy embedded, in case no rule covers the path."""
    embedded = f'<meta http-equiv="{headers.POLICY}" content="default-src \'none\';'
    for client in (hosts.netlify, hosts.serve):
        answer = client.get(path)

        assert answer.status_code == 404
        assert embedded in answer.text
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_both_follow_every_redirect(hosts: Hosts) -> None:
    """Both hosts apply every redirect of the build."""
    rules = links.read_redirects((hosts.folder / links.REDIRECTS).read_text())

    assert "/e/50110" in rules
    for rule in rules.values():
        for client in (hosts.netlify, hosts.serve):
            answer = client.get(rule.source)
            assert (answer.status_code, answer.headers["Location"]) == (rule.status, rule.target)


def test_both_relay_a_check(hosts: Hosts, body: Body) -> None:
    """Both hosts relay a check to the proxy, and its answer with the proxy's own headers."""
    for client in (hosts.netlify, hosts.serve):
        answer = client.post("/api/okx/permissions", json=body(ACCOUNTS["read-only"].pasted))

        assert answer.json()["permissions"] == ["read_only"]
        assert {name: answer.headers.get(name) for name in API_HEADERS} == API_HEADERS


@pytest.mark.parametrize("path", ["/api/nowhere", "/api/time"])
def test_both_relay_the_proxy_s_status_and_type(hosts: Hosts, path: str) -> None:
    """Below `/api` both hosts relay the proxy's status and type, and never a page of the site."""
    netlify, serve = hosts.netlify.get(path), hosts.serve.get(path)

    assert netlify.status_code == serve.status_code
    assert netlify.headers["Content-Type"] == serve.headers["Content-Type"]
    assert netlify.headers["X-Request-Id"]
