"""The client that asks OKX: one GET with a fixed path to a fixed host, and always an Answer.

It stands on asyncio, aiohappyeyeballs and httptools instead of on a whole HTTP client.
aiohttp's took two fifths of the proxy's time (`make bench-proxy`), does not tell what is needed
here (whether a byte of the reply had come), and quotes requests in its exceptions.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, Self

from validator.core.facts import METHOD, SITE_NAMES, SITES, USER_AGENT
from validator.core.reply import Answer, Timeout, Unreadable, read_reply
from validator.core.signing import access_headers
from validator.proxy.pool import Pool
from validator.proxy.reply_reader import Failure, Reply

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from types import TracebackType

    from validator.core.facts import SiteName
    from validator.proxy.requests import SignedRequest
    from validator.proxy.settings import Settings

#: What every request says.
_HEADERS: Final = {
    "User-Agent": USER_AGENT,
    "Accept": "application/json",
    # What comes compressed all the same is not unpacked, and so cannot be read.
    "Accept-Encoding": "identity",
}


class OkxClient:
    """Asks OKX over connections that are kept; to be used as an asynchronous context manager.

    `may_retry` is asked before a request is sent a second time.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        may_retry: Callable[[SiteName], Awaitable[bool]] | None = None,
    ) -> None:
        self._settings = settings
        self._may_retry = may_retry
        self._pool: Pool | None = None
        self._heads = {site: _head(settings, site) for site in SITE_NAMES}

    async def __aenter__(self) -> Self:
        self._pool = Pool(self._settings)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    async def ask(self, request: SignedRequest) -> Answer:
        """Send the one request and say what came of it; whatever goes wrong is an Answer too."""
        if self._pool is None:
            raise RuntimeError("the client was not entered")
        site, egress = request.site, self._settings.egress
        try:
            outcome = await self._send(self._pool, request)
        except Exception as error:  # noqa: BLE001 - whatever it is, its text may hold the request
            raise RuntimeError(f"the HTTP client failed: {type(error).__name__}") from None
        if isinstance(outcome, Reply):
            return read_reply(outcome.status, outcome.body, site, egress)
        # OKX, or what stands before it, did answer there.
        if outcome is Failure.GARBLED:
            return Unreadable(site, egress)
        return Timeout(site, egress)

    async def _send(self, pool: Pool, request: SignedRequest) -> Reply | Failure | None:
        """Return the reply, or why there is none: None where there was no connection."""
        site = request.site
        content = self._heads[site] + _access(request)
        deadline = asyncio.get_running_loop().time() + self._settings.time_limit_seconds
        is_second = False
        while True:
            # Others that were kept as long as one that died may be dead too.
            connection = None if is_second else pool.take(site)
            if connection is None:
                connection = await pool.connect(site, deadline)
            if connection is None:
                return None
            try:
                outcome = await connection.exchange(content, deadline)
            finally:
                pool.put_back(site, connection)
            if outcome is not Failure.DIED or is_second:
                return outcome
            if self._may_retry is not None and not await self._may_retry(site):
                return outcome
            is_second = True


def _head(settings: Settings, site: SiteName) -> bytes:
    """Return the part of a request that is the same in all to a site."""
    path = settings.url_of(site).raw_path
    return f"{METHOD} {path} HTTP/1.1\r\n".encode() + _lines(
        {"Host": SITES[site].api_host, **_HEADERS}
    )


def _access(request: SignedRequest) -> bytes:
    """Return the part that is a request's own, and its end."""
    return (
        _lines(
            access_headers(
                request.api_key, request.passphrase, request.timestamp, request.signature
            )
        )
        + b"\r\n"
    )


def _lines(headers: Mapping[str, str]) -> bytes:
    """Return header lines; raises ValueError, without the values, where one is not one line.

    (`requests.py` lets no such value pass.)
    """
    values = "".join(headers.values())
    if not (values.isascii() and values.isprintable()):
        raise ValueError("a header's value is not one line of ASCII")
    return "".join([f"{name}: {value}\r\n" for name, value in headers.items()]).encode("ascii")
