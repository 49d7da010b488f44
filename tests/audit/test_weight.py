"""A page weighs little more than the theme's own page with the same text."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import pytest

from tests.audit.bare import build_bare
from validator.commands import static
from validator.loopback import run_in_thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser
    from starlette.types import Receive, Scope, Send

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.audit

_COMPRESS: Final = Path(__file__).parents[1] / "bench" / "start" / "compress.mjs"
#: Brotli's best, as hosts keep static files.
_QUALITY: Final = "11"
#: How many times as much a page without the checker may weigh (issue 18).
_MOST: Final = 1.5
_PAGES: Final = ("", "okx/troubleshooting/", "okx/best-practices/", "okx/privacy/")


async def _no_proxy(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """Never asked here."""


def _weigh(browser: Browser, url: str, folder: Path, page: str, packed: Path) -> int:
    """Return the bytes, compressed, of a page and of all that it loads by itself."""
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    asked = set[str]()
    tab.on("response", lambda response: asked.add(urlsplit(response.url).path))
    tab.goto(url + page, wait_until="networkidle")
    tab.close()
    files = [folder / f"{path}index.html".lstrip("/") for path in asked if path.endswith("/")]
    files += [folder / path.lstrip("/") for path in asked if not path.endswith("/")]
    assert len(files) > 5
    packed.mkdir()
    node = shutil.which("node") or "node"
    subprocess.run([node, _COMPRESS, _QUALITY, packed, *files], check=True)
    return sum(path.stat().st_size for path in packed.iterdir())


def test_pages_are_light(
    browser: Browser,
    served: HelpCenter,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """No page without the checker needs more than 1.5 times the bytes of the theme's own."""
    bare = build_bare(tmp_path)
    too_heavy = []
    with run_in_thread(static.create_app(bare, _no_proxy)) as bare_url:
        for number, page in enumerate(_PAGES):
            ours = _weigh(browser, served.url, served.folder, page, tmp_path / f"ours{number}")
            theirs = _weigh(browser, f"{bare_url}/", bare, page, tmp_path / f"bare{number}")
            line = f"/{page}: {ours} bytes, {ours / theirs:.2f} of {theirs}"
            record_property("weight", line)
            if ours > _MOST * theirs:
                too_heavy.append(line)

    assert too_heavy == []
