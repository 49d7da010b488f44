"""The client for OKX: one GET of a fixed path on a fixed host, which always returns an Answer.

Each check has a connection of its own, so that unsolicited data from the upstream can never become
the answer to the next person's check.
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

#: The longest reply that is read; those of OKX are about 1 KB.
_BODY_MAX_BYTES: Final = 64 * 1024
_HEADER_MAX_BYTES: Final = 8 * 1024
_HEADERS: Final = {
    "User-Agent": USER_AGENT,
    "Accept": "application/json",
    # A reply that is compressed anyway isn't decompressed, and so is unreadable.
    "Accept-Encoding": "identity",
}


class ClientFailed(Exception):  # noqa: N818 - the name says what happened
    """Raised for an error that is neither OKX's nor the network's; holds the error's type only."""


class OkxClient:
    """Sends requests to OKX; use it as an asynchronous context manager."""

    _session: ClientSession

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._urls = {site: settings.url_of(site) for site in SITE_NAMES}

    async def __aenter__(self) -> Self:
        seconds = self._settings.time_limit_seconds
        self._session = ClientSession(
            connector=aiohttp.TCPConnector(
                # Flicker's address, which users add to their keys, is IPv4; a stand-in may be ::1.
                family=socket.AF_INET if self._settings.okx == LIVE else socket.AF_UNSPEC,
                force_close=True,
                limit=0,  # `upstream.py` limits the calls in flight
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
        """Send the request and return the Answer, which covers failures of OKX and the network.

        Raises ClientFailed for any other error.
        """
        site, egress = request.site, self._settings.egress
        # aiohttp's exceptions hold the request's headers, and so credentials:
        # none is logged, chained or raised again.
        try:
            status, body = await self._get(request)
        except (ClientPayloadError, ClientResponseError):
            # OKX, or a server in front of it, did respond.
            return Unreadable(site, egress)
        except (ClientError, OSError):  # includes TimeoutError
            return Timeout(site, egress)
        except Exception as error:  # noqa: BLE001 - its text may hold the request
            failure = type(error).__name__
        else:
            return read_reply(status, body, site, egress)
        raise ClientFailed(failure)

    async def _get(self, request: SignedRequest) -> tuple[int, bytes]:
        """Return the status and body of OKX's reply, with b"" for a body that is too long."""
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
    # `ssl.create_default_context` would write session keys to the file in SSLKEYLOGFILE.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(certifi.where())
    return context
