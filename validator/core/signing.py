"""OKX's request signature (reference 2.1–2.3; OKX documentation, "REST authentication")."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def timestamp(epoch_ms: int) -> str:
    """Return a time, in milliseconds since 1970 UTC, as OKX expects it: ISO 8601 with ms and Z.

    Raises OverflowError for times outside the years 1–9999.
    """
    moment = (_EPOCH + epoch_ms * _MILLISECOND).replace(tzinfo=None)
    return f"{moment.isoformat(timespec='milliseconds')}Z"


def epoch_ms(text: str) -> int:
    """Return the milliseconds since 1970 UTC of an ISO 8601 time with its offset or Z.

    Raises ValueError if `text` is no such time, OverflowError for one outside the years 1–9999.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without its offset from UTC")
    # Whole numbers: a float of today's epoch seconds may lose the last millisecond.
    return (moment - _EPOCH) // _MILLISECOND


def prehash(timestamp: str, method: str, request_path: str, body: str = "") -> str:
    """Return the text that is signed; `request_path` includes the query, a GET has no body."""
    return f"{timestamp}{method}{request_path}{body}"


def sign(
    secret_key: str,
    timestamp: str,
    method: str,
    request_path: str,
    body: str = "",
) -> str:
    """Return the Base64 text of HMAC-SHA256 over the prehash.

    The secret key is used as text, not decoded from hex: its letter case matters (reference 1.6).
    """
    message = prehash(timestamp, method, request_path, body)
    # A lone surrogate cannot be in a key, but must not raise an error that quotes the key.
    key = secret_key.encode("utf-8", "surrogatepass")
    digest = hmac.digest(key, message.encode("utf-8", "surrogatepass"), hashlib.sha256)
    return base64.b64encode(digest).decode("ascii")


def access_headers(api_key: str, passphrase: str, timestamp: str, signature: str) -> dict[str, str]:
    """Return the four headers that authenticate a request (reference 2.2)."""
    return {
        "OK-ACCESS-KEY": api_key,
        "OK-ACCESS-SIGN": signature,
        "OK-ACCESS-TIMESTAMP": timestamp,
        "OK-ACCESS-PASSPHRASE": passphrase,
    }
