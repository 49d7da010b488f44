"""Name resolution under a test's control, for OKX's hosts and `localhost`."""

from __future__ import annotations

import socket
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from validator.core.facts import SITES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: The names whose resolution is replaced; a stand-in may be reached as `localhost`.
_HOSTS = {"localhost", *(site.api_host for site in SITES.values())}


def loopback(port: int | None = None) -> Callable[[int], list[Any]]:
    """Return a resolver that returns loopback for every name, with a port if it is given."""
    return lambda asked: [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", port or asked))]


def slow(asked: int) -> list[Any]:
    """Resolve a name after a request's time limit."""
    time.sleep(1)
    return loopback()(asked)


def unknown(_asked: int) -> list[Any]:
    """Raise the system's error for a name that does not exist."""
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@contextmanager
def resolved_by(look_up: Callable[[int], list[Any]]) -> Iterator[None]:
    """Resolve OKX's hosts and `localhost` with a function until the block ends."""
    system = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *arguments: Any, **options: Any) -> Any:
        return look_up(port) if host in _HOSTS else system(host, port, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        yield
