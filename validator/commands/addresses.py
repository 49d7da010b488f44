"""`addresses`: puts what is published for the first time on the list of addresses."""
# ruff: noqa: T201 - the command line speaks by printing

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from validator.core.facts import DEFAULT_SITE_URL

if TYPE_CHECKING:
    import argparse

    from validator.commands.options import Commands


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("addresses", help="put new addresses on the list of promised ones")
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Build the site, add its new addresses to the list, and print them."""
    # Only what builds the site needs what builds it; an operator's machine lacks that.
    from validator.publish import addresses  # noqa: PLC0415 - see above
    from validator.publish.site import build  # noqa: PLC0415 - see above

    with tempfile.TemporaryDirectory(prefix="okx-help-") as folder:
        build(Path(folder), DEFAULT_SITE_URL)
        new = addresses.add(addresses.BuiltSite(Path(folder)).addresses())
    print("".join(f"{one}\n" for one in new), end="")
    return 0
