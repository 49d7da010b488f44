"""THE table: every finding there is, with its severity, its words, and the OKX codes that cause it.

A code is at once the value in JSON, the heading id on the troubleshooting page,
the CSS hook and the test id; no second list maps one onto the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from validator.core.facts import FLICKER_ADDRESSES, IDLE_DAYS
from validator.core.letters import LETTERS

if TYPE_CHECKING:
    from collections.abc import Mapping

Severity = Literal["ok", "info", "warning", "error"]
Field = Literal["api_key", "secret_key", "passphrase"]
Group = Literal["format", "permission", "binding", "refused", "not-answered", "not-asked"]

#: The fields as the form labels them, in OKX's own words.
LABELS: Final[Mapping[Field, str]] = MappingProxyType(
    {"api_key": "API key", "secret_key": "Secret key", "passphrase": "Passphrase"}
)


@dataclass(frozen=True, slots=True)
class _Row:
    code: str
    severity: Severity
    title: str
    fix: str
    okx_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition(_Row):
    """A row of the table.

    `title` says what is so, `fix` says in one sentence what to do next;
    `okx_codes` are the codes of OKX's replies that mean this;
    `reply` is what a support agent can send as it stands.
    """

    group: Group
    reply: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found out, about a field or, where `field` is None, about the key."""

    code: str
    severity: Severity
    field: Field | None
    title: str
    fix: str


_FLICKER: Final = " and ".join(FLICKER_ADDRESSES)

#: In the order of the troubleshooting page.
_TABLE: Final[Mapping[Group, tuple[_Row, ...]]] = {
    # What is wrong with the pasted text itself.
    "format": (
        _Row(
            "wallet-secret",
            "error",
            "This is a wallet's recovery phrase or private key",
            "Never paste it anywhere: whoever sees it can take everything. "
            "If it went anywhere else, move your coins to a new wallet now.",
        ),
        _Row(
            "other-service",
            "error",
            "This is a key of another service, not of OKX",
            "Paste the values of the API key that you made in OKX.",
        ),
        _Row(
            "login-details",
            "error",
            "This is for logging in, not a part of an API key",
            "Paste the values of the API key that you made in OKX: "
            "never a one-time code, an email address or your OKX password.",
        ),
        _Row(
            "missing-field",
            "error",
            "A value is missing",
            "Paste all three values: API key, secret key and passphrase.",
        ),
        _Row(
            "hidden-characters",
            "error",
            "Invisible characters are inside the value",
            "Copy the value again straight from OKX, not from a chat, a mail or a document.",
        ),
        _Row(
            "fields-swapped",
            "error",
            "This looks like the value of another field",
            "Put each value into its own field: the API key has four dashes, "
            "the secret key is 32 letters and digits, the passphrase is the one you made up.",
        ),
        _Row(
            "repeated-value",
            "error",
            "The same value is in two fields",
            "Copy the missing value from OKX and paste it into its own field.",
        ),
        _Row(
            "placeholder",
            "error",
            "This is a masked or sample value, not your own",
            "Open the key in OKX, reveal the full value, and copy that.",
        ),
        _Row(
            "look-alike-characters",
            "error",
            "A letter or sign in the value only looks like the right one",
            "Copy the value again straight from OKX, or type that character by hand.",
        ),
        _Row(
            "passphrase-not-sendable",
            "error",
            "The passphrase has characters that cannot be sent to OKX",
            "Remove it or type the passphrase by hand. If it really has that character, make a new "
            "key in OKX with a passphrase of plain letters, digits and signs.",
        ),
        _Row(
            "several-keys",
            "warning",
            "This text holds more than one OKX key",
            "Choose the key that you want to use with Flicker.",
        ),
        _Row(
            "passphrase-wrapped",
            "warning",
            "The passphrase starts and ends with quotation marks or brackets",
            "Are they part of it? Remove them or keep them.",
        ),
        _Row(
            "repaired-value",
            "info",
            "We removed what isn't part of the value",
            "Copy the cleaned value from here when you connect Flicker.",
        ),
        _Row(
            "edge-whitespace",
            "warning",
            "Blanks or line ends around the value were removed",
            "Copy the cleaned value from here when you connect Flicker.",
        ),
        _Row(
            "quoted-value",
            "warning",
            "Quotation marks around the value were removed",
            "Copy the cleaned value from here when you connect Flicker.",
        ),
        _Row(
            "api-key-shape",
            "warning",
            "This does not look like an API key from OKX",
            "Compare it with OKX: an API key has 36 characters, lower-case, with four dashes.",
        ),
        _Row(
            "secret-key-shape",
            "warning",
            "This does not look like a secret key from OKX",
            "Compare it with OKX: a secret key has 32 characters, the digits 0–9 and capitals A–F.",
        ),
        _Row(
            "passphrase-rules",
            "warning",
            "This passphrase does not meet OKX's rules of today",
            "Check it for a slip; if the key is an older one, go on, it may still be right.",
        ),
    ),
    # What the key may do.
    "permission": (
        _Row(
            "read-only",
            "ok",
            "This key can only read",
            "Connect it in Flicker, unless another line says what to change first.",
        ),
        _Row(
            "can-trade",
            "error",
            "This key can trade",
            "Edit the key in OKX so that only Read is ticked, or make a new key with Read alone.",
        ),
        _Row(
            "can-withdraw",
            "error",
            "This key can withdraw money",
            "Delete this key in OKX now and make a new one with Read alone.",
        ),
        _Row(
            "unknown-permission",
            "warning",
            "We could not tell what this key may do",
            "Open the key in OKX, make sure that only Read is ticked, and check again.",
        ),
    ),
    # How the key is bound.
    "binding": (
        _Row(
            "ip-includes-flicker",
            "ok",
            "The key accepts Flicker's address",
            "Leave the address as it is.",
        ),
        _Row(
            "ip-unrestricted",
            "info",
            "The key works from any address",
            "Link Flicker's address to the key in OKX if you want it to work for Flicker alone.",
        ),
        _Row(
            "ip-unknown",
            "info",
            "We couldn't read the key's list of IP addresses",
            f"If Flicker can't connect, make sure {_FLICKER} is on the list in OKX.",
        ),
        _Row(
            "ip-excludes-flicker",
            "error",
            "The key does not accept Flicker's address",
            f"Add {_FLICKER} to the key's linked IP addresses in OKX.",
        ),
        _Row(
            "expires-when-idle",
            "warning",
            f"OKX deletes this key after {IDLE_DAYS} days without use",
            "Use a key with Read alone: it does not expire.",
        ),
        _Row(
            "sub-account",
            "info",
            "This key belongs to a sub-account",
            "Make a key in the main account too if Flicker should see that as well.",
        ),
    ),
    # OKX refused.
    "refused": (
        _Row(
            "key-not-found",
            "error",
            "OKX does not know this API key here",
            "Choose the OKX site where you log in, and check that the key is still in your list.",
            ("50119", "50111", "59506", "50125"),
        ),
        _Row(
            "wrong-passphrase",
            "error",
            "OKX refused the passphrase",
            "Enter the passphrase you made up for this key, not your OKX password.",
            ("50105",),
        ),
        _Row(
            "wrong-secret",
            "error",
            "OKX refused the signature",
            "Copy the secret key of this API key again from OKX.",
            ("50113",),
        ),
        _Row(
            "ip-not-allowed",
            "error",
            "The key refused the address we asked from",
            f"Make sure that {_FLICKER} is among the key's linked IP addresses in OKX.",
            ("50110",),
        ),
        _Row(
            "demo-key",
            "error",
            "This is a key for demo trading",
            "Leave demo trading in OKX and make a key in live trading.",
            ("50101",),
        ),
        _Row(
            "not-authorized",
            "error",
            "OKX refused the authorization",
            "Copy all three values again; if it stays, make a new key.",
            ("50114",),
        ),
        _Row(
            "no-read-permission",
            "error",
            "OKX does not let this key read the account",
            "Edit the key in OKX and make sure that Read is ticked.",
            ("50120", "50030", "50035"),
        ),
        _Row(
            "account-restricted",
            "error",
            "OKX has restricted this account",
            "Log in to OKX, follow what it asks for, or write to OKX's support.",
            (
                "50100",
                "50007",
                "50012",
                "50027",
                "50029",
                "50051",
                "50059",
                "50060",
                "51732",
                "51733",
                "51734",
                "59550",
                "50008",
                "50009",
                "50022",
                "50041",
            ),
        ),
        _Row(
            "third-party-key",
            "error",
            "The key was made for another app",
            "Make a key in OKX yourself, with the purpose API trading and Read alone.",
            ("50116", "50118"),
        ),
    ),
    # OKX could not answer.
    "not-answered": (
        _Row(
            "clock-skew",
            "warning",
            "OKX found the time of our request wrong",
            "Set your device's clock to automatic and check again.",
            ("50102", "50112"),
        ),
        _Row(
            "incomplete-request",
            "warning",
            "Our request reached OKX incomplete",
            "Check again; if it stays, send us the report, the fault is ours.",
            ("50103", "50104", "50106", "50107"),
        ),
        _Row(
            "region-blocked",
            "warning",
            "OKX does not serve the place we asked from",
            "Choose the OKX site where you log in and check again.",
            ("50121",),
        ),
        _Row(
            "okx-busy",
            "warning",
            "OKX is busy or under maintenance",
            "Wait a few minutes and check again.",
            ("50001", "50004", "50013", "50026", "50046", "50062"),
        ),
        _Row(
            "okx-rate-limit",
            "warning",
            "OKX asks us to slow down",
            "Wait a minute and check again.",
            ("50011", "50061", "50040"),
        ),
        _Row(
            "okx-edge-block",
            "warning",
            "OKX's gate turned our request away",
            "Wait a few minutes and check again; it says nothing about your key.",
        ),
        _Row(
            "okx-timeout",
            "warning",
            "OKX did not answer in time",
            "Check again in a minute.",
        ),
        _Row(
            "unexpected-reply",
            "warning",
            "OKX answered something we do not understand",
            "Check again later; if it stays, send us the report.",
        ),
    ),
    # We could not ask.
    "not-asked": (
        _Row(
            "offline",
            "warning",
            "Your device is offline",
            "Connect to the internet and check again; your values are still here.",
        ),
        _Row(
            "checker-busy",
            "warning",
            "Too many checks at the moment",
            "Wait a minute and check again.",
        ),
        _Row(
            "checker-unavailable",
            "warning",
            "Our checking service cannot be reached",
            "Check again in a few minutes; it says nothing about your key.",
        ),
        _Row(
            "live-test-off",
            "warning",
            "The live test is switched off at the moment",
            "Use what was found about the format, and check again later.",
        ),
        _Row(
            "runtime-unavailable",
            "warning",
            "The checker could not start in this browser",
            "Reload the page or try another browser.",
        ),
    ),
}

#: The table by code, in its order.
FINDINGS: Final[Mapping[str, Definition]] = MappingProxyType(
    {
        row.code: Definition(
            row.code,
            row.severity,
            row.title,
            row.fix,
            row.okx_codes,
            group=group,
            reply=LETTERS[row.code],
        )
        for group, rows in _TABLE.items()
        for row in rows
    }
)

#: OKX's code -> the code of the finding it causes.
BY_OKX_CODE: Final[Mapping[str, str]] = MappingProxyType(
    {okx_code: row.code for row in FINDINGS.values() for okx_code in row.okx_codes}
)

#: WebSocket's code -> the code of OKX's REST API that says the same (reference 10.6).
#: Customers meet it in other programs; it is never read from a reply.
WEBSOCKET_TWINS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "60005": "50111",
        "60006": "50102",
        "60007": "50113",
        "60024": "50105",
        "60032": "50119",
    }
)
#: Any code of OKX's that a customer may quote -> the code of the finding whose section is about it.
BY_QUOTED_CODE: Final[Mapping[str, str]] = MappingProxyType(
    {**BY_OKX_CODE, **{twin: BY_OKX_CODE[code] for twin, code in WEBSOCKET_TWINS.items()}}
)


def finding(
    code: str, field: Field | None = None, title: str | None = None, fix: str | None = None
) -> Finding:
    """Return the finding of a code, about a field or about the key as a whole.

    `title` and `fix` say it more closely than the table does; they never quote a value.
    Raises KeyError if the table has no such code.
    """
    row = FINDINGS[code]
    return Finding(row.code, row.severity, field, title or row.title, fix or row.fix)
