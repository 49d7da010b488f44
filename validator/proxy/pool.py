"""The connections to OKX's sites that are kept for the next request."""

from __future__ import annotations

import asyncio
import ssl
from collections import defaultdict, deque
from typing import TYPE_CHECKING, Any, Final

import certifi
from aiohappyeyeballs import start_connection

from validator.core.facts import SITE_NAMES
from validator.proxy.names import Names
from validator.proxy.okx_connection import OkxConnection

if TYPE_CHECKING:
    from yarl import URL

    from validator.core.facts import SiteName
    from validator.proxy.settings import Settings

#: How long a connection without a request is kept, in seconds.
_IDLE_SECONDS: Final = 30
#: After so many seconds without a connection the host's next address is tried too (RFC 8305, 5).
_NEXT_ADDRESS_SECONDS: Final = 0.25
#: So many of them are tried, and no more sockets are open for one request.
MAX_ADDRESSES: Final = 2
#: How long the other side may take to say that it has closed, in seconds.
_SHUTDOWN_SECONDS: Final = 1.0


class Pool:
    """Connections by host, those used last first."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loop = asyncio.get_running_loop()
        self._tls = verifying_context()
        self._names = Names(settings)
        self._origins = {site: settings.url_of(site).origin() for site in SITE_NAMES}
        self._open: set[OkxConnection] = set()
        self._connecting = 0
        self._is_closed = False
        self._by_origin: dict[URL, deque[OkxConnection]] = defaultdict(deque)
        # Sites with one host share its connections.
        self._idle = {site: self._by_origin[origin] for site, origin in self._origins.items()}

    def take(self, site: SiteName) -> OkxConnection | None:
        """Return a connection that nobody else uses, or None if there is none."""
        idle = self._idle[site]
        while idle:
            connection = idle.pop()
            if connection.is_idle and not self._is_old(connection):
                return connection
            connection.close()
        return None

    def put_back(self, site: SiteName, connection: OkxConnection) -> None:
        """Keep a connection for the next request, if it can have one."""
        idle = self._idle[site]
        if connection.is_idle:
            idle.append(connection)
        while idle and self._is_old(idle[0]):
            idle.popleft().close()

    async def close(self) -> None:
        """End all connections, and make no more."""
        self._is_closed = True
        for connection in [*self._open]:
            connection.close()
        await self._names.close()

    def _is_old(self, connection: OkxConnection) -> bool:
        now = self._loop.time()
        return (
            now - connection.idle_since > _IDLE_SECONDS
            # A busy one would outlive its address.
            or now - connection.opened_at > self._settings.connection_max_age_seconds
        )

    async def connect(self, site: SiteName, deadline: float) -> OkxConnection | None:
        """Return a new connection, or None if there is none by then.

        `deadline` is a time of the event loop's clock.
        """
        limit = self._loop.time() + self._settings.connect_limit_seconds
        self._make_room()
        self._connecting += 1
        try:
            async with asyncio.timeout_at(min(limit, deadline)):
                connection = await self._open_to(self._origins[site])
        # uvloop's are not all OSErrors.
        except (OSError, RuntimeError):
            return None
        finally:
            self._connecting -= 1
        if self._is_closed:
            connection.close()
            return None
        self._open.add(connection)
        return connection

    async def _open_to(self, origin: URL) -> OkxConnection:
        assert origin.host is not None  # noqa: S101 - an origin has one
        assert origin.port is not None  # noqa: S101 - see above
        addresses = await self._names.find(origin.host, origin.port)
        socket = await start_connection(
            addresses[:MAX_ADDRESSES], happy_eyeballs_delay=_NEXT_ADDRESS_SECONDS
        )
        tls: dict[str, Any] = {}
        if origin.scheme == "https":
            tls = {
                "ssl": self._tls,
                "server_hostname": origin.host,
                # Beside the limit for all of this, whose end `start_connection` can swallow.
                "ssl_handshake_timeout": self._settings.connect_limit_seconds,
                "ssl_shutdown_timeout": _SHUTDOWN_SECONDS,
            }
        _, connection = await self._loop.create_connection(
            lambda: OkxConnection(self._settings, self._forget), sock=socket, **tls
        )
        return connection

    def _make_room(self) -> None:
        """End the connection that has been idle longest, if there are as many as there may be."""
        count = len(self._open) + self._connecting
        if count >= self._settings.max_in_flight and any(self._by_origin.values()):
            longest = min(
                filter(None, self._by_origin.values()), key=lambda idle: idle[0].idle_since
            )
            longest.popleft().close()

    def _forget(self, connection: OkxConnection) -> None:
        self._open.discard(connection)
        for idle in self._by_origin.values():
            if connection in idle:
                idle.remove(connection)


def verifying_context() -> ssl.SSLContext:
    """Return a TLS context that trusts certifi's authorities, and nothing of the environment.

    (`ssl.create_default_context` would write session keys to where SSLKEYLOGFILE says.)
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(certifi.where())
    return context
