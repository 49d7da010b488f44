"""Pages elsewhere may not ask; the site's own may, also directly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from validator.core.practice import ACCOUNTS
from validator.proxy.origins import Origins, is_preflight

if TYPE_CHECKING:
    import httpx

    from tests.conftest import Body

_PATH = "/api/okx/permissions"

_ORIGINS = Origins(("https://help.flicker.finance", "https://preview.example"))


def _judge(origin: str | None, host: str = "proxy.example") -> list[tuple[bytes, bytes]] | None:
    headers = {b"host": host.encode()}
    return _ORIGINS.headers_for(
        headers if origin is None else headers | {b"origin": origin.encode()}
    )


def test_a_client_without_origin_is_served() -> None:
    """Such as a command line: it gets no header of CORS."""
    assert _judge(None) == []


@pytest.mark.parametrize("origin", ["https://help.flicker.finance", "https://preview.example"])
def test_the_site_may_call_directly(origin: str) -> None:
    """The response names that origin alone, and what its script may read."""
    assert _judge(origin) == [
        (b"access-control-allow-origin", origin.encode()),
        (b"access-control-expose-headers", b"X-Request-Id, Retry-After"),
        (b"vary", b"Origin"),
    ]


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://attacker.example", "proxy.example"),
        ("https://attacker.example", "attacker.example"),
        ("http://attacker.example", "attacker.example"),
        ("https://help.flicker.finance.attacker.example", "proxy.example"),
        ("http://help.flicker.finance", "proxy.example"),
        ("https://help.flicker.finance:8443", "proxy.example"),
        ("null", "proxy.example"),
        ("", "proxy.example"),
        ("http://127.0.0.1:8000", "127.0.0.1:9000"),
        ("http://127.0.0.1:99999", "127.0.0.1:99999"),
    ],
)
def test_others_are_refused(origin: str, host: str) -> None:
    """Not even who makes a name of his own lead here (DNS rebinding)."""
    assert _judge(origin, host) is None


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_a_page_on_this_machine_may_ask_its_server(host: str) -> None:
    """As that of `serve` does."""
    assert _judge(f"http://{host}", host) == []


def test_tells_a_preflight() -> None:
    """OPTIONS alone is none."""
    headers = {b"origin": b"https://a.example", b"access-control-request-method": b"POST"}

    assert is_preflight("OPTIONS", headers)
    assert not is_preflight("OPTIONS", {})
    assert not is_preflight("GET", headers)


def test_the_site_s_page_may_call_directly(proxy: httpx.Client, body: Body) -> None:
    """CORS: the browser asks what it may send, sends it, and may read what it needs."""
    origin = {"Origin": "https://help.flicker.finance"}
    asked = proxy.options(
        _PATH,
        headers=origin
        | {
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    answered = proxy.post(_PATH, json=body(ACCOUNTS["read-only"].pasted), headers=origin)

    assert (asked.status_code, answered.status_code) == (204, 200)
    assert asked.headers["Access-Control-Allow-Methods"] == "POST"
    assert asked.headers["Access-Control-Allow-Headers"] == "Content-Type"
    for response in (asked, answered):
        assert response.headers["Access-Control-Allow-Origin"] == "https://help.flicker.finance"
        assert response.headers["Access-Control-Expose-Headers"] == "X-Request-Id, Retry-After"
        assert response.headers["Vary"] == "Origin"
        assert "Access-Control-Allow-Credentials" not in response.headers


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
@pytest.mark.parametrize("path", [_PATH, "/api/time", "/nowhere"])
def test_a_page_elsewhere_may_not_ask(method: str, path: str, proxy: httpx.Client) -> None:
    """Whatever it asks, it is told so, and no header of CORS lets it read that."""
    response = proxy.request(
        method,
        path,
        headers={"Origin": "https://attacker.example", "Access-Control-Request-Method": "POST"},
    )

    assert (response.status_code, response.json()["type"]) == (403, "/problems/foreign-origin")
    assert "Access-Control-Allow-Origin" not in response.headers
