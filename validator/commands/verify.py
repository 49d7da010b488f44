"""`verify`: compares a deployed site with what this commit builds."""
# ruff: noqa: T201 - the command line prints its output

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Final

from validator.publish import deployed, site

#: The privacy page says the same; a test compares.
PROVES: Final = (
    "The files, headers and short links this site just sent you are exactly "
    "what this source code builds."
)
DOES_NOT_PROVE: Final = (
    "The host could send different files to other people, or at another time.",
    "The host may serve more than this source code builds. Only what it builds is compared.",
    "Nobody can see from outside what our server runs.",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "url", type=_address, metavar="URL", help="where the site is; https, or http on loopback"
    )


def run(arguments: argparse.Namespace) -> int:
    """Build the site for its address and print each difference; 0 only if there is none."""
    with tempfile.TemporaryDirectory(prefix="okx-help-") as folder:
        site.build(Path(folder), arguments.url)
        differences = list(deployed.differences(Path(folder), arguments.url))
    for difference in differences:
        print(f"{difference.path} {difference.what}")
    if differences:
        print(f"\nDifferences found: {len(differences)}")
        return 1
    print(f"No differences found. {PROVES}\nIt doesn't prove everything:")
    for line in DOES_NOT_PROVE:
        print(f"- {line}")
    return 0


def _address(text: str) -> str:
    if not deployed.is_allowed(text):
        raise argparse.ArgumentTypeError("must be an https address, or http on loopback")
    return text.rstrip("/") + "/"
