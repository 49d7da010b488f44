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
#: Brotli's best quality, as hosts use for static files.
_QUALITY: Final = "11"
#: The most that a page without the checker may weigh, compared to the bare theme's.
_MOST: Final = 1.5
_PAGES: Final = ("", "okx/troubleshooting/", "okx/best-practices/", "okx/privacy/")


async def _no_proxy(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """Stand in for the proxy, which no page calls here."""


def _weigh(browser: Browser, url: str, folder: Path, page: str, packed: Path) -> int:
    """Return the compressed bytes of a page and of everything that it loads."""
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    paths = set[str]()
    tab.on("response", lambda response: paths.add(urlsplit(response.url).path))
    tab.goto(url + page, wait_until="networkidle")
    tab.close()
    files = [folder / f"{path}index.html".lstrip("/") for path in paths if path.endswith("/")]
    files += [folder / path.lstrip("/") for path in paths if not path.endswith("/")]
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
    """No page without the checker has more than 1.5 times the bytes of the bare theme's page."""
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
