"""The ways in which Python starts, and what has to be broken for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.browser.center import HelpCenter


def _as_it_is(center: HelpCenter) -> None:
    """Break nothing."""


#: Name -> what makes the help center start Python so, and no other way.
STARTS: Final[Mapping[str, Callable[[HelpCenter], None]]] = {"fast": _as_it_is}
