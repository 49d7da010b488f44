"""A browser that does not begin is given up: its driver would wait for it for ever."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.engines import webkit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engines.outside import Outside


@pytest.mark.engines
@pytest.mark.parametrize("does", ["exit 1", "exec sleep 5"], ids=["dies", "waits"])
def test_a_browser_that_does_not_begin_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outside: Outside, does: str
) -> None:
    """After the last attempt an error says so."""
    browser = tmp_path / "browser"
    browser.write_text(f"#!/bin/sh\n{does}\n")
    browser.chmod(0o755)
    monkeypatch.setattr(webkit, "_BEGIN_PATIENCE", 1)
    monkeypatch.setattr(webkit, "_ATTEMPTS", 2)

    with pytest.raises(RuntimeError, match="in 2 attempts"):
        webkit.WebKitTab(str(browser), dict(os.environ), outside.address)
