"""The command line: `python -m validator COMMAND`."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Final

from validator.commands.options import Parser

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Name -> summary. Only the chosen command's module is imported: `check` runs where nothing but
#: Python is installed.
_COMMANDS: Final = {
    "serve": "run the whole help center on this machine",
    "proxy": "run the proxy alone",
    "check": "check a key",
    "link": "print the help center's address for a code",
    "tables": "write the generated parts of the pages again",
    "addresses": "put new addresses on the list of promised ones",
    "verify": "compare a deployed site with this commit's build",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; bad usage exits with 2."""
    argv = sys.argv[1:] if arguments is None else list(arguments)
    parser = Parser(prog="python -m validator", description="Flicker's OKX help center.")
    commands = parser.add_subparsers(required=True, metavar="command")
    parsers = {name: commands.add_parser(name, help=summary) for name, summary in _COMMANDS.items()}
    chosen = parsers.get(argv[0]) if argv else None
    if chosen is not None:
        command = import_module(f"validator.commands.{argv[0]}")
        command.add_arguments(chosen)
        chosen.set_defaults(run=command.run)
    elif argv[:1] not in (["-h"], ["--help"]):
        parser.error(f"the first argument must be one of {', '.join(_COMMANDS)}")
    parsed, unknown = parser.parse_known_args(argv)
    if unknown:
        parser.error("there are arguments that the command does not have")
    try:
        return int(parsed.run(parsed))
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
