"""A page stays light on a phone's connection."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Response

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.audit

_COMPRESS: Final = Path(__file__).parents[1] / "bench" / "start" / "compress.mjs"
#: Brotli's best, as hosts keep static files.
_QUALITY: Final = "11"
#: Of a page with all that it loads by itself, in bytes, compressed (issue 3).
_LIMIT: Final = 80 * 1024


@pytest.mark.parametrize("name", ["create-read-only-key", "troubleshooting"])
def test_a_page_stays_light(
    browser: Browser, served: HelpCenter, tmp_path: Path, name: str
) -> None:
    """Guide and troubleshooting need less than 80 KiB; `make bench` tells of the checker's page."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    loaded: list[Response] = []
    # Playwright notes something at the handler, which a method of a list does not allow.
    page.on("response", lambda response: loaded.append(response))  # noqa: PLW0108
    page.goto(f"{served.url}okx/{name}/", wait_until="networkidle")
    sources = []
    for number, response in enumerate(loaded):
        if "/runtime/" not in response.url:
            source = tmp_path / f"{number}.plain"
            source.write_bytes(response.body())
            sources.append(source)
    page.close()
    packed = tmp_path / "packed"
    packed.mkdir()
    command: list[str | Path] = [
        shutil.which("node") or "node",
        _COMPRESS,
        _QUALITY,
        packed,
        *sources,
    ]
    subprocess.run(command, check=True)

    assert len(sources) > 10
    assert sum(path.stat().st_size for path in packed.iterdir()) < _LIMIT
