"""Asks OKX from this computer, with the standard library alone: one GET, and always an Answer.

`http.client` follows no redirect and takes no proxy from the environment.
"""

from __future__ import annotations

import http.client
import ssl
import threading
import time
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from validator.commands.options import LIVE
from validator.core.facts import METHOD, REQUEST_PATH, SITES, USER_AGENT
from validator.core.reply import Answer, Timeout, Unreadable, read_reply
from validator.core.signing import access_headers, sign, timestamp

if TYPE_CHECKING:
    from validator.core.credentials import Credentials
    from validator.core.facts import SiteName

#: For the whole request, look-up and TLS included (our choice).
TIME_LIMIT_SECONDS: Final = 10.0
#: Longer replies are not read to their end (our choice; OKX's has less than 2 KiB).
REPLY_MAX_BYTES: Final = 64 * 1024


def ask(credentials: Credentials, site: SiteName, okx: str = LIVE) -> Answer:
    """Send the one signed request to a site, or to a stand-in on loopback.

    Raises ssl.SSLCertVerificationError, before anything is sent, where OKX's certificate is not
    one that this computer trusts.
    """
    outcomes = SimpleQueue[Answer | Exception]()

    def exchange() -> None:
        try:
            outcomes.put(_exchange(credentials, site, okx))
        except Exception as error:  # noqa: BLE001 - the caller decides
            outcomes.put(error)

    # In a thread: a socket's time limit covers neither a look-up nor a reply that trickles in.
    threading.Thread(target=exchange, daemon=True).start()
    try:
        outcome = outcomes.get(timeout=TIME_LIMIT_SECONDS)
    except Empty:
        return Timeout(site, "other")
    match outcome:
        case ssl.SSLCertVerificationError():
            raise outcome
        case OSError():
            return Timeout(site, "other")
        case http.client.HTTPException():
            return Unreadable(site, "other")
        case Exception():
            # Its text may hold a header's value.
            raise RuntimeError(f"http.client failed: {type(outcome).__name__}") from None
    return outcome


def _exchange(credentials: Credentials, site: SiteName, okx: str) -> Answer:
    moment = timestamp(time.time_ns() // 1_000_000)
    signature = sign(credentials.secret_key, moment, METHOD, REQUEST_PATH)
    headers = {
        "Host": SITES[site].api_host,
        "User-Agent": USER_AGENT,
        "Accept": "application/json",
        **access_headers(credentials.api_key, credentials.passphrase, moment, signature),
    }
    url = urlsplit(f"https://{SITES[site].api_host}" if okx == LIVE else okx)
    host = url.hostname or ""
    connection = (
        http.client.HTTPSConnection(
            host, url.port, timeout=TIME_LIMIT_SECONDS, context=_tls_context()
        )
        if url.scheme == "https"
        else http.client.HTTPConnection(host, url.port, timeout=TIME_LIMIT_SECONDS)
    )
    try:
        connection.request(METHOD, url.path.rstrip("/") + REQUEST_PATH, headers=headers)
        response = connection.getresponse()
        body = response.read(REPLY_MAX_BYTES + 1)
    finally:
        connection.close()
    # `read` with a limit does not complain about a body that ends early.
    if len(body) > REPLY_MAX_BYTES or response.length:
        return Unreadable(site, "other")
    return read_reply(response.status, body, site)


def _tls_context() -> ssl.SSLContext:
    """Return a context that trusts what the system trusts.

    `ssl.create_default_context` would also write the session's keys where SSLKEYLOGFILE says.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    return context
