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
from validator.publish import deployed, links, site
from validator.publish.root import DOCS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PAGE = (
    "<!doctype html><head></head><title>x</title><script>1</script>"
    '<script src="/a.js"></script><link rel="stylesheet" href="/a.css">'
)


async def _no_proxy(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """Stand in for the proxy, which `verify` doesn't call."""


def _make(folder: Path, site_url: str) -> None:
    """Write a small site in place of the build: pages, a script, a style and redirects."""
    for name in ("okx/x/index.html", "index.html", "404.html"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(_PAGE)
    (folder / "a.js").write_text("let a")
    (folder / "a.css").write_text("a {}")
    (folder / "sitemap.xml").write_text("<x/>")
    (folder / links.REDIRECTS).write_text("/e/50110 /okx/x/#y 302\n/old /okx/x/ 301\n")
    site.finish(folder, site_url)


def _change(folder: Path) -> None:
    (folder / "a.js").write_text("let b")


def _lengthen(folder: Path) -> None:
    (folder / "okx/x/index.html").write_text((folder / "okx/x/index.html").read_text() + " ")


def _remove(folder: Path) -> None:
    (folder / "a.js").unlink()


def _change_missing_page(folder: Path) -> None:
    (folder / "404.html").write_text("gone")


def _set(part: str, name: str, value: str) -> Callable[[Path], None]:
    """Return a change to the list of hashes."""

    def tamper(folder: Path) -> None:
        listed = json.loads((folder / "integrity.json").read_text())
        listed[part][name] = value
        (folder / "integrity.json").write_text(json.dumps(listed))

    return tamper


def _loosen(folder: Path) -> None:
    rules = folder / "_headers"
    rules.write_text(rules.read_text().replace("default-src 'none'", "default-src *"))


def _redirect(folder: Path) -> None:
    (folder / "_redirects").write_text("/a.js /okx/x/ 302\n")


def _lead_elsewhere(folder: Path) -> None:
    (folder / "_redirects").write_text(
        "/e/50110 https://foreign.example/okx/x/#y 302\n/old /okx/x/ 301\n"
    )


def _lead_for_ever(folder: Path) -> None:
    (folder / "_redirects").write_text("/e/50110 /okx/x/#y 301\n/old /okx/x/ 301\n")


def _unchanged(app: ASGIApp) -> ASGIApp:
    return app


def _changes(path: str, change: Callable[[MutableHeaders], None]) -> Callable[[ASGIApp], ASGIApp]:
    """Return a change to a host, which changes the headers of the response for one path."""

    def changed(app: ASGIApp) -> ASGIApp:
        async def changed_app(scope: Scope, receive: Receive, send: Send) -> None:
            async def send_changed(message: Message) -> None:
                if message["type"] == "http.response.start" and scope["path"] == path:
                    change(MutableHeaders(scope=message))
                await send(message)

            await app(scope, receive, send_changed)

        return changed_app

    return changed


def _adds(name: str, value: str, path: str = "/") -> Callable[[ASGIApp], ASGIApp]:
    return _changes(path, lambda headers: headers.append(name, value))


def _sends_as(kind: str, path: str) -> Callable[[ASGIApp], ASGIApp]:
    return _changes(path, lambda headers: headers.update({"Content-Type": kind}))


def _verify(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tamper: Callable[[Path], None] | None = None,
    host: Callable[[ASGIApp], ASGIApp] = _unchanged,
) -> int:
    folder = tmp_path / "deployed"
    _make(folder, "/")
    if tamper:
        tamper(folder)
    monkeypatch.setattr(site, "build", _make)
    with run_in_thread(host(static.create_app(folder, _no_proxy))) as url:
        return main(["verify", url])


def test_the_same_site_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An identical site exits with 0, and the output says what that proves and what it doesn't."""
    assert _verify(tmp_path, monkeypatch) == 0

    printed = capsys.readouterr().out
    for line in (verify.PROVES, *verify.DOES_NOT_PROVE):
        assert line in printed


@over(
    [
        (_change, "a.js has other content"),
        (_lengthen, "okx/x/ has other content"),
        (_remove, "a.js answers with status 404"),
        (_change_missing_page, "no-such-page-7d1f has other content"),
        (_set("files", "evil.js", "0" * 64), "evil.js is listed there, and not part of this build"),
        (
            _set("built_with", "python", "3.13.99"),
            "integrity.json was built with 3.13.99 of python: build with that",
        ),
        (
            _set("built_with", "SOURCE_DATE_EPOCH", "12"),
            "was built with 12 of SOURCE_DATE_EPOCH: build with that",
        ),
        (_loosen, "index.html has another Content-Security-Policy"),
        (_redirect, "a.js answers with status 302"),
        (_redirect, "e/50110 answers with status 404"),
        (_lead_elsewhere, "e/50110 leads elsewhere"),
        (_lead_for_ever, "e/50110 answers with status 301"),
    ]
)
def test_any_difference_is_named(
    tamper: Callable[[Path], None],
    named: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A changed byte, file, header or redirect exits with 1 and is named."""
    assert _verify(tmp_path, monkeypatch, tamper) == 1

    assert named in capsys.readouterr().out


@over(
    [
        (_adds("Refresh", "0; url=https://foreign.example/"), "has more headers: refresh"),
        (_adds("Set-Cookie", "id=1"), "has more headers: set-cookie"),
        (
            _adds("Access-Control-Allow-Origin", "*", "/a.js"),
            "a.js has more headers: access-control-allow-origin",
        ),
        (_adds("Link", "</x.js>; rel=preload", "/e/50110"), "e/50110 has more headers: link"),
        (
            _adds("Content-Security-Policy", "default-src *"),
            "index.html has another Content-Security-Policy",
        ),
        (_sends_as("text/html", "/a.js"), "a.js has the type text/html and not text/javascript"),
        (_sends_as("text/html", "/integrity.json"), "integrity.json has the type text/html"),
        (_sends_as("text/plain", "/a.css"), "a.css has the type text/plain and not text/css"),
    ]
)
def test_additions_of_a_host_are_named(
    host: Callable[[ASGIApp], ASGIApp],
    named: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A host's extra header, second policy or different content type is named."""
    assert _verify(tmp_path, monkeypatch, host=host) == 1

    assert named in capsys.readouterr().out


@over(
    [
        _adds("X-NF-Request-ID", "01"),
        _adds("Age", "12"),
        _sends_as("text/xml", "/sitemap.xml"),
        _sends_as("application/javascript", "/a.js"),
        _sends_as("application/x-something", "/integrity.json"),
    ]
)
def test_harmless_additions_pass(
    host: Callable[[ASGIApp], ASGIApp], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Additions that don't affect browsers are no differences."""
    assert _verify(tmp_path, monkeypatch, host=host) == 0


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
