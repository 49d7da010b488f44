"""`headers`: copies the headers of the built site into `netlify.toml`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from validator.core.facts import DEFAULT_SITE_URL
from validator.publish import headers, site
from validator.publish.root import ROOT

if TYPE_CHECKING:
    import argparse


#: Below this line of `netlify.toml` everything is generated.
MARKER: Final = "# Written by `make headers`; do not edit below.\n"


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Add nothing: the command takes no arguments."""


def run(_arguments: argparse.Namespace) -> int:
    """Build the site, and write its headers below the marker."""
    with tempfile.TemporaryDirectory(prefix="okx-help-") as folder:
        site.build(Path(folder), DEFAULT_SITE_URL)
        rules = headers.read((Path(folder) / headers.FILE).read_text("utf-8"))
    settings = ROOT / "netlify.toml"
    settings.write_text(rewrite(settings.read_text("utf-8"), headers.toml(rules)), "utf-8")
    return 0


def rewrite(settings: str, tables: str) -> str:
    """Return the settings with other tables below the marker.

    Raises ValueError if there is no marker.
    """
    if MARKER not in settings:
        raise ValueError("netlify.toml lacks the line below which headers are written")
    return settings.partition(MARKER)[0] + MARKER + "\n" + tables
