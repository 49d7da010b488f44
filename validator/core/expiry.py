"""Whether OKX will delete a key by itself, from what it may do and how it is bound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from validator.core.reply import Permissions

Expiry = Literal["never", "when-idle"]


def forecast(answer: Permissions) -> Expiry | None:
    """Tell when OKX deletes a key (reference 6.1 and 6.2); None where not all of it is known."""
    granted = set(answer.permissions)
    if granted == {"read_only"}:
        return "never"
    if not granted or "other" in granted or answer.ip_binding == "unknown":
        return None
    return "when-idle" if answer.ip_binding == "none" else "never"
