"""The command line: `python -m validator` and the name of one of the commands."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Final

from validator.commands import addresses, check, headers, link, proxy, serve, tables, verify

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMANDS: Final = (serve, proxy, check, link, tables, addresses, headers, verify)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; bad usage exits with 2."""
    parser = argparse.ArgumentParser(
        prog="python -m validator", description="Flicker's OKX help center."
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    for command in _COMMANDS:
        command.add_to(commands)
    chosen, unknown = parser.parse_known_args(arguments)
    if unknown:
        # Not repeated, as argparse would: they may be credentials, which are never arguments.
        parser.error("there are arguments that the command does not have")
    try:
        return int(chosen.run(chosen))
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
