"""Questions for support agents to ask about a finding, never for a value."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from validator.core.facts import FLICKER_ADDRESSES

if TYPE_CHECKING:
    from collections.abc import Mapping

_FLICKER: Final = " and ".join(FLICKER_ADDRESSES)
_REPORT: Final = (
    "for the report; if there is none, for the OKX code, the site chosen, "
    "and date, time and time zone of the check"
)

#: Finding code -> the rest of a sentence that begins with *Ask*.
QUESTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "other-service": "which exchange or service the key is from (not the key)",
        "login-details": "which field is flagged; never for a code",
        "missing-field": "which field is flagged, and whether they've saved the passphrase",
        "hidden-characters": "where they copied the value from "
        "(OKX, a password manager, a chat, a document)",
        "fields-swapped": "which fields are flagged, and whether a password manager filled them in",
        "repeated-value": "which fields are flagged",
        "placeholder": "where they copied the value from",
        "passphrase-not-sendable": "whether the passphrase has accents, emoji or another alphabet "
        "(yes or no; not the passphrase)",
        "edge-whitespace": "whether they pasted the same value into Flicker with the space",
        "quoted-value": "whether they pasted the value into Flicker with quotation marks",
        "api-key-shape": "how many characters and how many dashes the value has (not the value)",
        "secret-key-shape": "how many characters the value has, "
        "and whether it has lowercase letters (not the value)",
        "passphrase-rules": "roughly what year the key was created, "
        "and how long the passphrase is (not the passphrase itself)",
        "read-only": "exactly what's missing in Flicker (which coin, where in OKX), "
        "and whether they use sub-accounts",
        "can-trade": "whether another service uses the same key",
        "can-withdraw": "whether they've deleted the key, and where else they pasted it",
        "unknown-permission": "which permissions OKX's page shows for the key, "
        "and when it was created",
        "ip-includes-flicker": "for the rest of the result, if Flicker still can't read",
        "ip-unknown": "what OKX's page shows in the key's list of IP addresses",
        "ip-excludes-flicker": f"whether the list in OKX shows {_FLICKER}, "
        "and the purpose of the key",
        "expires-when-idle": "whether another service uses the key, and when it was last used",
        "sub-account": "which accounts they want to see, and which of them already have a key",
        "key-not-found": "which address they log in to OKX at, "
        "and whether the key is in the list there",
        "wrong-passphrase": "whether they entered the OKX password or the key's passphrase "
        "(never the passphrase itself), and how many keys they have",
        "wrong-secret": "how many characters the secret key has (never the key itself), "
        "and whether they have more than one key",
        "ip-not-allowed": f"whether OKX's page lists {_FLICKER} for the key, "
        "and whether OKX rejects Flicker too",
        "demo-key": "whether OKX's page with the key says demo trading",
        "not-authorized": "whether the passphrase has special characters other than "
        "`_`, `.`, `-` or `!` (yes or no; not the passphrase)",
        "no-read-permission": "for the OKX code, "
        "and which permissions and purpose OKX's page shows for the key",
        "account-restricted": "for the OKX code, and whether OKX shows a message about the account",
        "third-party-key": "for the OKX code, which purpose OKX's page shows for the key, "
        "and how the key was created (manually or by connecting an app)",
        "clock-skew": "what the page says about the device's clock, "
        "and whether time and time zone are set to automatic",
        "incomplete-request": f"{_REPORT}. Then pass it on to the developers",
        "region-blocked": "for the site chosen in the checker, "
        "and which address they log in to OKX at",
        "okx-busy": "for the OKX code, and when it started. "
        "If several customers report it at once, OKX has a problem",
        "okx-rate-limit": "for the OKX code, and whether a trading bot uses the same account",
        "okx-edge-block": f"{_REPORT}. If it continues, pass it on to the developers",
        "okx-timeout": f"{_REPORT}, and whether OKX works normally for them",
        "unexpected-reply": f"{_REPORT}. Pass it on to the developers so they can add it",
        "offline": "whether other websites load on the same device",
        "checker-busy": "how often they selected the button, "
        "and whether many others use the same network",
        "checker-unavailable": f"{_REPORT}, and whether it works on another network. "
        "If several customers report it at once, our service is down",
        "runtime-unavailable": "for device, browser and its version, "
        "and whether Lockdown Mode or a content blocker is on",
    }
)
