"""An event loop whose timers end when they should: epoll waits for whole milliseconds."""

from __future__ import annotations

import asyncio
import selectors


def precise() -> asyncio.AbstractEventLoop:
    """Return one for fewer than 1,024 files, which is as many as `select` can watch."""
    return asyncio.SelectorEventLoop(selectors.SelectSelector())
