"""The client that asks OKX: one GET with a fixed path to a fixed host, and always an Answer.

No exception of aiohttp's is logged, chained or passed on:
its text may hold the request's headers, key and passphrase included.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Final, Self

import aiohttp

from validator.core.facts import SITES
from validator.core.reply import Answer, Timeout, Unreadable, read_reply
from validator.core.signing import access_headers

if TYPE_CHECKING:
    from types import TracebackType

    from validator.proxy.requests import SignedRequest
    from validator.proxy.settings import Settings

#: An ordinary one: OKX's gate turns away those of bare HTTP libraries (reference, section 4).
_USER_AGENT: Final = "Mozilla/5.0 (compatible; Flicker-OKX-help/1.0)"


class OkxClient:
    """Asks OKX over connections that are kept; to be used as an asynchronous context manager."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        # A stand-in may listen on ::1; OKX itself is asked over IPv4, since Flicker's address,
        # which users put on their lists, is one (and OKX sees IPv6 callers as others).
        family = socket.AF_INET if self._settings.is_live else socket.AF_UNSPEC
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(family=family),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=self._settings.time_limit_seconds),
            trust_env=False,
            # What comes compressed although we forbid it stays so, and cannot be read.
            auto_decompress=False,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def ask(self, request: SignedRequest) -> Answer:
        """Send the one request and say what came of it; whatever goes wrong is an Answer too."""
        if self._session is None:
            raise RuntimeError("the client was not entered")
        site, egress = request.site, self._settings.egress
        try:
            reply = await self._send(self._session, request)
        # What breaks the reply itself stands first: OKX, or what stands before it, did answer.
        except (aiohttp.ClientPayloadError, aiohttp.ClientResponseError):
            return Unreadable(site, egress)
        except (aiohttp.ClientError, TimeoutError, OSError):
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
        headers = {
            "Host": SITES[request.site].api_host,
            "User-Agent": _USER_AGENT,
            "Accept": "application/json",
            "Accept-Encoding": "identity",
        } | access_headers(
            request.api_key, request.passphrase, request.timestamp, request.signature
        )
        url = self._settings.url_of(request.site)
        async with session.get(url, headers=headers, allow_redirects=False) as response:
            body = bytearray()
            async for chunk in response.content.iter_any():
                body += chunk
                if len(body) > self._settings.reply_max_bytes:
                    response.close()
                    return None
            return response.status, bytes(body)
