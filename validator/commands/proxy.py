"""`proxy`: the proxy alone, as it runs in production."""
# ruff: noqa: T201 - the command line prints its output

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

from pydantic import SecretStr

from validator.commands import options, server
from validator.proxy import LIVE, create_app, logs
from validator.proxy.metrics import Metrics
from validator.proxy.settings import PREFIX, InvalidSetting, Settings, load

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    lines = [f"  {name}={default}\n      {about}" for name, default, about in rows()]
    parser.description = "Run the proxy alone. An option comes before its environment variable."
    parser.epilog = "environment variables, with their defaults:\n" + "\n".join(lines)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--host", help="address to listen on")
    options.add_port(parser, default=None)
    options.add_okx(parser, default=None, keywords=(LIVE,))
    options.add_egress(parser, default=None)


def run(arguments: argparse.Namespace) -> int:
    """Serve the proxy until a signal ends it; return 2 if a setting is invalid."""
    overrides = {name: getattr(arguments, name) for name in ("host", "port", "okx", "egress")}
    try:
        loaded = load(**overrides)
    except InvalidSetting as error:
        print(error, file=sys.stderr)
        return 2
    with (
        server.ended_by_signals(),
        server.listen_or_exit(loaded.host, loaded.port) as listener,
    ):
        _serve(loaded, listener)
    return 0


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield each setting's variable, its default as text, and its help."""
    for name, field in Settings.model_fields.items():
        match field.get_default():
            case bool(value):
                default = "on" if value else "off"
            case tuple(value):
                default = ",".join(value)
            case SecretStr():
                default = ""
            case value:
                default = str(value)
        yield PREFIX + name.upper(), default, field.description or ""


def _serve(loaded: Settings, listener: socket.socket) -> None:
    log = logs.open_log(loaded.log_level)
    logs.capture(log, loaded.log_level)
    metrics = Metrics()
    with ExitStack() as stack:
        try:
            address = stack.enter_context(server.serving_metrics(metrics, loaded.metrics_port))
        except OSError as error:
            sys.exit(f"{PREFIX}METRICS_PORT: cannot listen: {error.strerror}")
        print(f"The proxy listens on {server.address_of(listener)}", flush=True)
        log.info("started", metrics=address)
        stack.callback(log.info, "ended")
        if loaded.store_url and not loaded.netlify_secrets:
            # Without a shared secret each replica hashes with its own key, so they share only OKX's
            # budget.
            log.warning("unshared", setting=f"{PREFIX}NETLIFY_SECRETS")
        server.run(create_app(loaded, metrics=metrics, log=log), listener)
