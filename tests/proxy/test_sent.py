"""What the whole proxy sends to OKX is what others send, over connections that it keeps."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import httpx
from okx import utils as python_okx_utils  # type: ignore[import-untyped] # it ships no types
from okx.Account import AccountAPI  # type: ignore[import-untyped] # it ships no types

from tests.proxy.serving import run_proxy
from validator.core.practice import ACCOUNTS
from validator.core.signing import sign
from validator.loopback import run_in_thread
from validator.proxy import UNGUARDED, Settings, create_app

if TYPE_CHECKING:
    import pytest
    from starlette.types import Receive, Scope, Send

    from tests.conftest import Body

_PATH = "/api/okx/permissions"
_TIMESTAMP = "2020-12-08T09:08:57.715Z"


def test_asks_exactly_as_an_independent_client_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the same inputs python-okx sends the same path and the same four headers."""
    seen: list[tuple[str, bytes, bytes, dict[bytes, bytes]]] = []

    async def record(scope: Scope, _receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = {
            name: value for name, value in scope["headers"] if name.startswith(b"ok-access-")
        }
        seen.append((scope["method"], scope["raw_path"], scope["query_string"], headers))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    monkeypatch.setattr(python_okx_utils, "get_timestamp", lambda: _TIMESTAMP)
    pasted = ACCOUNTS["read-only"].pasted
    body = {
        "site": "global",
        "api_key": pasted.api_key,
        "passphrase": pasted.passphrase,
        "timestamp": _TIMESTAMP,
        "signature": sign(pasted.secret_key, _TIMESTAMP, "GET", "/api/v5/account/config"),
    }
    with (
        run_in_thread(record) as url,
        run_proxy(create_app(Settings(okx=url, **UNGUARDED))) as proxy,
    ):
        python_okx = AccountAPI(
            pasted.api_key, pasted.secret_key, pasted.passphrase, flag="0", domain=url, debug=False
        )
        with closing(python_okx):
            python_okx.get_account_config()
        httpx.post(f"{proxy}{_PATH}", json=body)

    theirs, ours = seen
    assert len(theirs[3]) == 4
    assert ours == theirs


def test_one_connection_serves_many_requests(body: Body) -> None:
    """The proxy keeps its connections to OKX for the next request."""
    clients = set()

    async def record(scope: Scope, _receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            clients.add(scope["client"])
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"{}"})

    with (
        run_in_thread(record) as url,
        run_proxy(create_app(Settings(okx=url, **UNGUARDED))) as proxy,
    ):
        for _ in range(3):
            httpx.post(f"{proxy}{_PATH}", json=body(ACCOUNTS["read-only"].pasted))

    assert len(clients) == 1
