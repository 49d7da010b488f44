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
    search: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition(_Row):
    """A row of the table.

    `title` says what is so, `fix` says in one sentence what to do next;
    `okx_codes` are the codes of OKX's replies that mean this;
    `search` are words that people look for it with, OKX's own messages among them;
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
            "Never paste it anywhere: anyone who sees it can take everything. If it went "
            "anywhere else, move your coins to a new wallet now.",
            search="wallet seed phrase recovery phrase private key mnemonic 12 words 24 words",
        ),
        _Row(
            "other-service",
            "error",
            "This key is from another service, not OKX",
            "Paste the values of the API key you created in OKX.",
            search="binance kucoin bybit bitget kraken coinbase other exchange wrong exchange "
            "token",
        ),
        _Row(
            "login-details",
            "error",
            "This is for logging in, not part of an API key",
            "Paste the values of the API key you created in OKX, never a one-time code, an "
            "email address or your OKX password.",
            search="one-time code otp email password login authenticator secret six digits",
        ),
        _Row(
            "missing-field",
            "error",
            "A value is missing",
            "Paste all three values: API key, secret key and passphrase.",
            search="empty field blank field required",
        ),
        _Row(
            "hidden-characters",
            "error",
            "This value contains invisible characters",
            "Copy the value again directly from OKX, not from a chat, email or document.",
            search="zero-width invisible unicode character",
        ),
        _Row(
            "fields-swapped",
            "error",
            "This looks like another field's value",
            "Paste each value into its own field: the API key has four dashes, the secret key "
            "has 32 letters and digits, and the passphrase is the one you chose.",
            search="swapped mixed up wrong field",
        ),
        _Row(
            "repeated-value",
            "error",
            "The same value is in two fields",
            "Copy the other value again and paste it into its own field.",
            search="duplicate twice same value",
        ),
        _Row(
            "placeholder",
            "error",
            "This is hidden text or a sample, not your own value",
            "Open the key in OKX, show the full value and copy that.",
            search="masked hidden stars asterisks dots sample placeholder",
        ),
        _Row(
            "look-alike-characters",
            "error",
            "A character in this value only looks like the right one",
            "Copy the value again directly from OKX, or type that character by hand.",
            search="cyrillic full-width homoglyph alphabet",
        ),
        _Row(
            "passphrase-not-sendable",
            "error",
            "The passphrase contains characters that can't be sent to OKX",
            "Remove them or type the passphrase by hand; if they really are part of it, create "
            "a new key with a plain passphrase.",
            search="emoji accent umlaut special character smart quotes",
        ),
        _Row(
            "several-keys",
            "warning",
            "This text contains more than one OKX key",
            "Choose the key you want to use with Flicker.",
            search="two keys multiple",
        ),
        _Row(
            "passphrase-wrapped",
            "warning",
            "The passphrase starts and ends with quotation marks or brackets",
            "Are they part of it? Remove them or keep them.",
            search="quotation marks quotes brackets passphrase",
        ),
        _Row(
            "repaired-value",
            "info",
            "We removed what isn't part of this value",
            "When you connect Flicker, copy the cleaned value from here.",
            search="cleaned value label undo",
        ),
        _Row(
            "edge-whitespace",
            "warning",
            "We removed spaces or line breaks around this value",
            "When you connect Flicker, copy the cleaned value from here.",
            search="space spaces whitespace line break trailing",
        ),
        _Row(
            "quoted-value",
            "warning",
            "We removed quotation marks around this value",
            "When you connect Flicker, copy the cleaned value from here.",
            search="quotation marks quotes",
        ),
        _Row(
            "api-key-shape",
            "warning",
            "This doesn't look like an OKX API key",
            "Compare it with OKX: an API key usually has 36 characters: lowercase letters, "
            "digits and four dashes.",
            search="format length 36 characters uuid",
        ),
        _Row(
            "secret-key-shape",
            "warning",
            "This doesn't look like an OKX secret key",
            "Compare it with the one you saved: a secret key usually has 32 characters, digits "
            "and uppercase letters A–F.",
            search="format length 32 characters",
        ),
        _Row(
            "passphrase-rules",
            "warning",
            "This passphrase doesn't meet OKX's current rules",
            "Check it for typos; if the key is an older one, go ahead, because it may still work.",
            search="passphrase rules requirements length password policy",
        ),
    ),
    # What the key may do.
    "permission": (
        _Row(
            "read-only",
            "ok",
            "This key is read-only",
            "You can connect it in Flicker now.",
            search="missing balances balance zero assets earn success",
        ),
        _Row(
            "can-trade",
            "error",
            "This key can trade",
            "Edit the key in OKX so that only Read is on, or create a new key with only Read.",
            search="trading permission trade bot",
        ),
        _Row(
            "can-withdraw",
            "error",
            "This key can withdraw money",
            "Delete this key in OKX now and create a new one with only Read.",
            search="withdraw withdrawal permission dangerous steal",
        ),
        _Row(
            "unknown-permission",
            "warning",
            "We couldn't tell what this key can do",
            "Open the key in OKX, make sure only Read is on, and check again.",
            search="unknown permissions",
        ),
    ),
    # How the key is bound.
    "binding": (
        _Row(
            "ip-includes-flicker",
            "ok",
            "The key accepts Flicker's IP address",
            "You don't need to change anything.",
            search="ip address accepted allowlist whitelist",
        ),
        _Row(
            "ip-unrestricted",
            "info",
            "The key works from any IP address",
            f"To limit it to Flicker, link {_FLICKER} to the key in OKX.",
            search="no ip restriction unrestricted any ip",
        ),
        _Row(
            "ip-unknown",
            "info",
            "We couldn't read the key's list of IP addresses",
            f"If Flicker can't connect, make sure {_FLICKER} is on the list in OKX.",
            search="ip list unreadable",
        ),
        _Row(
            "ip-excludes-flicker",
            "error",
            "The key doesn't accept Flicker's IP address",
            f"Add {_FLICKER} to the key's linked IP addresses in OKX.",
            search="add ip address allowlist whitelist 34.175.102.17 ip restriction",
        ),
        _Row(
            "expires-when-idle",
            "warning",
            f"OKX deletes this key after {IDLE_DAYS} days without use",
            "Use a read-only key instead: it doesn't expire.",
            search="expired expiry expiration inactive idle disappeared",
        ),
        _Row(
            "sub-account",
            "info",
            "This key belongs to a sub-account",
            "To see your main account in Flicker too, create a key for it as well.",
            search="subaccount subaccounts sub account",
        ),
    ),
    # OKX refused.
    "refused": (
        _Row(
            "key-not-found",
            "error",
            "This OKX site doesn't recognize the API key",
            "Choose the OKX site where you log in, and check that the key is still in your list "
            "there.",
            ("50119", "50111", "59506", "50125"),
            search="API key doesn't exist Invalid OK-ACCESS-KEY 50119",
        ),
        _Row(
            "wrong-passphrase",
            "error",
            "OKX rejected the passphrase",
            "Enter the passphrase you chose for this key, not your OKX password.",
            ("50105",),
            search="OK-ACCESS-PASSPHRASE incorrect wrong passphrase rejected",
        ),
        _Row(
            "wrong-secret",
            "error",
            "OKX rejected the secret key",
            "Copy this key's secret key again from where you saved it.",
            ("50113",),
            search="Invalid Sign signature wrong secret",
        ),
        _Row(
            "ip-not-allowed",
            "error",
            "OKX rejected the IP address we checked from",
            f"Make sure {_FLICKER} is one of the key's linked IP addresses in OKX.",
            ("50110",),
            search="included blocked ip",
        ),
        _Row(
            "demo-key",
            "error",
            "This key is for demo trading",
            "Switch to live trading in OKX and create a new key there.",
            ("50101",),
            search="simulated paper environment",
        ),
        _Row(
            "not-authorized",
            "error",
            "OKX rejected the key without saying why",
            "Copy all three values again; if that doesn't help, create a new key.",
            ("50114",),
            search="Invalid Authority authorization unauthorized 401",
        ),
        _Row(
            "no-read-permission",
            "error",
            "This key isn't allowed to read your account",
            f"Edit the key in OKX: turn on Read, and with code 50035 also link {_FLICKER}.",
            ("50120", "50030", "50035"),
            search="permission to use this function bound denied forbidden",
        ),
        _Row(
            "account-restricted",
            "error",
            "OKX has restricted your account",
            "Log in to OKX and follow its instructions, or contact OKX support.",
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
            search="kyc identity verification frozen suspended compliance risk control API "
            "frozen User blocked",
        ),
        _Row(
            "third-party-key",
            "error",
            "OKX answered as it does to partner apps",
            "Create a key in OKX yourself, with the purpose API trading and only Read.",
            ("50116", "50118"),
            search="fast broker partner third-party oauth",
        ),
    ),
    # OKX could not answer.
    "not-answered": (
        _Row(
            "clock-skew",
            "warning",
            "The time in our request was off",
            "Set your device's clock to automatic and check again.",
            ("50102", "50112"),
            search="timestamp OK-ACCESS-TIMESTAMP clock time zone",
        ),
        _Row(
            "incomplete-request",
            "warning",
            "Part of our request was missing",
            "Check again; if it keeps happening, send us the report, because this is our fault.",
            ("50103", "50104", "50106", "50107"),
            search="OK-ACCESS-KEY can not be empty OK-ACCESS-SIGN",
        ),
        _Row(
            "region-blocked",
            "warning",
            "OKX doesn't accept requests from our location",
            "Choose the OKX site where you log in, and check again.",
            ("50121",),
            search="access our services through geo country location vpn",
        ),
        _Row(
            "okx-busy",
            "warning",
            "OKX is busy or under maintenance",
            "Wait a few minutes and check again.",
            ("50001", "50004", "50013", "50026", "50046", "50062"),
            search="Service temporarily unavailable Systems are busy outage down 500 503 "
            "maintenance",
        ),
        _Row(
            "okx-rate-limit",
            "warning",
            "OKX asks us to slow down",
            "Wait a minute and check again.",
            ("50011", "50061", "50040"),
            search="rate limit Too Many Requests frequent 429",
        ),
        _Row(
            "okx-edge-block",
            "warning",
            "OKX blocked our request",
            "Wait a few minutes and check again; your key isn't the cause.",
            search="403 cloudflare 1010 1020 firewall bot",
        ),
        _Row(
            "okx-timeout",
            "warning",
            "OKX didn't answer in time",
            "Check again in a minute.",
            search="timeout timed out slow",
        ),
        _Row(
            "unexpected-reply",
            "warning",
            "OKX sent a reply we don't understand",
            "Check again later; if it keeps happening, send us the report.",
            search="unexpected unknown",
        ),
    ),
    # We could not ask.
    "not-asked": (
        _Row(
            "offline",
            "warning",
            "You're offline",
            "Connect to the internet and check again; your values are still here.",
            search="offline no internet connection wifi network",
        ),
        _Row(
            "checker-busy",
            "warning",
            "Too many checks right now",
            "Wait a minute and check again.",
            search="too many checks checker limit",
        ),
        _Row(
            "checker-unavailable",
            "warning",
            "We can't reach our checking service",
            "Check again in a few minutes; your key isn't the cause.",
            search="unreachable responding ad blocker",
        ),
        _Row(
            "live-test-off",
            "warning",
            "Live checks are turned off right now",
            "Use the format results for now, and check again later.",
            search="checks turned off maintenance of the checker",
        ),
        _Row(
            "runtime-unavailable",
            "warning",
            "The checker couldn't start in this browser",
            "Reload the page, or try another browser.",
            search="loading stuck webassembly lockdown mode",
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
            row.search,
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
