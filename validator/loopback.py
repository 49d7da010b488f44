"""A server for an ASGI app in a thread of this process, on a port of the loopback interface."""

from __future__ import annotations

import logging
import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import uvicorn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp

_HOST: Final = "127.0.0.1"
_POLL_SECONDS: Final = 0.005
_GRACE_SECONDS: Final = 1
#: Longer than nginx keeps its connections (60 s), so that it never reuses a closing one.
_KEEP_ALIVE_SECONDS: Final = 75


@contextmanager
def run_in_thread(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """Serve `app` until the block ends, and yield its base URL without a slash at the end.

    Port 0 is any free one. Requests in flight when the block ends have a second to finish.
    """
    server = silent_server(app, timeout_graceful_shutdown=_GRACE_SECONDS)
    listener = listen(_HOST, port)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        while not server.started:
            if not thread.is_alive():
                raise RuntimeError("the app did not start")
            time.sleep(_POLL_SECONDS)
        yield f"http://{_HOST}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def silent_server(app: ASGIApp, **options: Any) -> uvicorn.Server:
    """Return a server that logs no request: its path may hold a misplaced credential."""
    config = uvicorn.Config(
        app,
        access_log=False,
        # Named, so that no optional package (httptools, uvloop) changes how requests are served.
        http="h11",
        loop="asyncio",
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        ws="none",
        **{"log_config": None} | options,
    )
    # `access_log=False` only removes the logger's handlers: another handler would enable it again.
    logging.getLogger("uvicorn.access").disabled = True
    return uvicorn.Server(config)


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; raises OSError if the address is not available."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # socket.create_server doesn't name the protocol. asyncio then leaves Nagle's algorithm on, and
    # each response waits 40 ms for the client's acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener
