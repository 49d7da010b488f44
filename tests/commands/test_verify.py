"""`verify` reports every difference between a deployed site and a build of the sources."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from starlette.datastructures import MutableHeaders

from tests.tables import over
from validator.__main__ import main
from validator.commands import static, verify
from validator.loopback import run_in_thread
from validator.publish import deployed, headers, integrity, links, site
from validator.publish.root import DOCS

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PAGE = (
    "<!doctype html><head></head><title>x</title><script>1</script>"
    '<script src="/a.js"></script><link rel="stylesheet" href="/a.css">'
)


async def _no_proxy(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """Stand in for the proxy, which `verify` doesn't call."""


def _make(folder: Path, site_url: str) -> None:
    """Write a small site in place of the build, with files named after what happens to them."""
    for name in ("okx/x/index.html", "index.html", "404.html"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(_PAGE)
    for name in (
        "a.js",
        "changed.js",
        "longer.js",
        "removed.js",
        "moved.js",
        "open.js",
        "typed.js",
    ):
        (folder / name).write_text("let a")
    for name in ("a.css", "typed.css", "sitemap.xml"):
        (folder / name).write_text("<x/>")
    (folder / links.REDIRECTS).write_text(
        "/e/removed /okx/x/#y 302\n/e/moved /okx/x/#y 302\n/e/kept /okx/x/#y 302\n"
        "/old /okx/x/ 301\n"
    )
    site.finish(folder, site_url)


def _tamper(folder: Path) -> None:
    """Change each file and each redirect of a site in a different way."""
    (folder / "changed.js").write_text("let b")
    (folder / "longer.js").write_text("let a ")
    (folder / "removed.js").unlink()
    (folder / "404.html").write_text("gone")
    (folder / links.REDIRECTS).write_text(
        "/e/moved https://foreign.example/okx/x/#y 302\n/e/kept /okx/x/#y 301\n"
        "/old /okx/x/ 301\n/moved.js /okx/x/ 302\n"
    )
    rules = folder / headers.FILE
    rules.write_text(rules.read_text().replace("default-src 'none'", "default-src *", 1))
    listed = json.loads((folder / integrity.FILE).read_text())
    listed["files"]["evil.js"] = "0" * 64
    listed["built_with"] |= {"python": "3.13.99", "SOURCE_DATE_EPOCH": "12", "zlib": "<b>"}
    (folder / integrity.FILE).write_text(json.dumps(listed))


def _host(app: ASGIApp, added: dict[str, dict[str, str]]) -> ASGIApp:
    """Return a host that adds headers to the responses for some paths, or changes their type."""

    async def host(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_more(message: Message) -> None:
            if message["type"] == "http.response.start":
                response = MutableHeaders(scope=message)
                for name, value in added.get(scope["path"], {}).items():
                    if name == "Content-Type":
                        del response[name]
                    response.append(name, value)
            await send(message)

        await app(scope, receive, send_more)

    return host


def _verify(folder: Path, monkeypatch: pytest.MonkeyPatch, added: dict[str, dict[str, str]]) -> int:
    monkeypatch.setattr(site, "build", _make)
    with run_in_thread(_host(static.create_app(folder, _no_proxy), added)) as url:
        return main(["verify", url])


def test_the_same_site_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same site passes despite what hosts add, and the output says what that proves."""
    _make(tmp_path, "/")
    harmless = {
        "/": {"X-NF-Request-ID": "01", "Age": "12"},
        "/sitemap.xml": {"Content-Type": "text/xml"},
        "/a.js": {"Content-Type": "application/javascript"},
        "/integrity.json": {"Content-Type": "application/x-something"},
    }

    assert _verify(tmp_path, monkeypatch, harmless) == 0

    printed = capsys.readouterr().out
    for line in (verify.PROVES, *verify.DOES_NOT_PROVE):
        assert line in printed


def test_any_difference_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each changed byte, file, header, type and redirect is named, and the status is 1."""
    _make(tmp_path, "/")
    _tamper(tmp_path)
    added = {
        "/": {"Refresh": "0; url=https://foreign.example/", "Set-Cookie": "id=1"},
        "/okx/x/": {"Content-Security-Policy": "default-src *"},
        "/open.js": {"Access-Control-Allow-Origin": "*"},
        "/old": {"Link": "</x.js>; rel=preload"},
        "/typed.js": {"Content-Type": "text/html"},
        "/typed.css": {"Content-Type": "text/plain"},
        "/integrity.json": {"Content-Type": "text/html"},
    }

    assert _verify(tmp_path, monkeypatch, added) == 1

    *lines, _, count = capsys.readouterr().out.splitlines()
    assert count == f"Differences found: {len(lines)}"
    assert sorted(lines) == [
        "404.html has other content",
        "changed.js has other content",
        "e/kept answers with status 301",
        "e/moved leads elsewhere",
        "e/removed answers with status 404",
        "evil.js is listed there, and not part of this build",
        "index.html has another Content-Security-Policy",
        "index.html has more headers: refresh, set-cookie",
        "integrity.json has other content",
        "integrity.json has the type text/html and not application/json",
        "integrity.json was built with 12 of SOURCE_DATE_EPOCH: build with that",
        "integrity.json was built with 3.13.99 of python: build with that",
        "integrity.json was built with another version of zlib: build with that",
        "longer.js has other content",
        "moved.js answers with status 302",
        "no-such-page-7d1f has other content",
        "okx/x/ has another Content-Security-Policy",
        "old has more headers: link",
        "open.js has more headers: access-control-allow-origin",
        "removed.js answers with status 404",
        "typed.css has the type text/plain and not text/css",
        "typed.js has the type text/html and not text/javascript",
    ]


def test_a_site_that_does_not_answer_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A site that doesn't answer exits with 1."""
    monkeypatch.setattr(site, "build", _make)
    with run_in_thread(static.create_app(tmp_path, _no_proxy)) as url:
        pass

    assert main(["verify", url]) == 1
    assert "index.html cannot be fetched" in capsys.readouterr().out


@over(
    [
        ("https://example.org/", True),
        ("http://127.0.0.1:8000", True),
        ("http://localhost:8000/", True),
        ("http://[::1]:8000/", True),
        ("http://example.org/", False),
        ("http://127.0.0.1.example.org/", False),
        ("https://user@example.org/", False),
        ("https://example.org/?x", False),
        ("file:///etc/hosts", False),
        ("", False),
    ]
)
def test_only_safe_addresses_are_asked(address: str, allowed: bool) -> None:
    """Only https addresses, and http ones on this machine, are requested."""
    assert deployed.is_allowed(address) is allowed


def test_a_wrong_address_is_bad_usage() -> None:
    """An address that may not be requested exits with 2 before anything is built."""
    with pytest.raises(SystemExit) as caught:
        main(["verify", "http://example.org/"])

    assert caught.value.code == 2


def test_privacy_page_has_the_same_text() -> None:
    """The privacy page says word for word what a comparison proves and what it doesn't."""
    page = (DOCS / "okx" / "privacy.md").read_text("utf-8")

    for line in (verify.PROVES, *verify.DOES_NOT_PROVE):
        assert f"- {line}\n" in page
