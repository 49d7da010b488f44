"""Pages elsewhere may not ask; the site's own may, also directly."""

from __future__ import annotations

import pytest

from validator.proxy.origins import Origins, is_preflight

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
