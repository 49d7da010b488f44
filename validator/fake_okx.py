"""A stand-in for OKX's API, backed by the practice accounts; it really checks each request."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import ipaddress
import json
import re
import time
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from validator.core.facts import (
    FLICKER_ADDRESSES,
    REQUEST_PATH,
    SITES,
    TIMESTAMP_TOLERANCE_SECONDS,
)
from validator.core.practice import ACCOUNTS, Account
from validator.core.refusals import Reply, refusal
from validator.core.repair import API_KEY

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from validator.core.facts import SiteName

    _Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_TIME_PATH: Final = "/api/v5/public/time"
_TIMESTAMP: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")

#: The required headers in the order that OKX checks them, each with the code for its absence.
_HEADERS: Final = (
    ("OK-ACCESS-KEY", "50103"),
    ("OK-ACCESS-PASSPHRASE", "50104"),
    ("OK-ACCESS-SIGN", "50106"),
    ("OK-ACCESS-TIMESTAMP", "50107"),
)


@dataclass(frozen=True, slots=True)
class _Exchange:
    caller: str
    clock: Callable[[], float]
    slow_seconds: float

    async def configuration(self, request: Request) -> Response:
        """Return the account's configuration, or the refusal that OKX would send."""
        account = _find(request)
        caller = (account and account.caller) or self.caller
        checked = self._check(request, account, caller)
        if isinstance(checked, str):
            return _respond(refusal(checked, request.headers.get("OK-ACCESS-KEY", ""), caller))
        if checked.failure == "slow":
            await asyncio.sleep(self.slow_seconds)
        return _respond(checked.admitted())

    async def time(self, _request: Request) -> Response:
        """Return the exchange's time in milliseconds."""
        epoch_ms = str(round(self.clock() * 1000))
        return _json(_encode({"code": "0", "msg": "", "data": [{"ts": epoch_ms}]}))

    def _check(self, request: Request, account: Account | None, caller: str) -> Account | str:
        """Return the account, or the code of the first check that fails.

        The order is OKX's as far as it is known (reference 2.6).
        """
        headers = request.headers
        for name, okx_code in _HEADERS:
            if not headers.get(name):
                return okx_code
        seconds = _epoch_seconds(headers["OK-ACCESS-TIMESTAMP"])
        if seconds is None:
            return "50112"
        if abs(self.clock() - seconds) > TIMESTAMP_TOLERANCE_SECONDS:
            return "50102"
        if not API_KEY.fullmatch(headers["OK-ACCESS-KEY"].lower()):
            return "50111"
        if account is None:
            return "50119"
        if (headers.get("x-simulated-trading") == "1") != account.is_demo:
            return "50101"
        if headers["OK-ACCESS-PASSPHRASE"] != account.known.passphrase:
            return "50105"
        if not _is_allowed(caller, account.ip):
            return "50110"
        if not hmac.compare_digest(
            headers["OK-ACCESS-SIGN"].encode("latin-1"), _signature(request, account)
        ):
            return "50113"
        return account.okx_code or account


def create_app(
    *,
    caller: str = FLICKER_ADDRESSES[0],
    clock: Callable[[], float] = time.time,
    slow_seconds: float = 8.0,
) -> Starlette:
    """Return the fake exchange.

    `caller` is the address that requests seem to come from, `clock` returns the seconds since 1970,
    `slow_seconds` is the delay of the slow account's reply.
    """
    exchange = _Exchange(caller, clock, slow_seconds)
    app = Starlette(
        routes=[
            Route(REQUEST_PATH, exchange.configuration),
            Route(_TIME_PATH, exchange.time),
        ],
        exception_handlers={404: _no_such_route, 405: _no_such_route},
    )
    app.router.redirect_slashes = False
    return app


def _find(request: Request) -> Account | None:
    """Return the account that the API key belongs to on the requested site."""
    key = request.headers.get("OK-ACCESS-KEY")
    site = _site(request.headers.get("Host", ""))
    for account in ACCOUNTS.values():
        if account.is_listed and account.site == site and account.known.api_key == key:
            return account
    return None


def _site(host: str) -> SiteName:
    name = host.partition(":")[0].lower()
    return next((site.name for site in SITES.values() if site.api_host == name), "global")


def _epoch_seconds(timestamp: str) -> float | None:
    if not _TIMESTAMP.fullmatch(timestamp):
        return None
    try:
        return datetime.fromisoformat(timestamp).timestamp()
    except ValueError:
        return None


def _is_allowed(caller: str, addresses: str) -> bool:
    """Return whether a key's list of addresses and segments admits a caller; "" admits all."""
    if not addresses:
        return True
    address = ipaddress.ip_address(caller)
    spellings = [address]
    # A list may name IPv4 addresses as a segment of IPv6.
    if isinstance(address, ipaddress.IPv4Address):
        spellings.append(ipaddress.IPv6Address(f"::ffff:{address}"))
    networks = [network for part in addresses.split(",") for network in _networks(part.strip())]
    return any(spelling in network for spelling in spellings for network in networks)


def _networks(text: str) -> list[_Network]:
    """Return the networks of an address, a segment, or a range `first-last`."""
    first, is_range, last = text.partition("-")
    if not is_range:
        return [ipaddress.ip_network(text, strict=False)]
    ends = ipaddress.IPv4Address(first), ipaddress.IPv4Address(last)
    return list(ipaddress.summarize_address_range(*ends))


def _signature(request: Request, account: Account) -> bytes:
    """Return the expected signature, computed without the core: sharing it would prove nothing."""
    timestamp = request.headers["OK-ACCESS-TIMESTAMP"].encode("latin-1")
    query: bytes = request.scope["query_string"]
    path: bytes = request.scope["raw_path"] + (b"?" + query if query else b"")
    secret_key = account.known.secret_key.encode()
    mac = hmac.new(secret_key, timestamp + request.method.encode() + path, hashlib.sha256)
    return base64.b64encode(mac.digest())


def _respond(reply: Reply) -> Response:
    return Response(reply.body, reply.status, media_type=reply.media_type)


async def _no_such_route(_request: Request, _error: Exception) -> Response:
    # OKX really sends a number here, and an object as data (reference, section 4).
    return _json(_encode({"code": 404, "msg": "Not Found", "data": {}}), 404)


def _encode(value: object) -> bytes:
    return json.dumps(value).encode()


def _json(body: bytes, status: int = 200) -> Response:
    return Response(body, status, media_type="application/json")
