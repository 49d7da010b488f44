"""The states of a button under a pointer or the keyboard, forced by the DevTools protocol."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

#: Everything that looks like a button.
BUTTONS: Final = "key-checker :is(.kc-press, .kc-quiet), .md-typeset .md-button, reply-list button"
#: At rest, under a pointer, focused, and pressed.
STATES: Final[tuple[tuple[str, ...], ...]] = (
    (),
    ("hover",),
    ("focus", "focus-visible"),
    ("hover", "focus", "active"),
)


@contextmanager
def forced(page: Page, states: tuple[str, ...]) -> Iterator[None]:
    """Force some states on all buttons of a page until the block ends."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    found = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": BUTTONS})
    try:
        for node in found["nodeIds"]:
            classes = {"nodeId": node, "forcedPseudoClasses": list(states)}
            session.send("CSS.forcePseudoState", classes)
        page.evaluate("document.getAnimations().forEach((running) => running.finish())")
        yield
    finally:
        session.detach()
