"""Sends a check's requests straight to OKX, with nothing but the standard library.

`http.client` follows no redirect and takes no proxy from the environment.
"""

from __future__ import annotations

import http.client
import json
import ssl
import threading
import time
from dataclasses import asdict
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from validator.commands.options import LIVE
from validator.core.check import Response
from validator.core.facts import DIRECT_LIMIT_SECONDS, METHOD, REQUEST_PATH, SITES, USER_AGENT
from validator.core.reply import Timeout, Unreadable, parse_json, read_reply
from validator.core.signing import access_headers, timestamp

if TYPE_CHECKING:
    from validator.core.check import Request
    from validator.core.facts import SiteName
    from validator.core.reply import Answer

#: OKX's public clock (reference 2.5).
TIME_PATH: Final = "/api/v5/public/time"
#: Longer replies are not read to their end (our choice; OKX's has less than 2 KiB).
REPLY_MAX_BYTES: Final = 64 * 1024


def send(request: Request, site: SiteName, okx: str = LIVE) -> Response:
    """Send a request to OKX, or to a stand-in on loopback, and return what our proxy would.

    The time is that of `site`, or this computer's own if OKX doesn't answer.
    Raises ssl.SSLCertVerificationError, before anything is sent, if this computer doesn't trust
    OKX's certificate.
    """
    sent_ms = _now_ms()
    if request.site is None:
        server_ms = _time(site, okx)
        received_ms = _now_ms()
        now_ms = (sent_ms + received_ms) // 2 if server_ms is None else server_ms
        body: dict[str, object] = {"now": timestamp(now_ms)}
    else:
        body = asdict(ask(json.loads(request.body), request.site, okx))
        received_ms = _now_ms()
    return Response(status=200, body=json.dumps(body), sent_ms=sent_ms, received_ms=received_ms)


def ask(signed: dict[str, str], site: SiteName, okx: str = LIVE) -> Answer:
    """Send the signed request to a site and return what its reply means; raises like `send`."""
    headers = access_headers(
        signed["api_key"], signed["passphrase"], signed["timestamp"], signed["signature"]
    )
    match _get(site, REQUEST_PATH, headers, okx):
        case (int(status), bytes(body)):
            return read_reply(status, body, site)
        # Before HTTPException: a closed connection is both.
        case OSError():
            return Timeout(site, "other")
    return Unreadable(site, "other")


def _time(site: SiteName, okx: str) -> int | None:
    """Return the milliseconds since 1970 UTC by OKX's clock, or None if it didn't answer."""
    reply = _get(site, TIME_PATH, {}, okx)
    try:
        match parse_json(reply[1].decode()) if isinstance(reply, tuple) else None:
            case {"data": [{"ts": str(text)}]} if text.isascii() and text.isdigit():
                timestamp(int(text))
                return int(text)
    except (OverflowError, ValueError):
        pass
    return None


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


_Reply = tuple[int, bytes] | OSError | http.client.HTTPException


def _get(site: SiteName, path: str, headers: dict[str, str], okx: str) -> _Reply:
    """Return status and body of OKX's reply, or why there is none."""
    outcomes = SimpleQueue[tuple[int, bytes] | Exception]()

    def exchange() -> None:
        try:
            outcomes.put(_exchange(site, path, headers, okx))
        except Exception as error:  # noqa: BLE001 - the caller decides
            outcomes.put(error)

    # In a thread: a socket's timeout covers neither DNS nor a reply that trickles in.
    threading.Thread(target=exchange, daemon=True).start()
    try:
        outcome = outcomes.get(timeout=DIRECT_LIMIT_SECONDS)
    except Empty:
        return TimeoutError()
    match outcome:
        case ssl.SSLCertVerificationError():
            raise outcome
        case tuple() | OSError() | http.client.HTTPException():
            return outcome
    # Its text may hold a header's value.
    raise RuntimeError(f"http.client failed: {type(outcome).__name__}") from None


def _exchange(site: SiteName, path: str, headers: dict[str, str], okx: str) -> tuple[int, bytes]:
    url = urlsplit(f"https://{SITES[site].api_host}" if okx == LIVE else okx)
    host = url.hostname or ""
    connection = (
        http.client.HTTPSConnection(
            host, url.port, timeout=DIRECT_LIMIT_SECONDS, context=_tls_context()
        )
        if url.scheme == "https"
        else http.client.HTTPConnection(host, url.port, timeout=DIRECT_LIMIT_SECONDS)
    )
    common = {
        "Host": SITES[site].api_host,
        "User-Agent": USER_AGENT,
        "Accept": "application/json",
    }
    try:
        connection.request(METHOD, url.path.rstrip("/") + path, headers=common | headers)
        response = connection.getresponse()
        body = response.read(REPLY_MAX_BYTES + 1)
    finally:
        connection.close()
    # `read` with a limit doesn't raise for a body that ends early.
    if len(body) > REPLY_MAX_BYTES or response.length:
        raise http.client.IncompleteRead(b"")
    return response.status, body


def _tls_context() -> ssl.SSLContext:
    """Return a context that trusts what the system trusts.

    `ssl.create_default_context` would also write the session's keys where SSLKEYLOGFILE says.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    return context
