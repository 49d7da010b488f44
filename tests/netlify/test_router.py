"""What Netlify's own router makes of our settings, and that `make serve` does the same."""

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

#: One of each kind: what to look for in the built site, or a path that it lacks.
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
def test_both_say_the_same_of_a_file(hosts: Hosts, kind: str) -> None:
    """For a file of each kind both hosts send the headers that the build wrote."""
    path = _path(hosts, _FILES[kind])
    said = headers.of(path, headers.read((hosts.folder / headers.FILE).read_text()))

    netlify, serve = hosts.netlify.get(path), hosts.serve.get(path)

    assert (netlify.status_code, serve.status_code) == (200, 200)
    assert netlify.content == serve.content
    assert headers.POLICY in said
    # Each once: two policies would be joined.
    assert {name: serve.headers.get_list(name) for name in said} == {
        name: [value] for name, value in said.items()
    }
    said.pop(headers.CACHING, None)
    assert {name: netlify.headers.get_list(name) for name in said} == {
        name: [value] for name, value in said.items()
    }


@pytest.mark.parametrize("path", ["/nowhere/", "/e/nonsense", "/okx/nowhere.mjs"])
def test_both_show_the_site_s_404(hosts: Hosts, path: str) -> None:
    """What is not there is the site's own page, with the status and the policy."""
    for client in (hosts.netlify, hosts.serve):
        answer = client.get(path)

        assert answer.status_code == 404
        assert "<title>Page not found" in answer.text
        (policy,) = answer.headers.get_list(headers.POLICY)
        assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize("path", ["/a/b/c", "/a/b/c/d", "/a/b/c/d/e/f"])
def test_a_404_brings_its_policy_however_deep(hosts: Hosts, path: str) -> None:
    """Where workers have rules of their own a host may find none, and the page has its own."""
    embedded = f'<meta http-equiv="{headers.POLICY}" content="default-src \'none\';'
    for client in (hosts.netlify, hosts.serve):
        answer = client.get(path)

        assert answer.status_code == 404
        assert embedded in answer.text
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_both_follow_every_redirect(hosts: Hosts) -> None:
    """Each short link and each page that moved leads where the build says, at both."""
    rules = links.read_redirects((hosts.folder / links.REDIRECTS).read_text())

    assert "/e/50110" in rules
    for rule in rules.values():
        for client in (hosts.netlify, hosts.serve):
            answer = client.get(rule.source)
            assert (answer.status_code, answer.headers["Location"]) == (rule.status, rule.target)


def test_both_pass_a_check_on(hosts: Hosts, body: Body) -> None:
    """What is below `/api` is answered by the proxy, with the proxy's own headers."""
    for client in (hosts.netlify, hosts.serve):
        asked = client.post("/api/okx/permissions", json=body(ACCOUNTS["read-only"].pasted))

        assert asked.json()["permissions"] == ["read_only"]
        assert {name: asked.headers.get(name) for name in API_HEADERS} == API_HEADERS


@pytest.mark.parametrize("path", ["/api/nowhere", "/api/time"])
def test_both_pass_on_what_the_proxy_says(hosts: Hosts, path: str) -> None:
    """Status and type come from the proxy, and no page stands in for them."""
    netlify, serve = hosts.netlify.get(path), hosts.serve.get(path)

    assert netlify.status_code == serve.status_code
    assert netlify.headers["Content-Type"] == serve.headers["Content-Type"]
    assert netlify.headers["X-Request-Id"]
