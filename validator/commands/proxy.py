"""`proxy`: the proxy alone, as it runs in production."""
# ruff: noqa: T201 - the command line speaks by printing

from __future__ import annotations

from typing import TYPE_CHECKING

from validator.commands import options, server
from validator.proxy import LIVE, Settings, create_app

if TYPE_CHECKING:
    import argparse

    from validator.commands.options import Commands


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("proxy", help="run the proxy alone")
    parser.add_argument("--host", default="127.0.0.1", help="(default: %(default)s)")
    options.add_port(parser, default=8080)
    options.add_okx(parser, default=LIVE, keywords=(LIVE,))
    options.add_egress(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve the proxy until a signal ends it."""
    settings = Settings(okx=arguments.okx, egress=arguments.egress)
    with (
        server.ended_by_signals(),
        server.listen_or_exit(arguments.host, arguments.port) as listener,
    ):
        print(f"The proxy listens on {server.address_of(listener)}", flush=True)
        server.run(create_app(settings), listener)
    return 0
