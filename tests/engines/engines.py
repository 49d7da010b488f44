"""The three engines by name."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from tests.engines import chromium, firefox, webkit
from tests.engines.outside import Outside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from tests.engines.tab import Engine

#: Name -> the function that runs the engine, given the proxy for all but loopback.
LAUNCH: Final[Mapping[str, Callable[[str], AbstractContextManager[Engine]]]] = {
    "chromium": chromium.launch,
    "firefox": firefox.launch,
    "webkit": webkit.launch,
}


@contextmanager
def launch(name: str) -> Iterator[Engine]:
    """Run an engine that reaches nothing but loopback."""
    with Outside() as outside, LAUNCH[name](outside.address) as engine:
        yield engine
