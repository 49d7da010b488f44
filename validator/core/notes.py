"""The notes on findings that do not decide a verdict: facts, no orders."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from validator.core.facts import FLICKER_ADDRESSES, IDLE_DAYS

if TYPE_CHECKING:
    from collections.abc import Mapping

_FLICKER: Final = " and ".join(FLICKER_ADDRESSES)

#: By the code of the finding.
NOTES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "read-only": "It's read-only, as it should be.",
        "can-trade": "It can also trade.",
        "unknown-permission": "OKX lists a permission that we don't know.",
        "ip-includes-flicker": "It accepts Flicker's IP address.",
        "ip-unrestricted": "It works from any IP address.",
        "ip-unknown": "We couldn't read which IP addresses it accepts.",
        "ip-excludes-flicker": "It doesn't accept Flicker's IP address.",
        "expires-when-idle": f"OKX deletes it after {IDLE_DAYS} days without use.",
        "sub-account": "It belongs to a sub-account.",
    }
)
#: The notes on a key that is ready for Flicker, some of which say more.
READY_NOTES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **NOTES,
        "ip-unrestricted": "It works from any IP address. "
        f"You can limit it to Flicker's, {_FLICKER}, in OKX.",
        "ip-unknown": "We couldn't read which IP addresses it accepts. "
        f"Flicker needs {_FLICKER} among them.",
        "sub-account": "It belongs to a sub-account, so Flicker shows only that sub-account.",
    }
)
NEVER_EXPIRES: Final = "It doesn't expire."
