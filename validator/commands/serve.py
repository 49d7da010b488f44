"""`serve`: the whole help center in one process, by default with the fake exchange."""
# ruff: noqa: T201 - the command line prints its output

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from validator import fake_okx
from validator.commands import options, server, static
from validator.core.facts import SITES
from validator.core.practice import ACCOUNTS
from validator.loopback import run_in_thread
from validator.proxy import LIVE, UNGUARDED, Settings
from validator.proxy import create_app as create_proxy
from validator.publish import site

if TYPE_CHECKING:
    import argparse
    import socket


_FAKE: Final = "fake"
_HOST: Final = "127.0.0.1"
_COLUMNS: Final = ("account", "shows", "log in at", "API key", "secret key", "passphrase")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    options.add_port(parser, default=8000)
    options.add_okx(parser, default=_FAKE, keywords=(_FAKE, LIVE))
    options.add_egress(parser)


def run(arguments: argparse.Namespace) -> int:
    """Serve the help center until a signal ends it."""
    # Before the build, which takes a while: a port in use should fail at once.
    with server.ended_by_signals(), server.listen_or_exit(_HOST, arguments.port) as listener:
        _serve(listener, arguments)
    return 0


def accounts_table() -> str:
    """Return a table of the practice accounts, a line each, to copy from."""
    rows = [
        _COLUMNS,
        *(
            (
                account.name,
                account.shows,
                SITES[account.site].login_host,
                account.pasted.api_key,
                account.pasted.secret_key,
                account.pasted.passphrase,
            )
            for account in ACCOUNTS.values()
        ),
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _serve(listener: socket.socket, arguments: argparse.Namespace) -> None:
    address = server.address_of(listener)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="okx-help-")))
        site.build(folder, address)
        okx = arguments.okx
        if okx == _FAKE:
            okx = stack.enter_context(run_in_thread(fake_okx.create_app()))
            print(f"Practice accounts of the fake exchange at {okx}:\n\n{accounts_table()}\n")
        print(f"The help center is at {address} (end it with Ctrl+C)", flush=True)
        limits = {} if okx == LIVE else UNGUARDED
        proxy = create_proxy(Settings(okx=okx, egress=arguments.egress, **limits))
        server.run(static.create_app(folder, proxy), listener)
