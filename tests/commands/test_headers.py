"""`headers` keeps what people wrote into `netlify.toml`."""

from __future__ import annotations

import pytest

from validator.commands.headers import MARKER, rewrite
from validator.publish.root import ROOT


def test_only_what_is_below_the_marker_changes() -> None:
    """What stands above stays, what stood below goes."""
    assert rewrite(f"above\n{MARKER}old\n", "new\n") == f"above\n{MARKER}\nnew\n"


def test_without_a_marker_nothing_is_written() -> None:
    """Settings without the marker are left alone, and somebody is told."""
    with pytest.raises(ValueError, match=r"netlify\.toml"):
        rewrite("above\n", "new\n")


def test_the_settings_have_the_marker() -> None:
    """There is one place to write to."""
    assert (ROOT / "netlify.toml").read_text().count(MARKER) == 1
