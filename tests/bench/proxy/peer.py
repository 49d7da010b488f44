"""A typical implementation of the proxy with FastAPI and httpx, for comparison.

It also uses the core to read replies and to recognize foreign secrets.
"""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import os
import secrets
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated, Any

import httpx
import structlog
from fastapi import FastAPI, HTTPException, Request, Response
from limits import parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from prometheus_client import Counter, Gauge, Histogram, make_asgi_app
from pydantic import BaseModel, ConfigDict, StringConstraints

from validator.core.facts import REQUEST_PATH, SITES, SiteName
from validator.core.foreign import recognize
from validator.core.reply import Answer, Timeout, read_reply
from validator.core.signing import access_headers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

UPSTREAM = os.environ["UPSTREAM"]
KEY_SECRET = secrets.token_bytes(32)
LIMIT = parse("1000000000/minute")

REQUESTS = Counter("requests", "Requests by answer.", ["kind", "site"])
SECONDS = Histogram("upstream_seconds", "How long OKX took.", ["site"])
IN_FLIGHT = Gauge("in_flight", "Calls in flight.")

structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.JSONRenderer(),
    ]
)
log = structlog.get_logger()
limiter = SlidingWindowCounterRateLimiter(MemoryStorage())


class SignedRequest(BaseModel):
    """The body of a request."""

    model_config = ConfigDict(extra="forbid")

    site: SiteName
    api_key: Annotated[str, StringConstraints(pattern="^[!-~]{1,256}$")]
    passphrase: Annotated[str, StringConstraints(pattern="^[ -~]{1,256}$")]
    timestamp: Annotated[str, StringConstraints(pattern=r"^[0-9-]{10}T[0-9:.]{12}Z$")]
    signature: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{43}=$")]


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open and close the HTTP client."""
    limits = httpx.Limits(max_connections=1000, max_keepalive_connections=1000)
    async with httpx.AsyncClient(timeout=5, limits=limits, trust_env=False) as client:
        app.state.client = client
        yield


app = FastAPI(lifespan=lifespan)
app.mount("/metrics", make_asgi_app())


@app.post("/api/okx/permissions")
async def ask_permissions(
    signed: SignedRequest, request: Request, response: Response
) -> dict[str, Any]:
    """Ask OKX what a key may do."""
    start = time.perf_counter()
    if recognize("api_key", signed.api_key) or recognize("passphrase", signed.passphrase):
        raise HTTPException(422)
    request_id = response.headers["X-Request-Id"] = secrets.token_hex(8)
    client = request.client.host if request.client else ""
    key = hmac.new(KEY_SECRET, signed.api_key.encode(), hashlib.sha256).hexdigest()
    for name in (f"client:{client}", f"key:{key}", f"site:{signed.site}"):
        if not await limiter.hit(LIMIT, name):
            raise HTTPException(429)
    with IN_FLIGHT.track_inprogress():
        answer = await _ask(request.app.state.client, signed)
    seconds = time.perf_counter() - start
    SECONDS.labels(signed.site).observe(seconds)
    REQUESTS.labels(answer.kind, signed.site).inc()
    ms = round(seconds * 1000)
    await log.ainfo("answered", request_id=request_id, kind=answer.kind, ms=ms)
    return dataclasses.asdict(answer)


async def _ask(client: httpx.AsyncClient, signed: SignedRequest) -> Answer:
    headers = access_headers(
        signed.api_key, signed.passphrase, signed.timestamp, signed.signature
    ) | {"Host": SITES[signed.site].api_host}
    try:
        reply = await client.get(f"{UPSTREAM}{REQUEST_PATH}", headers=headers)
    except httpx.HTTPError:
        return Timeout(signed.site, "other")
    return read_reply(reply.status_code, reply.content, signed.site)
