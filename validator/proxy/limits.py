"""The limits: how often one client, one API key and all together may have OKX asked."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from limits import RateLimitItemPerSecond

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from validator.core.facts import SiteName
    from validator.proxy.settings import Settings
    from validator.proxy.store import Store

    _Taking = Coroutine[None, None, "Exceeded | None"]

Limit = Literal["client-burst", "client-rate", "key-rate", "okx-budget", "in-flight"]

_BURST_SECONDS: Final = 10
_MINUTE: Final = 60
_DIGEST: Final = "sha256"
#: 128 bits: as many as keep two clients apart for certain.
_DIGEST_LENGTH: Final = 32


@dataclass(frozen=True, slots=True)
class Exceeded:
    """A limit that is used up, and when to try again."""

    limit: Limit
    retry_after_seconds: int


class _Window(RateLimitItemPerSecond):
    """A limit for some seconds.

    The library counts under amount and seconds too, and takes as long to write them down each
    time as to count: here each limit has one of both.
    """

    __slots__ = ("limit",)

    def __init__(self, limit: Limit, amount: int, seconds: int) -> None:
        super().__init__(amount, seconds)
        self.limit: Limit = limit

    def key_for(self, *identifiers: bytes | str | float) -> str:
        """Return what hits are counted under, which is for one name."""
        return f"{self.limit}/{identifiers[0]!s}"


class Limits:
    """Counts requests in a store, under hashes that lead back to nobody."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._store = store
        secret = settings.limits_secret.encode() or secrets.token_bytes()
        self._hmac = hmac.new(secret, digestmod=_DIGEST)
        self._client_windows = (
            _Window("client-burst", settings.client_burst, _BURST_SECONDS),
            _Window("client-rate", settings.client_per_minute, _MINUTE),
        )
        self._key_rate = _Window("key-rate", settings.key_per_minute, _MINUTE)
        self._okx_budget = _Window("okx-budget", settings.okx_per_second, 1)
        # For addresses only: an API key is not to be kept, not even here.
        self._hash_of_client = lru_cache(4096)(self._hash)

    # They hand their coroutine on: one more around it would wait for nothing.

    def take_client(self, client: str) -> _Taking:
        """Count a request of a client."""
        return self._take(self._hash_of_client(client), *self._client_windows)

    def take_key(self, api_key: str) -> _Taking:
        """Count a request with an API key."""
        return self._take(self._hash(api_key), self._key_rate)

    def take_call(self, site: SiteName) -> _Taking:
        """Count a call to a site of OKX's."""
        return self._take(site, self._okx_budget)

    async def _take(self, name: str, *windows: _Window) -> Exceeded | None:
        for window in windows:
            if seconds := await self._store.take(window, name):
                return Exceeded(window.limit, seconds)
        return None

    def _hash(self, text: str) -> str:
        hashed = self._hmac.copy()
        hashed.update(text.encode())
        return hashed.hexdigest()[:_DIGEST_LENGTH]
