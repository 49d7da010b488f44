"""Name servers of a test's own: OKX's hosts are found on loopback, or not at all."""

from __future__ import annotations

import socket
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from validator.core.facts import SITES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: The names that are looked up in another way; a stand-in may be found as `localhost`.
_HOSTS = {"localhost", *(site.api_host for site in SITES.values())}


def loopback(port: int | None = None) -> Callable[[int], list[Any]]:
    """Return a look-up that finds every name on loopback, at a port if one is given."""
    return lambda asked: [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", port or asked))]


def slow(asked: int) -> list[Any]:
    """Find the name, but later than a request waits."""
    time.sleep(1)
    return loopback()(asked)


def unknown(_asked: int) -> list[Any]:
    """Raise what the system raises for a name that does not exist."""
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@contextmanager
def resolved_by(look_up: Callable[[int], list[Any]]) -> Iterator[None]:
    """Find OKX's hosts, and `localhost`, by this look-up in the block."""
    system = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *arguments: Any, **options: Any) -> Any:
        return look_up(port) if host in _HOSTS else system(host, port, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        yield
