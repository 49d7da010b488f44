"""Whatever OKX sends, the whole proxy answers 200 with an Answer in time, and repeats none of it.

What the client alone makes of breaks below HTTP stands in `test_okx.py`.
"""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.proxy import upstreams
from validator.core.practice import ACCOUNTS
from validator.loopback import run_in_thread
from validator.proxy import UNGUARDED, Settings, create_app

if TYPE_CHECKING:
    from tests.conftest import Body
    from tests.proxy.upstreams import Behaviour

_PATH = "/api/okx/permissions"
_OK = ACCOUNTS["read-only"].configuration()
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
#: A word that stands in what OKX sends, and must stand in no answer.
_MARK = "d7a1f0"
#: The time limit where only it ends the waiting, in seconds, and when an answer is far too late.
_SHORT = 0.3
_LATE = 5.0


def _replying(value: Any, status: str = "200 OK") -> Behaviour:
    return upstreams.replying(status, json.dumps(value).encode())


def _account(**members: Any) -> Behaviour:
    """Reply with a success whose account has these members beside the usual ones."""
    envelope = json.loads(_OK)
    envelope["data"][0] |= members
    return _replying(envelope)


def _refused(okx_code: str) -> dict[str, str]:
    return {"kind": "refused", "okx_code": okx_code}


_UNREADABLE = {"kind": "unreadable"}
_TIMEOUT = {"kind": "timeout"}
#: Fault -> what OKX does, and the answer without site and egress.
_FAULTS: dict[str, tuple[Behaviour, dict[str, Any]]] = {
    "reset before the headers": (upstreams.resetting(), _TIMEOUT),
    "reset after the headers": (
        upstreams.resetting(_HEAD + b"Content-Length: 900\r\n\r\n"),
        _UNREADABLE,
    ),
    "never answers": (upstreams.stalling(), _TIMEOUT),
    "answers byte by byte": (
        upstreams.dripping(_HEAD + b"Content-Length: 60000\r\n\r\n"),
        _TIMEOUT,
    ),
    "a body of 10 MB": (upstreams.replying("200 OK", _OK.ljust(10**7)), _UNREADABLE),
    "a body of 10 MB in chunks": (
        upstreams.sending(
            _HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
            *[b"8000\r\n" + bytes(32768) + b"\r\n"] * 320,
        ),
        _UNREADABLE,
    ),
    "a gzip bomb": (
        upstreams.replying("200 OK", gzip.compress(bytes(10**7)), "Content-Encoding: gzip"),
        _UNREADABLE,
    ),
    "a content length too long": (
        upstreams.sending(_HEAD + b"Content-Length: 9999\r\n\r\n" + _OK),
        _UNREADABLE,
    ),
    "a content length too short": (
        upstreams.sending(_HEAD + b"Content-Length: 20\r\n\r\n" + _OK),
        _UNREADABLE,
    ),
    "a content length that is no number": (
        upstreams.sending(_HEAD + b"Content-Length: many\r\n\r\n" + _OK),
        _UNREADABLE,
    ),
    "invalid chunks": (
        upstreams.sending(_HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
        _UNREADABLE,
    ),
    "a header of 100 KB": (
        upstreams.sending(_HEAD + b"X-Long: " + b"x" * 100_000 + b"\r\n\r\n"),
        _UNREADABLE,
    ),
    "HTML with 403": (upstreams.replying("403 Forbidden", b"<html>"), {"kind": "blocked"}),
    "HTML with 503": (
        upstreams.replying("503 Service Unavailable", b"<html>"),
        {"kind": "busy", "okx_code": None},
    ),
    "HTML with 525": (
        upstreams.replying("525 SSL Handshake Failed", b"<html>"),
        {"kind": "busy", "okx_code": None},
    ),
    "302 to another host": (
        upstreams.replying("302 Found", b"", f"Location: http://{_MARK}.invalid/"),
        _UNREADABLE,
    ),
    "empty": (upstreams.replying("200 OK", b""), _UNREADABLE),
    "truncated JSON": (upstreams.replying("200 OK", _OK[:-9]), _UNREADABLE),
    "not UTF-8": (upstreams.replying("200 OK", b'{"code":"0","msg":"\xff"}'), _UNREADABLE),
    "UTF-16": (upstreams.replying("200 OK", _OK.decode().encode("utf-16")), _UNREADABLE),
    "nested 30,000 deep, within the cap": (
        upstreams.replying("200 OK", b"[" * 30_000 + b"]" * 30_000),
        _UNREADABLE,
    ),
    "nested 100,000 deep": (upstreams.replying("200 OK", b"[" * 100_000), _UNREADABLE),
    "objects nested deep in data": (
        upstreams.replying("200 OK", b'{"code":"0","data":' + b'{"a":' * 10_000),
        _UNREADABLE,
    ),
    "a list for an envelope": (_replying([_MARK]), _UNREADABLE),
    "a text for data": (_replying({"code": "0", "data": _MARK}), _UNREADABLE),
    "no account in data": (_replying({"code": "0", "data": []}), _UNREADABLE),
    "two accounts in data": (_replying({"code": "0", "data": [{}, {}]}), _UNREADABLE),
    "a list for perm": (_account(perm=["read_only"]), _UNREADABLE),
    "a number for perm": (_account(perm=1), _UNREADABLE),
    "a number for ip": (
        _account(ip=7),
        {
            "kind": "permissions",
            "permissions": ["read_only"],
            "ip_binding": "unknown",
            "account": "main",
        },
    ),
    "a null for a code": (_replying({"code": None, "msg": _MARK}), _UNREADABLE),
    "a code that is no code": (_replying({"code": _MARK, "msg": _MARK}), _UNREADABLE),
    "a numeric code": (_replying({"code": 50113, "msg": _MARK}, "401 No"), _refused("50113")),
    "a numeric code that nobody knows": (
        _replying({"code": 59999, "msg": _MARK}),
        _refused("59999"),
    ),
    "a fraction for a code": (_replying({"code": 50113.5, "msg": _MARK}), _UNREADABLE),
    "a code of other digits": (_replying({"code": "５０１１３", "msg": _MARK}), _UNREADABLE),
}


def _ask(okx: str, given: dict[str, str], limit: float = _LATE) -> httpx.Response:
    settings = Settings(okx=okx, time_limit_seconds=limit, **UNGUARDED)
    with run_in_thread(create_app(settings)) as url:
        return httpx.post(url + _PATH, json=given, timeout=2 * _LATE)


@pytest.mark.parametrize("fault", _FAULTS)
def test_every_fault_has_its_answer(fault: str, body: Body) -> None:
    """The answer is the right one, comes in time, and says nothing of what OKX wrote."""
    behave, expected = _FAULTS[fault]
    given = body(ACCOUNTS["read-only"].pasted)
    with upstreams.running(behave) as upstream:
        response = _ask(upstream.url, given, _SHORT if expected is _TIMEOUT else _LATE)

    assert response.status_code == 200
    assert response.json() == {"site": "global", "egress": "other"} | expected
    assert response.elapsed.total_seconds() < _LATE
    for text in (_MARK, *(given[name] for name in ("api_key", "passphrase", "signature"))):
        assert text not in response.text


def test_a_refused_connection_is_a_timeout(body: Body) -> None:
    """Where nobody listens, nobody answered."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))

        response = _ask(
            f"http://127.0.0.1:{unused.getsockname()[1]}", body(ACCOUNTS["read-only"].pasted)
        )

    assert (response.status_code, response.json()["kind"]) == (200, "timeout")


def test_a_redirect_to_loopback_is_not_followed(body: Body) -> None:
    """Not to this machine either, where an address of ours would be within reach."""
    with upstreams.running(upstreams.replying("200 OK", _OK)) as elsewhere:
        behave = upstreams.replying("302 Found", b"", f"Location: {elsewhere.url}/")
        with upstreams.running(behave) as upstream:
            response = _ask(upstream.url, body(ACCOUNTS["read-only"].pasted))

    assert (response.status_code, response.json()["kind"]) == (200, "unreadable")
    assert elsewhere.connections == 0


def test_an_idle_connection_that_okx_closed_is_replaced(body: Body) -> None:
    """The next request is not lost on a connection that died in between."""
    behave = upstreams.sending(_HEAD + b"Content-Length: %d\r\n\r\n" % len(_OK) + _OK)
    given = body(ACCOUNTS["read-only"].pasted)
    with (
        upstreams.running(behave) as upstream,
        run_in_thread(create_app(Settings(okx=upstream.url, **UNGUARDED))) as url,
    ):
        kinds = [httpx.post(url + _PATH, json=given).json()["kind"] for _ in range(3)]

    assert kinds == ["permissions"] * 3
    assert upstream.connections == 3


def test_other_requests_go_on_while_one_hangs(body: Body) -> None:
    """One reply that never comes keeps nobody else waiting."""
    is_first = threading.Lock()

    def behave(connection: socket.socket, upstream: upstreams.Upstream) -> None:
        hangs = is_first.acquire(blocking=False)
        (upstreams.stalling() if hangs else upstreams.replying("200 OK", _OK))(connection, upstream)

    given = body(ACCOUNTS["read-only"].pasted)
    with (
        upstreams.running(behave) as upstream,
        run_in_thread(create_app(Settings(okx=upstream.url, **UNGUARDED))) as url,
    ):
        hanging = threading.Thread(
            target=lambda: httpx.post(url + _PATH, json=given, timeout=2 * _LATE)
        )
        hanging.start()
        while not upstream.requests:
            time.sleep(0.01)
        response = httpx.post(url + _PATH, json=given)
        assert hanging.is_alive()
        upstream.is_over.set()
        hanging.join()

    assert response.json()["kind"] == "permissions"
