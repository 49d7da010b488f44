"""Forecasts whether OKX will delete a key by itself, from its permissions and IP binding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from validator.core.reply import Permissions

Expiry = Literal["never", "when-idle"]


def forecast(answer: Permissions) -> Expiry | None:
    """Return when OKX deletes a key (reference 6.1 and 6.2), None if that cannot be known."""
    granted = set(answer.permissions)
    if granted == {"read_only"}:
        return "never"
    if not granted or "other" in granted or answer.ip_binding == "unknown":
        return None
    return "when-idle" if answer.ip_binding == "none" else "never"
