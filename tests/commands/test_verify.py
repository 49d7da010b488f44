"""`verify` tells a site that is what the sources build from one that is not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from validator.__main__ import main
from validator.commands import static, verify
from validator.loopback import run_in_thread
from validator.publish import deployed, finish, site
from validator.publish.root import DOCS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.types import Receive, Scope, Send

_PAGE = '<!doctype html><title>x</title><script>1</script><script src="/a.js"></script>'


async def _no_proxy(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """Never asked here."""


def _make(folder: Path, site_url: str) -> None:
    """Stand in for the build, which has tests of its own: a page, a script, a page for 404."""
    for name in ("okx/x/index.html", "index.html", "404.html"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(_PAGE)
    (folder / "a.js").write_text("let a")
    finish.files(folder, site_url)


def _change(folder: Path) -> None:
    (folder / "a.js").write_text("let b")


def _lengthen(folder: Path) -> None:
    (folder / "okx/x/index.html").write_text((folder / "okx/x/index.html").read_text() + " ")


def _remove(folder: Path) -> None:
    (folder / "a.js").unlink()


def _add(folder: Path) -> None:
    listed = json.loads((folder / "integrity.json").read_text())
    listed["files"]["evil.js"] = "0" * 64
    (folder / "integrity.json").write_text(json.dumps(listed))


def _build_elsewhere(folder: Path) -> None:
    listed = json.loads((folder / "integrity.json").read_text())
    listed["built_with"]["python"] = "3.13.99"
    (folder / "integrity.json").write_text(json.dumps(listed))


def _loosen(folder: Path) -> None:
    said = folder / "_headers"
    said.write_text(said.read_text().replace("default-src 'none'", "default-src *"))


def _redirect(folder: Path) -> None:
    (folder / "_redirects").write_text("/a.js /okx/x/ 302\n")


def _verify(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tamper: Callable[[Path], None] | None
) -> int:
    folder = tmp_path / "deployed"
    _make(folder, "/")
    if tamper:
        tamper(folder)
    monkeypatch.setattr(site, "build", _make)
    with run_in_thread(static.create_app(folder, _no_proxy)) as url:
        return main(["verify", url])


def test_the_same_site_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It exits with 0, and says what that proves and what it does not."""
    assert _verify(tmp_path, monkeypatch, None) == 0

    printed = capsys.readouterr().out
    for line in (verify.PROVES, *verify.DOES_NOT_PROVE):
        assert line in printed


@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        (_change, "a.js has other content"),
        (_lengthen, "okx/x/index.html has other content"),
        (_remove, "a.js answers with status 404"),
        (_add, "evil.js is listed there, and not part of this build"),
        (_build_elsewhere, "integrity.json was built with 3.13.99 of python: build with that"),
        (_loosen, "index.html has another Content-Security-Policy"),
        (_redirect, "a.js answers with status 302"),
    ],
)
def test_any_difference_is_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tamper: Callable[[Path], None],
    named: str,
) -> None:
    """One byte, one file more or less, one header: it is named, and the exit status is 1."""
    assert _verify(tmp_path, monkeypatch, tamper) == 1

    assert named in capsys.readouterr().out


def test_a_site_that_does_not_answer_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nothing answers, nothing is verified."""
    monkeypatch.setattr(site, "build", _make)
    with run_in_thread(static.create_app(tmp_path, _no_proxy)) as url:
        pass

    assert main(["verify", url]) == 1
    assert "index.html cannot be had" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("address", "allowed"),
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
    ],
)
def test_only_safe_addresses_are_asked(address: str, allowed: bool) -> None:
    """A site is asked over https, or on this machine."""
    assert deployed.is_allowed(address) is allowed


def test_a_wrong_address_is_bad_usage() -> None:
    """It exits with 2 before anything is built."""
    with pytest.raises(SystemExit) as caught:
        main(["verify", "http://example.org/"])

    assert caught.value.code == 2


def test_the_privacy_page_says_the_same() -> None:
    """What is proved and what is not stands on the page word for word."""
    page = (DOCS / "okx" / "privacy.md").read_text("utf-8")

    for line in (verify.PROVES, *verify.DOES_NOT_PROVE):
        assert f"- {line}\n" in page
