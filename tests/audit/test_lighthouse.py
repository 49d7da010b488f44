"""Lighthouse gives full marks on a phone."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.debian import program

if TYPE_CHECKING:
    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.audit

_SCRIPT: Final = Path(__file__).with_name("lighthouse.mjs")
_CATEGORIES: Final = ("accessibility", "best-practices", "seo")
_PATHS: Final = (
    "",
    "okx/create-read-only-key/",
    "okx/troubleshooting/",
    "okx/check-your-key/",
)
_LIMIT_SECONDS: Final = 300


def test_full_marks(served: HelpCenter) -> None:
    """Four pages score 100 each for accessibility, best practices and SEO."""
    node, browser = program("node"), program("chromium")
    run = subprocess.run(
        [node, _SCRIPT, browser, ",".join(_CATEGORIES), *(served.url + path for path in _PATHS)],
        capture_output=True,
        check=False,
        text=True,
        timeout=_LIMIT_SECONDS,
    )

    assert run.returncode == 0, run.stderr
    results = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(results) == len(_PATHS)
    failed = [f"{result['url']}: {line}" for result in results for line in result["failed"]]
    assert not failed, "\n".join(failed)
    full = dict.fromkeys(_CATEGORIES, 100)
    assert [result["scores"] for result in results] == [full] * len(_PATHS)
