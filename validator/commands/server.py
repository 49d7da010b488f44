"""Serving an app until the process is told to end."""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NoReturn

import uvicorn

from validator.loopback import listen, silent_config, silent_server
from validator.proxy.client_connection import ClientConnection

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from types import FrameType

    from starlette.types import ASGIApp

    from validator.proxy import Proxy

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
#: How long requests in flight may take to end; longer than any call of ours to OKX.
_GRACE_SECONDS: Final = 10


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let SIGINT and SIGTERM leave the block, what it entered is closed, and exit with 0."""
    previous = {number: signal.signal(number, _leave) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def listen_or_exit(host: str, port: int) -> socket.socket:
    """Return a listening socket; ends the program with 1 where the address cannot be had."""
    try:
        return listen(host, port)
    except OSError as error:
        sys.exit(f"cannot listen: {error.strerror}")


def address_of(listener: socket.socket) -> str:
    """Return the base URL of a listening socket, with a slash at the end."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def run(app: ASGIApp, listener: socket.socket) -> None:
    """Serve an app; a signal lets what is in flight end, and is then raised again."""
    silent_server(app, log_level="warning", timeout_graceful_shutdown=_GRACE_SECONDS).run(
        sockets=[listener]
    )


def proxy_server(proxy: Proxy) -> uvicorn.Server:
    """Return the server of a proxy that stands on the internet, with limits for connections."""
    settings = proxy.settings
    config = silent_config(
        proxy,
        http=ClientConnection,
        loop="uvloop",
        # What uvicorn says goes to the proxy's own log; what it says of each start does not.
        log_config=None,
        log_level="warning",
        timeout_keep_alive=settings.idle_limit_seconds,
        timeout_graceful_shutdown=settings.grace_seconds,
    )
    return _ProxyServer(config, proxy)


class _ProxyServer(uvicorn.Server):
    """A server whose app knows at once that a signal came."""

    def __init__(self, config: uvicorn.Config, proxy: Proxy) -> None:
        super().__init__(config)
        self._proxy = proxy

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._proxy.leave()
        super().handle_exit(sig, frame)


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(0)
