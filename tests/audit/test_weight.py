"""A page stays light on a phone's connection."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import pytest

from tests.debian import program

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.audit

_COMPRESS: Final = Path(__file__).parents[1] / "bench" / "start" / "compress.mjs"
#: Brotli's best, as hosts keep static files.
_QUALITY: Final = "11"
#: Of a page with all that it loads by itself, in bytes, compressed (issue 3).
_LIMIT: Final = 80 * 1024


@pytest.mark.parametrize("name", ["create-read-only-key", "troubleshooting", "check-your-key"])
def test_a_page_stays_light(
    browser: Browser, served: HelpCenter, tmp_path: Path, name: str
) -> None:
    """Guide, troubleshooting and checker, but for Python, need less than 80 KiB each."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    #: What the page and then the worker ask for comes once.
    asked = set[str]()
    page.on("response", lambda response: asked.add(urlsplit(response.url).path))
    page.goto(f"{served.url}okx/{name}/", wait_until="networkidle")
    sources = [
        served.folder / f"{path}index.html".lstrip("/")
        if path.endswith("/")
        else served.folder / path.lstrip("/")
        for path in asked
        if not path.startswith("/runtime/")
    ]
    page.close()
    packed = tmp_path / "packed"
    packed.mkdir()
    command: list[str | Path] = [
        program("node"),
        _COMPRESS,
        _QUALITY,
        packed,
        *sources,
    ]
    subprocess.run(command, check=True)

    assert len(sources) > 10
    total = sum(path.stat().st_size for path in packed.iterdir())
    assert total < _LIMIT
