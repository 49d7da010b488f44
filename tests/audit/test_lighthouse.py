"""Lighthouse gives full marks, as on a phone."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.browser import chromium

if TYPE_CHECKING:
    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.audit

_SCRIPT: Final = Path(__file__).with_name("lighthouse.mjs")
_CATEGORIES: Final = ("accessibility", "best-practices", "seo")
_LIMIT_SECONDS: Final = 180


@pytest.mark.parametrize(
    "path", ["okx/create-read-only-key/", "okx/troubleshooting/", "okx/check-your-key/"]
)
def test_full_marks(served: HelpCenter, path: str) -> None:
    """Accessibility, best practices and SEO of a page have 100 each."""
    node, browser = shutil.which("node"), chromium.find()
    assert node
    assert browser
    run = subprocess.run(
        [node, _SCRIPT, browser, ",".join(_CATEGORIES), served.url + path],
        capture_output=True,
        check=False,
        text=True,
        timeout=_LIMIT_SECONDS,
    )

    assert run.returncode == 0, run.stderr
    result = json.loads(run.stdout)
    failed = "\n".join(result["failed"])
    assert result["scores"] == dict.fromkeys(_CATEGORIES, 100), failed
