"""Serves an app until a signal ends the process."""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NoReturn

from prometheus_client import start_http_server

from validator.loopback import listen, silent_server

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from types import FrameType

    from starlette.types import ASGIApp

    from validator.proxy.metrics import Metrics

_LOOPBACK: Final = "127.0.0.1"
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
#: How long requests in flight may take to finish; longer than a call to OKX.
GRACE_SECONDS: Final = 10


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Exit with status 0 at SIGINT or SIGTERM, closing what the block opened."""
    previous = {number: signal.signal(number, _exit) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def listen_or_exit(host: str, port: int) -> socket.socket:
    """Return a listening socket; exits with status 1 if the address is not available."""
    try:
        return listen(host, port)
    except OSError as error:
        sys.exit(f"cannot listen: {error.strerror}")


def address_of(listener: socket.socket) -> str:
    """Return the base URL of a listening socket, with a slash at the end."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def run(app: ASGIApp, listener: socket.socket) -> None:
    """Serve an app; at a signal, requests in flight finish before it is raised again."""
    # Not uvicorn's lines about each start.
    server = silent_server(app, log_level="warning", timeout_graceful_shutdown=GRACE_SECONDS)
    server.run(sockets=[listener])


@contextmanager
def serving_metrics(metrics: Metrics, port: int) -> Iterator[str]:
    """Serve the metrics on loopback until the block ends, and yield their URL.

    Raises OSError if the port is in use.
    """
    server, thread = start_http_server(port, _LOOPBACK, metrics.registry)
    try:
        yield f"http://{_LOOPBACK}:{server.server_port}/metrics"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _exit(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(0)
