"""The proxy as it runs in production, in a thread of the tests' process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validator.commands.server import proxy_server
from validator.loopback import run_server_in_thread

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from validator.proxy import Proxy


def run_proxy(proxy: Proxy) -> AbstractContextManager[str]:
    """Serve a proxy until the block ends, and yield its base URL without a slash at the end."""
    return run_server_in_thread(proxy_server(proxy))
