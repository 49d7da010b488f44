"""`proxy`: the proxy alone, as it runs in production."""
# ruff: noqa: T201 - the command line speaks by printing

from __future__ import annotations

import argparse
import os
import resource
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

from validator.commands import options, server
from validator.proxy import LIVE, Settings, create_app, environment, logs
from validator.proxy.metrics import served
from validator.proxy.pool import MAX_ADDRESSES
from validator.proxy.settings import InvalidSetting

if TYPE_CHECKING:
    import socket


#: Files that are open beside the connections: listeners, log, store, event loop.
_OTHER_FILES: Final = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.description = "Run the proxy alone. An option stands above its environment variable."
    parser.epilog = environment.help_text()
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--host", help="address to listen on")
    options.add_port(parser, default=None)
    options.add_okx(parser, default=None, keywords=(LIVE,))
    options.add_egress(parser, default=None)


def run(arguments: argparse.Namespace) -> int:
    """Serve the proxy until a signal ends it; exits with 2 for settings that cannot be."""
    names = ("host", "port", "okx", "egress")
    given = {name: getattr(arguments, name) for name in names}
    try:
        settings = environment.settings(
            os.environ, **{name: value for name, value in given.items() if value is not None}
        )
        _allow_files(settings)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    with (
        server.ended_by_signals(),
        server.listen_or_exit(settings.host, settings.port) as listener,
    ):
        _serve(settings, listener)
    return 0


def _serve(settings: Settings, listener: socket.socket) -> None:
    log = logs.open_log(settings.log_level)
    logs.take_over(log, settings.log_level)
    proxy = create_app(settings, log=log)
    with ExitStack() as stack:
        try:
            address = stack.enter_context(served(proxy.metrics, settings.metrics_port))
        except OSError as error:
            sys.exit(f"{environment.variable('metrics_port')}: cannot listen: {error.strerror}")
        print(f"The proxy listens on {server.address_of(listener)}", flush=True)
        log.info("started", metrics=address)
        stack.callback(log.info, "ended")
        if settings.store_url and not settings.limits_secret:
            # Replicas hash with secrets of their own, and share no more than OKX's budget.
            log.warning("unshared", setting=environment.variable("limits_secret"))
        server.proxy_server(proxy).run(sockets=[listener])


def _allow_files(settings: Settings) -> None:
    """Raise the process's limit of open files to what the settings need.

    Raises InvalidSetting, which names the variable, where the system does not let us.
    """
    needed = settings.max_connections + MAX_ADDRESSES * settings.max_in_flight + _OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise InvalidSetting(
            environment.variable("max_connections"),
            f"needs {needed} open files, and the system allows {hard} (LimitNOFILE, ulimit -n)",
        )
    if soft != resource.RLIM_INFINITY and soft < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
