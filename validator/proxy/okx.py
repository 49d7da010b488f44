"""The client that asks OKX: one GET with a fixed path to a fixed host, and always an Answer.

Each check has a connection of its own: what an upstream sends unasked on a connection
can never become the answer to the next person's check.
"""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING, Final, Self

import aiohttp
import certifi
from aiohttp import ClientError, ClientPayloadError, ClientResponseError, ClientSession

from validator.core.facts import SITE_NAMES, SITES, USER_AGENT
from validator.core.reply import Answer, Timeout, Unreadable, read_reply
from validator.core.signing import access_headers
from validator.proxy.settings import LIVE

if TYPE_CHECKING:
    from validator.proxy.requests import SignedRequest
    from validator.proxy.settings import Settings

#: The longest reply that is read; OKX's have about 1 KB.
_BODY_MAX_BYTES: Final = 64 * 1024
_HEADER_MAX_BYTES: Final = 8 * 1024
_HEADERS: Final = {
    "User-Agent": USER_AGENT,
    "Accept": "application/json",
    # A reply that comes compressed all the same is not unpacked, and so cannot be read.
    "Accept-Encoding": "identity",
}


class ClientFailed(Exception):  # noqa: N818 - it is what it says
    """Raised for a fault that is neither OKX's nor the network's; names the error's type only."""


class OkxClient:
    """Asks OKX; to be used as an asynchronous context manager."""

    _session: ClientSession

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._urls = {site: settings.url_of(site) for site in SITE_NAMES}

    async def __aenter__(self) -> Self:
        seconds = self._settings.time_limit_seconds
        self._session = ClientSession(
            connector=aiohttp.TCPConnector(
                # Flicker's address, which users put on their lists, is IPv4; a stand-in may be ::1.
                family=socket.AF_INET if self._settings.okx == LIVE else socket.AF_UNSPEC,
                force_close=True,
                limit=0,  # `upstream.py` has a limit of its own
                ssl=_tls_context(),
            ),
            timeout=aiohttp.ClientTimeout(
                total=seconds,
                connect=seconds * 0.4,
                sock_read=seconds * 0.8,
                ceil_threshold=seconds + 1,  # else limits are rounded up to whole seconds
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            max_line_size=_HEADER_MAX_BYTES,
            max_field_size=_HEADER_MAX_BYTES,
        )
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._session.close()

    async def ask(self, request: SignedRequest) -> Answer:
        """Send the one request and return what came of it; a failure of OKX's is an Answer too.

        Raises ClientFailed for a fault of ours.
        """
        site, egress = request.site, self._settings.egress
        # The errors of aiohttp hold the request's headers, and so credentials:
        # none is logged, chained or raised again.
        try:
            status, body = await self._get(request)
        except (ClientPayloadError, ClientResponseError):
            # OKX, or what stands in front of it, did answer there.
            return Unreadable(site, egress)
        except (ClientError, OSError):  # which a TimeoutError is too
            return Timeout(site, egress)
        except Exception as error:  # noqa: BLE001 - whatever it is, its text may hold the request
            failure = type(error).__name__
        else:
            return read_reply(status, body, site, egress)
        raise ClientFailed(failure)

    async def _get(self, request: SignedRequest) -> tuple[int, bytes]:
        """Return status and body of OKX's reply; a body that is too long is cut."""
        headers = {"Host": SITES[request.site].api_host, **_HEADERS} | access_headers(
            request.api_key, request.passphrase, request.timestamp, request.signature
        )
        url = self._urls[request.site]
        async with self._session.get(url, headers=headers, allow_redirects=False) as response:
            body = b""
            while len(body) <= _BODY_MAX_BYTES and (part := await response.content.readany()):
                body += part
            return response.status, body if len(body) <= _BODY_MAX_BYTES else b""


def _tls_context() -> ssl.SSLContext:
    # `ssl.create_default_context` would write session keys to where SSLKEYLOGFILE says.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(certifi.where())
    return context
