"""The ways in which Python starts, and what has to be broken for each."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from validator.publish import runtime

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.browser.center import HelpCenter

#: A WebAssembly module that ends too early, compressed as hosts do: its image cannot be decoded.
DAMAGED: Final = Response(
    gzip.compress(b"\0asm\1\0\0\0\1"),
    headers={"Content-Encoding": "gzip"},
    media_type="application/wasm",
)


def _as_it_is(center: HelpCenter) -> None:
    """Break nothing."""


def _without_image(center: HelpCenter) -> None:
    """Damage the image: what is left is the start from compiled modules."""
    center.site.instead[center.path_of(runtime.IMAGE)] = DAMAGED


#: Name -> what makes the help center start Python so, and no other way.
STARTS: Final[Mapping[str, Callable[[HelpCenter], None]]] = {
    "fast": _as_it_is,
    "fallback": _without_image,
}
