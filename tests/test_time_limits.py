"""The time limits of all parts are in order, and their copies in other files are equal."""

from __future__ import annotations

import re
from typing import Final

from tests.docs.prose import read
from validator.core.facts import DIRECT_LIMIT_SECONDS, IDLE_MINUTES, TIME_LIMITS
from validator.proxy.settings import Settings
from validator.publish.root import DOCS

_NGINX: Final = (DOCS.parent / "deploy" / "nginx.conf").read_text("utf-8")


def _nginx_seconds(name: str) -> int:
    (seconds,) = re.findall(rf"{name} (\d+)s;", _NGINX)
    return int(seconds)


def test_order() -> None:
    """Each part waits longer than the part that it waits for, and values are kept longer still."""
    limits = list(TIME_LIMITS.values())

    assert list(TIME_LIMITS) == ["okx", "nginx", "worker", "netlify", "page", "start", "idle"]
    assert sorted(set(limits)) == limits
    assert TIME_LIMITS["idle"] == 60 * IDLE_MINUTES


def test_proxy() -> None:
    """The proxy waits for OKX as long as the table says, unless its operator changes that."""
    assert Settings().time_limit_seconds == TIME_LIMITS["okx"]


def test_nginx() -> None:
    """Nginx's limits for the proxy together are shorter than the worker's limit."""
    seconds = _nginx_seconds("proxy_read_timeout")

    assert seconds == TIME_LIMITS["nginx"]
    assert seconds + _nginx_seconds("proxy_connect_timeout") < TIME_LIMITS["worker"]


def test_command_line() -> None:
    """The command line waits for OKX itself, so at least as long as the proxy."""
    assert TIME_LIMITS["okx"] <= DIRECT_LIMIT_SECONDS


def test_pages() -> None:
    """The pages name the idle minutes after which values are cleared."""
    assert f"don't use it for {IDLE_MINUTES} minutes" in read("okx/privacy.md")
    assert f"didn't use the page for {IDLE_MINUTES} minutes" in read("okx/troubleshooting.md")
