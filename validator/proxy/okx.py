"""The client that asks OKX: one GET with a fixed path to a fixed host, and always an Answer.

No exception of aiohttp's is logged, chained or passed on:
its text may hold the request's headers, key and passphrase included.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final, Self

import aiohttp
import certifi
from aiohttp.client_proto import ResponseHandler

from validator.core.facts import SITE_NAMES, SITES
from validator.core.reply import Answer, Timeout, Unreadable, read_reply
from validator.core.signing import access_headers

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    from aiohttp.abc import AbstractResolver
    from aiohttp.connector import Connection

    from validator.core.facts import SiteName
    from validator.proxy.requests import SignedRequest
    from validator.proxy.settings import Settings

#: What every request says.
_HEADERS: Final = {
    # An ordinary one: OKX's gate turns away those of bare HTTP libraries (reference, section 4).
    "User-Agent": "Mozilla/5.0 (compatible; Flicker-OKX-help/1.0)",
    "Accept": "application/json",
    "Accept-Encoding": "identity",
}
#: How long an address that was looked up is used for new connections, in seconds.
_DNS_SECONDS: Final = 30
#: How long a connection without a request is kept, in seconds.
_IDLE_SECONDS: Final = 30
_HEADER_MAX_BYTES: Final = 8190


class _Died(Exception):  # noqa: N818 - it tells what happened
    """Raised in place of the library's error for a connection that did not live long enough."""


class OkxClient:
    """Asks OKX over connections that are kept; to be used as an asynchronous context manager.

    `may_retry` is asked before a request is sent a second time;
    `tls` and `resolver` stand in for those that verify and find OKX's own hosts.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        may_retry: Callable[[SiteName], Awaitable[bool]] | None = None,
        tls: ssl.SSLContext | None = None,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._settings = settings
        self._may_retry = may_retry
        self._tls = tls or verifying_context()
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None
        self._renewing: asyncio.Task[None] | None = None
        self._urls = {site: settings.url_of(site) for site in SITE_NAMES}
        self._hosts = {site: SITES[site].api_host for site in SITE_NAMES}

    async def __aenter__(self) -> Self:
        self._session = self._open()
        self._renewing = asyncio.create_task(self._renew())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._renewing is not None:
            self._renewing.cancel()
            with suppress(asyncio.CancelledError):
                await self._renewing
            self._renewing = None
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def ask(self, request: SignedRequest) -> Answer:
        """Send the one request and say what came of it; whatever goes wrong is an Answer too."""
        if self._session is None:
            raise RuntimeError("the client was not entered")
        site, egress = request.site, self._settings.egress
        try:
            async with asyncio.timeout(self._settings.time_limit_seconds):
                reply = await self._send(self._session, request)
        # What breaks the reply itself stands first: OKX, or what stands before it, did answer.
        except (aiohttp.ClientPayloadError, aiohttp.ClientResponseError):
            return Unreadable(site, egress)
        except (aiohttp.ClientError, TimeoutError, OSError, _Died):
            return Timeout(site, egress)
        except Exception as error:  # noqa: BLE001 - any text of the library's may hold headers
            raise RuntimeError(f"the HTTP client failed: {type(error).__name__}") from None
        if reply is None:
            return Unreadable(site, egress)
        return read_reply(*reply, site, egress)

    async def _send(
        self, session: aiohttp.ClientSession, request: SignedRequest
    ) -> tuple[int, bytes] | None:
        """Return status and body, or None if the body is longer than the limit."""
        headers = access_headers(
            request.api_key, request.passphrase, request.timestamp, request.signature
        )
        headers["Host"] = self._hosts[request.site]
        max_bytes = self._settings.reply_max_bytes
        async with session.get(
            self._urls[request.site],
            headers=headers,
            allow_redirects=False,
            middlewares=(partial(self._try_twice, request.site),),
        ) as response:
            body = bytearray()
            while chunk := await response.content.readany():
                body += chunk
                if len(body) > max_bytes:
                    response.close()
                    return None
            return response.status, bytes(body)

    async def _try_twice(
        self, site: SiteName, request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        """Send a request again, once, if its connection died before a byte of the reply.

        The library itself would send it again also after half a head, and without asking:
        `_Died` is an exception that it does not know.
        """
        assert isinstance(request, _Request)  # noqa: S101 - the session makes no others
        try:
            return await send(request)
        except aiohttp.ClientConnectorError:
            raise
        except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
            may_retry = not request.has_reply and (
                self._may_retry is None or await self._may_retry(site)
            )
        if not may_retry:
            raise _Died
        try:
            return await send(request)
        except aiohttp.ClientConnectorError:
            raise
        except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
            raise _Died from None

    async def _renew(self) -> None:
        """Leave kept connections behind from time to time: a busy one would outlive its address."""
        while True:
            await asyncio.sleep(self._settings.connection_max_age_seconds)
            old, self._session = self._session, self._open()
            try:
                # What was begun on the old ones ends within its limit.
                await asyncio.sleep(self._settings.time_limit_seconds)
            finally:
                if old is not None:
                    await old.close()

    def _open(self) -> aiohttp.ClientSession:
        # A stand-in may listen on ::1; OKX itself is asked over IPv4, since Flicker's address,
        # which users put on their lists, is one (and OKX sees IPv6 callers as others).
        family = socket.AF_INET if self._settings.is_live else socket.AF_UNSPEC
        return aiohttp.ClientSession(
            connector=_Connector(
                family=family,
                ssl=self._tls,
                resolver=self._resolver or aiohttp.ThreadedResolver(),
                limit=self._settings.max_in_flight,
                ttl_dns_cache=_DNS_SECONDS,
                keepalive_timeout=_IDLE_SECONDS,
            ),
            request_class=_Request,
            headers=_HEADERS,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(
                connect=self._settings.connect_limit_seconds,
                sock_read=self._settings.read_limit_seconds,
            ),
            trust_env=False,
            # What comes compressed although we forbid it stays so, and cannot be read.
            auto_decompress=False,
            max_line_size=_HEADER_MAX_BYTES,
            max_field_size=_HEADER_MAX_BYTES,
        )


def verifying_context() -> ssl.SSLContext:
    """Return a TLS context that trusts certifi's authorities, and nothing of the environment.

    (`ssl.create_default_context` would write session keys to where SSLKEYLOGFILE says.)
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(certifi.where())
    return context


class _Protocol(ResponseHandler):
    """The library's side of a connection, which remembers whether a reply has begun."""

    has_reply = False

    def data_received(self, data: bytes) -> None:
        self.has_reply = True
        super().data_received(data)


class _Connector(aiohttp.TCPConnector):
    def __init__(self, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type] # passed on as they are
        # The library has no other place to say which class a connection has.
        self._factory = partial(_Protocol, loop=self._loop)  # type: ignore[assignment] # a subclass


class _Request(aiohttp.ClientRequest):
    """The library's request, which can tell whether its reply has begun."""

    _protocol: _Protocol | None = None

    async def send(self, conn: Connection) -> aiohttp.ClientResponse:
        assert isinstance(conn.protocol, _Protocol)  # noqa: S101 - the connector makes no others
        self._protocol = conn.protocol
        self._protocol.has_reply = False
        return await super().send(conn)

    @property
    def has_reply(self) -> bool:
        return self._protocol is not None and self._protocol.has_reply
