"""`link CODE`: the address that a support agent puts into a ticket."""
# ruff: noqa: T201 - the command line prints its output

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from validator.core.facts import DEFAULT_SITE_URL
from validator.core.findings import BY_QUOTED_CODE, FINDINGS
from validator.publish import links

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("code", help="a finding code (key-not-found) or an OKX code (50119)")


def run(arguments: argparse.Namespace) -> int:
    """Print the address of a code's section; 2 if there is no such code."""
    code = BY_QUOTED_CODE.get(arguments.code, arguments.code)
    if code not in FINDINGS:
        print("no such code: neither a finding nor an OKX code that we know", file=sys.stderr)
        return 2
    print(address_of(code))
    return 0


def address_of(code: str) -> str:
    """Return the absolute address of a finding's section on the published site."""
    return links.section(os.environ.get("SITE_URL") or DEFAULT_SITE_URL, code)
