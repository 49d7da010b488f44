"""The addresses of OKX's hosts, looked up anew from time to time."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiohappyeyeballs import AddrInfoType

    from validator.proxy.settings import Settings

    #: As `socket.getaddrinfo` returns them.
    Addresses = Sequence[AddrInfoType]

#: How long an address that was looked up is used for new connections, in seconds.
_KEPT_SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class _LookUp:
    task: asyncio.Task[Addresses]
    expires_at: float


class Names:
    """Finds hosts; all who ask for one at a time wait for the same answer."""

    def __init__(self, settings: Settings) -> None:
        # A stand-in may listen on ::1; OKX itself is asked over IPv4, since Flicker's address,
        # which users put on their lists, is one (and OKX sees IPv6 callers as others).
        self._family = socket.AF_INET if settings.is_live else socket.AF_UNSPEC
        self._kept_seconds = min(_KEPT_SECONDS, settings.connection_max_age_seconds)
        self._look_ups: dict[tuple[str, int], _LookUp] = {}

    async def find(self, host: str, port: int) -> Addresses:
        """Return where a host listens, one address or more; raises OSError where it is unknown."""
        loop = asyncio.get_running_loop()
        known = self._look_ups.get((host, port))
        if known is None or known.expires_at <= loop.time():
            task = asyncio.create_task(look_up(host, port, self._family))
            known = _LookUp(task, loop.time() + self._kept_seconds)
            self._look_ups[host, port] = known
            task.add_done_callback(lambda done: self._keep_if_found((host, port), done))
        # Who gives up waiting leaves the others waiting.
        return await asyncio.shield(known.task)

    async def close(self) -> None:
        """End what is under way."""
        tasks = [one.task for one in self._look_ups.values()]
        self._look_ups.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _keep_if_found(self, name: tuple[str, int], task: asyncio.Task[Addresses]) -> None:
        is_found = not task.cancelled() and task.exception() is None
        known = self._look_ups.get(name)
        if not is_found and known is not None and known.task is task:
            del self._look_ups[name]


async def look_up(host: str, port: int, family: socket.AddressFamily) -> Addresses:
    """Ask the system where a host listens; raises OSError where nobody knows."""
    return await asyncio.get_running_loop().getaddrinfo(
        host, port, family=family, type=socket.SOCK_STREAM
    )
