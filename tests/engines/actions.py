"""Pointer and keyboard actions in the format that WebDriver and WebDriver BiDi share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Keys with a name (W3C WebDriver, "Keyboard actions").
_KEYS: Final[Mapping[str, str]] = {
    "Control": "\ue009",
    "End": "\ue010",
    "Enter": "\ue007",
    "Shift": "\ue008",
    "Tab": "\ue004",
}


def click(x: int, y: int, times: int) -> dict[str, Any]:
    """Return the actions of a click, at a point in CSS pixels of the viewport."""
    once = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
    actions = [{"type": "pointerMove", "duration": 0, "x": x, "y": y}, *(once * times)]
    return {"type": "pointer", "id": "mouse", "actions": actions}


def press(keys: tuple[str, ...]) -> dict[str, Any]:
    """Return the actions of pressing keys together."""
    values = [_KEYS.get(key, key) for key in keys]
    down = [{"type": "keyDown", "value": value} for value in values]
    up = [{"type": "keyUp", "value": value} for value in reversed(values)]
    return {"type": "key", "id": "keyboard", "actions": [*down, *up]}
