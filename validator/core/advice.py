"""The advice on each cause of a verdict: a headline, an explanation and the next step.

The texts are a customer's words: the headline names the cause, and the step is the only order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from validator.core.facts import FLICKER_ADDRESSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validator.core.findings import Field

ActionKind = Literal[
    "continue",
    "open-okx",
    "edit-field",
    "try-sites",
    "confirm-ip",
    "check-again",
    "contact-support",
]

_FLICKER: Final = " and ".join(FLICKER_ADDRESSES)
#: Pages of the guide, below the site's address, that show how a step is done.
_GUIDE_EDIT: Final = "okx/create-read-only-key/#change-permissions"
_GUIDE_CREATE: Final = "okx/create-read-only-key/#step-1-open-api-management"
_GUIDE_DELETE: Final = "okx/best-practices/#revoke"

_OPEN_KEYS: Final = "Open my API keys on {site}"
_NOT_YOUR_KEY: Final = "Your key isn't the cause."


@dataclass(frozen=True, slots=True)
class Advice:
    """The texts of a verdict that a finding decides; `{site}` and `{okx_code}` are filled in.

    The next step is to check again unless `kind` and `label` say otherwise. `guide` is the page
    that shows how, with the label of its link. `needs_ip` is set where the step needs Flicker's IP
    address. `field` is the field at fault, `query` is added to the address of OKX's page.
    """

    headline: str
    explanation: str
    kind: ActionKind = "check-again"
    label: str = "Check again"
    guide: str | None = None
    guide_label: str = "Show me how"
    needs_ip: bool = False
    field: Field | None = None
    query: str = ""


def _edit_key(headline: str, explanation: str, *, needs_ip: bool = False) -> Advice:
    """Return the advice to edit the key in OKX."""
    return Advice(headline, explanation, "open-okx", _OPEN_KEYS, _GUIDE_EDIT, needs_ip=needs_ip)


#: By the code of the finding that decides.
ADVICE: Final[Mapping[str, Advice]] = MappingProxyType(
    {
        # What the key can do.
        "read-only": Advice(
            "This key is read-only and ready for Flicker",
            "Copy the three values into Flicker, one after the other.",
            "continue",
            "Open Flicker",
        ),
        "can-trade": _edit_key(
            "This key can trade. Turn Trade off first.",
            "Flicker only needs Read. If a bot trades with this key, leave the key as it is "
            "and create a second one with only Read for Flicker.",
        ),
        "can-withdraw": Advice(
            "This key can withdraw your money. Delete it now.",
            "Once it's deleted, look through your withdrawals in OKX. "
            "Then create a new key with only Read: Flicker needs nothing else.",
            "open-okx",
            _OPEN_KEYS,
            guide=_GUIDE_DELETE,
            guide_label="Show me how to delete it",
        ),
        "unknown-permission": _edit_key(
            "OKX didn't tell us what this key can do",
            "Look at the key in OKX. If only Read is on, you can connect it in Flicker. "
            "If anything else is on, turn it off and check again.",
        ),
        # How the key is bound.
        "ip-excludes-flicker": _edit_key(
            "Flicker's IP address isn't on this key's list",
            "OKX lets only listed IP addresses use this key. "
            f"Add {_FLICKER} to the list, and Flicker can use it.",
            needs_ip=True,
        ),
        # OKX rejected the request.
        "key-not-found": Advice(
            "None of OKX's sites knows this key",
            "It may have been deleted, or part of it is missing. "
            "Look for it in your list of API keys. If it's gone, create a new one.",
            "open-okx",
            _OPEN_KEYS,
            guide=_GUIDE_CREATE,
            guide_label="Show me how to create one",
        ),
        "wrong-passphrase": Advice(
            "This isn't the passphrase for this key",
            "It's the one you chose when you created the key, not your OKX password. "
            "OKX can't show it again: if it's lost, you need a new key.",
            "edit-field",
            "Go to passphrase",
            guide="okx/create-read-only-key/#lost-value",
            guide_label="I lost it",
            field="passphrase",
        ),
        "wrong-secret": Advice(
            "The secret key and the API key don't belong together",
            "Copy the secret key of this API key again from where you saved it.",
            "edit-field",
            "Go to secret key",
            guide="okx/create-read-only-key/#lost-value",
            guide_label="I lost it",
            field="secret_key",
        ),
        "ip-not-allowed": Advice(
            "OKX lets only listed IP addresses use this key, so we couldn't look inside",
            f"In OKX: is {_FLICKER} on its list, and is only Read on?",
            "confirm-ip",
            "Yes: continue in Flicker",
            guide=_GUIDE_EDIT,
            guide_label="No: show me how",
            needs_ip=True,
        ),
        "demo-key": Advice(
            "This key is for OKX demo trading, which uses play money",
            "Create a read-only key in live trading instead.",
            "open-okx",
            "Open my API keys in live trading",
            guide=_GUIDE_CREATE,
            query="?go-live-trading=1",  # reference 5.11
        ),
        "not-authorized": Advice(
            "OKX rejected one of the three values without saying which",
            "Copy all three again from where you saved them. "
            "If OKX still rejects them, create a new key.",
            "edit-field",
            "Go to the values",
            field="api_key",
        ),
        "no-read-permission": _edit_key(
            "This key isn't allowed to read your account",
            "Turn on Read for it in OKX, and nothing else.",
        ),
        "account-restricted": Advice(
            "OKX has restricted your account",
            "Only OKX can lift that. Log in and look for messages there and in your email. "
            "OKX support can tell you more if you name the code {okx_code}.",
            "open-okx",
            "Log in to {site}",
        ),
        "third-party-key": Advice(
            "This key seems to be made for a partner app",
            "Flicker needs a key that you create yourself, "
            "with the purpose API trading and only Read.",
            "open-okx",
            _OPEN_KEYS,
            guide=_GUIDE_CREATE,
        ),
        # OKX could not answer.
        "clock-skew": Advice(
            "A timing problem. Checking again usually fixes it.",
            _NOT_YOUR_KEY,
        ),
        "incomplete-request": Advice(
            "Something went wrong on our side",
            f"Part of our request was missing when it reached OKX. {_NOT_YOUR_KEY} If it happens "
            "again, send us the report below.",
        ),
        "region-blocked": Advice(
            "OKX doesn't accept requests from our server's country",
            f"{_NOT_YOUR_KEY} In OKX: is only Read on, and if it has a list of IP addresses, "
            f"is {_FLICKER} on it?",
            "confirm-ip",
            "Yes: continue in Flicker",
            guide=_GUIDE_EDIT,
            guide_label="No: show me how",
            needs_ip=True,
        ),
        "okx-busy": Advice(
            "OKX is busy or down for maintenance",
            f"{_NOT_YOUR_KEY} Try again in a few minutes.",
        ),
        "okx-rate-limit": Advice(
            "OKX asks us to slow down",
            f"{_NOT_YOUR_KEY} Try again in a minute.",
        ),
        "okx-edge-block": Advice(
            "OKX's firewall blocked our request",
            f"{_NOT_YOUR_KEY} Try again in a few minutes.",
        ),
        "okx-timeout": Advice(
            "OKX didn't answer in time",
            f"{_NOT_YOUR_KEY} Try again in a minute.",
        ),
        "unexpected-reply": Advice(
            "We don't understand OKX's answer",
            "Leave your key as it is, and send us the report: it holds none of your values.",
            "contact-support",
            "Contact support",
        ),
        # We could not ask.
        "offline": Advice(
            "You're offline",
            "Your values are still here. Check again once you're connected.",
        ),
        "checker-busy": Advice(
            "Too many checks right now",
            f"{_NOT_YOUR_KEY} Try again in a minute.",
        ),
        "checker-unavailable": Advice(
            "We can't reach our checking service",
            f"{_NOT_YOUR_KEY} Try again in a few minutes.",
        ),
        "live-test-off": Advice(
            "Live checks are turned off right now",
            "We didn't ask OKX, so we don't know what this key can do. Try again later.",
        ),
        "runtime-unavailable": Advice(
            "The checker couldn't start in this browser",
            "Reload the page, or try another browser.",
        ),
    }
)

#: A read-only key whose list of IP addresses could not be read.
IP_UNREAD: Final = replace(
    ADVICE["read-only"],
    headline="This key is read-only, but we couldn't read its list of IP addresses",
    explanation=f"Look at the list in OKX: unless it's empty, it needs {_FLICKER}. "
    "Then copy the three values into Flicker, one after the other.",
)
#: By the code of the finding, where OKX did not confirm what a copied block claims.
CLAIMED: Final[Mapping[str, Advice]] = MappingProxyType(
    {
        "can-trade": replace(
            ADVICE["can-trade"],
            headline="The text you pasted says this key can trade. Turn Trade off first.",
        ),
        "can-withdraw": replace(
            ADVICE["can-withdraw"],
            headline="The text you pasted says this key can withdraw your money. Delete it now.",
        ),
    }
)
#: OKX lists a permission that is not known.
UNKNOWN_TOKEN: Final = replace(
    ADVICE["unknown-permission"], headline="OKX lists a permission that we don't know"
)
#: A key that has to be linked to an IP address first (OKX code 50035).
LINK_FIRST: Final = replace(
    ADVICE["ip-excludes-flicker"],
    headline="OKX wants this key to be linked to an IP address",
    explanation=f"Link {_FLICKER} to it in OKX, and Flicker can use it.",
)
#: A key that some sites do not know, and that the others were not asked about.
OTHER_SITES: Final = Advice(
    "Your key isn't on {asked}. Let's ask {others}.",
    "A key works only on the OKX site that made it. Asking sends the API key, the passphrase, "
    "the time and a signature through our server to {others}. Your secret key stays here.",
    "try-sites",
    "Ask {others}",
)
#: A key that no site knows and that does not look like an API key.
DAMAGED: Final = Advice(
    "OKX doesn't know this API key, and it doesn't look complete",
    "An API key has 36 characters: lowercase letters, digits and four dashes. Copy it again.",
    "edit-field",
    "Go to API key",
    field="api_key",
)
#: A passphrase that OKX rejected, and that quotation marks or brackets surround.
WRAPPED: Final = replace(
    ADVICE["wrong-passphrase"],
    explanation="It begins and ends with quotation marks or brackets. "
    "If they aren't part of it, take them off.",
)


def with_ip_address(advice: Advice) -> Advice:
    """Return advice on editing a key, extended by adding Flicker's IP address to its list."""
    explanation = f"{advice.explanation} Its list of IP addresses needs {_FLICKER}, too."
    return replace(advice, explanation=explanation, needs_ip=True)
