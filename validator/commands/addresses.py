"""`addresses`: adds newly published addresses to the list of promised ones."""
# ruff: noqa: T201 - the command line prints its output

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from validator.core.facts import DEFAULT_SITE_URL
from validator.publish import addresses, site

if TYPE_CHECKING:
    import argparse


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Add nothing: the command takes no arguments."""


def run(_arguments: argparse.Namespace) -> int:
    """Build the site, add its new addresses to the list, and print them."""
    with tempfile.TemporaryDirectory(prefix="okx-help-") as folder:
        site.build(Path(folder), DEFAULT_SITE_URL)
        new = addresses.add(addresses.BuiltSite(Path(folder)).addresses())
    print("".join(f"{address}\n" for address in new), end="")
    return 0
