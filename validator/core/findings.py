"""The table of all findings: severity, texts, and the OKX codes that cause each.

A code is at once the value in JSON, the heading id on the troubleshooting page,
the CSS hook and the test id; no second list maps one onto the other.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, get_args

from validator.core.facts import FLICKER_ADDRESSES, IDLE_DAYS

if TYPE_CHECKING:
    from collections.abc import Mapping

Severity = Literal["ok", "info", "warning", "error"]
Field = Literal["api_key", "secret_key", "passphrase"]
FIELDS: Final[tuple[Field, ...]] = get_args(Field)
Group = Literal["format", "permission", "binding", "refused", "not-answered", "not-asked"]

#: The fields as the form labels them, in OKX's own words.
LABELS: Final[Mapping[Field, str]] = MappingProxyType(
    {"api_key": "API key", "secret_key": "Secret key", "passphrase": "Passphrase"}
)
#: The same inside a sentence.
INLINE_LABELS: Final[Mapping[Field, str]] = MappingProxyType(
    {"api_key": "API key", "secret_key": "secret key", "passphrase": "passphrase"}
)


@dataclass(frozen=True, slots=True)
class _Row:
    code: str
    severity: Severity
    title: str
    fix: str
    okx_codes: tuple[str, ...] = ()
    # For the site and for support; the browser gets none of them (`publish/runtime/compiled.py`).
    search: str = ""
    reply: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition(_Row):
    """A row of the table.

    `title` says what is so, `fix` says in one sentence what to do next;
    `okx_codes` are the codes of OKX's replies that mean this.
    `search` are words that people look for it with, OKX's own messages among them.
    `reply` is what a support agent can send as it stands, in two or three sentences without a link:
    it asks for no value, and blames no one. `ask` ends a sentence that begins with *Ask*.
    """

    group: Group


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about a field or, where `field` is None, about the key."""

    code: str
    severity: Severity
    field: Field | None
    title: str
    fix: str


_FLICKER: Final = " and ".join(FLICKER_ADDRESSES)
_REPORT: Final = (
    "for the report; if there is none, for the OKX code, the site chosen, "
    "and date, time and time zone of the check"
)

#: In the order of the troubleshooting page.
_TABLE: Final[Mapping[Group, tuple[_Row, ...]]] = {
    # What is wrong with the pasted text itself.
    "format": (
        _Row(
            "wallet-secret",
            "error",
            "This is a wallet's recovery phrase or private key",
            "Clear the form, and never paste it anywhere: anyone who sees it can take everything. "
            "If it went anywhere else, move your coins to a new wallet now.",
            search="wallet seed phrase recovery phrase private key mnemonic 12 words 24 words",
            reply="What was pasted looks like a wallet's recovery phrase or private key. It "
            "wasn't sent, and it doesn't belong in any form or message: anyone who sees it can "
            "take everything. If it went anywhere else, please move your coins to a new wallet "
            "now.",
        ),
        _Row(
            "other-service",
            "error",
            "This key is from another service, not OKX",
            "Paste the values of the API key you created in OKX.",
            search="binance kucoin bybit bitget kraken coinbase other exchange wrong exchange "
            "token",
            reply="What was pasted looks like a key of another exchange or service, and it wasn't "
            "sent. Please copy the API key and the secret key you created in OKX.",
            ask="which exchange or service the key is from (not the key)",
        ),
        _Row(
            "login-details",
            "error",
            "This is for logging in, not part of an API key",
            "Paste the values of the API key you created in OKX, never a one-time code, an email "
            "address or your OKX password.",
            search="one-time code otp email password login authenticator secret six digits",
            reply="What was pasted is for logging in, such as a code or an email address, and it "
            "wasn't sent. Please enter the values of your API key, with the passphrase you chose "
            "for it. Please never share a login code with anyone, including us.",
            ask="which field is flagged; never for a code",
        ),
        _Row(
            "missing-field",
            "error",
            "A value is missing",
            "Paste all three values: API key, secret key and passphrase.",
            search="empty field blank field required",
            reply="One of the three values is still missing, so the check can't start. Please "
            "paste your API key, secret key and passphrase into their own fields and check again.",
            ask="which field is flagged, and whether they've saved the passphrase",
        ),
        _Row(
            "hidden-characters",
            "error",
            "This value contains invisible characters",
            "Copy the value again directly from OKX, not from a chat, email or document.",
            search="zero-width invisible unicode character",
            reply="One of your values contains invisible characters, which chats, emails and "
            "documents sometimes add. Please copy the value again directly from OKX and paste it "
            "into the field.",
            ask="where they copied the value from (OKX, a password manager, a chat, a document)",
        ),
        _Row(
            "fields-swapped",
            "error",
            "This looks like another field's value",
            "Paste each value into its own field: the API key has four dashes, the secret key has "
            "32 letters and digits, and the passphrase is the one you chose.",
            search="swapped mixed up wrong field",
            reply="It looks like one of your values is in another value's field. The API key has "
            "four dashes, the secret key has 32 letters and digits, and the passphrase is the one "
            "you chose for this key. Please paste each value into its own field and check again.",
            ask="which fields are flagged, and whether a password manager filled them in",
        ),
        _Row(
            "repeated-value",
            "error",
            "The same value is in two fields",
            "Copy the other value again and paste it into its own field.",
            search="duplicate twice same value",
            reply="The same value is in two fields. Please check which field it belongs in, then "
            "copy the other value again from OKX or your password manager.",
            ask="which fields are flagged",
        ),
        _Row(
            "placeholder",
            "error",
            "This is hidden text or a sample, not your own value",
            "Open the key in OKX, show the full value and copy that.",
            search="masked hidden stars asterisks dots sample placeholder",
            reply="One of the fields contains asterisks, dots or a sample instead of your own "
            "value. Please open the key in OKX, show the full value, copy it and paste it into "
            "the field.",
            ask="where they copied the value from",
        ),
        _Row(
            "look-alike-characters",
            "error",
            "A character in this value only looks like the right one",
            "Copy the value again directly from OKX, or type that character by hand.",
            search="cyrillic full-width homoglyph alphabet",
            reply="One character in the value only looks like the right one, such as a letter "
            "from another alphabet. The checker says which one it is. Please copy the value again "
            "directly from OKX, or type that character by hand.",
        ),
        _Row(
            "passphrase-not-sendable",
            "error",
            "The passphrase contains characters that can't be sent to OKX",
            "Remove them or type the passphrase by hand; if they really are part of it, create a "
            "new key with a plain passphrase.",
            search="emoji accent umlaut special character smart quotes",
            reply="Your passphrase contains a character that can't be sent to OKX, such as an "
            "accented letter or a long dash; the checker says which one. Please remove it or type "
            "the passphrase by hand. If it really is part of your passphrase, please create a new "
            "key in OKX with a passphrase of plain letters, digits and symbols.",
            ask="whether the passphrase has accents, emoji or another alphabet (yes or no; not "
            "the passphrase)",
        ),
        _Row(
            "several-keys",
            "warning",
            "This text contains more than one OKX key",
            "Choose the key you want to use with Flicker.",
            search="two keys multiple",
            reply="The text you pasted contains more than one OKX key. Please choose the key you "
            "want to use with Flicker in the checker.",
        ),
        _Row(
            "passphrase-wrapped",
            "warning",
            "The passphrase starts and ends with quotation marks or brackets",
            "Are they part of it? Remove them or keep them.",
            search="quotation marks quotes brackets passphrase",
            reply="Your passphrase starts and ends with quotation marks or brackets. If they "
            "aren't part of it, please remove them; the checker has a button for that.",
        ),
        _Row(
            "repaired-value",
            "info",
            "We removed what isn't part of this value",
            "When you connect Flicker, copy the cleaned value from here.",
            search="cleaned value label undo",
            reply="The checker removed what isn't part of the value, such as a name or a comment, "
            "and says what it was. When you connect Flicker, please copy the cleaned value from "
            "the checker.",
        ),
        _Row(
            "edge-whitespace",
            "warning",
            "We removed spaces or line breaks around this value",
            "When you connect Flicker, copy the cleaned value from here.",
            search="space spaces whitespace line break trailing",
            reply="One of your values had extra spaces or line breaks around it, so the checker "
            "removed them. When you connect Flicker, please copy the cleaned value from the "
            "checker.",
            ask="whether they pasted the same value into Flicker with the space",
        ),
        _Row(
            "quoted-value",
            "warning",
            "We removed quotation marks around this value",
            "When you connect Flicker, copy the cleaned value from here.",
            search="quotation marks quotes",
            reply="One of your values had quotation marks around it, so the checker removed them. "
            "When you connect Flicker, please copy the cleaned value from the checker.",
            ask="whether they pasted the value into Flicker with quotation marks",
        ),
        _Row(
            "api-key-shape",
            "warning",
            "This doesn't look like an OKX API key",
            "Compare it with OKX: an API key usually has 36 characters: lowercase letters, digits "
            "and four dashes.",
            search="format length 36 characters uuid",
            reply="Your API key doesn't look like a typical OKX key, which has 36 characters: "
            "lowercase letters, digits and four dashes. Please compare its start and end with the "
            "key in OKX. If they match, go ahead and check it: OKX has the final say.",
            ask="how many characters and how many dashes the value has (not the value)",
        ),
        _Row(
            "secret-key-shape",
            "warning",
            "This doesn't look like an OKX secret key",
            "Compare it with the one you saved: a secret key usually has 32 characters, digits "
            "and uppercase letters A–F.",
            search="format length 32 characters",
            reply="Your secret key doesn't look like a typical OKX secret key, which has 32 "
            "characters: digits and the uppercase letters A to F. Please compare it with the one "
            "you saved. If they match, go ahead and check it: OKX has the final say.",
            ask="how many characters the value has, and whether it has lowercase letters (not the "
            "value)",
        ),
        _Row(
            "passphrase-rules",
            "warning",
            "This passphrase doesn't meet OKX's current rules",
            "Check it for typos; if the key is an older one, go ahead, because it may still work.",
            search="passphrase rules requirements length password policy",
            reply="Your passphrase doesn't meet OKX's current rules. Please compare it with the "
            "one you saved. If they match and the key is an older one, go ahead: it may still "
            "work.",
            ask="roughly what year the key was created, and how long the passphrase is (not the "
            "passphrase itself)",
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
            reply="Good news: your key is read-only, which is exactly what Flicker needs. You can "
            "connect it in Flicker now, unless the result asks you to change something first.",
            ask="exactly what's missing in Flicker (which coin, where in OKX), and whether they "
            "use sub-accounts",
        ),
        _Row(
            "can-trade",
            "error",
            "This key can trade",
            "Edit the key in OKX so that only Read is on, or create a new key with only Read.",
            search="trading permission trade bot",
            reply="Your key can trade, which Flicker doesn't need. Please edit the key in OKX so "
            "that only Read is selected. If a trading bot uses this key, leave it as it is and "
            "create a separate read-only key for Flicker.",
            ask="whether another service uses the same key",
        ),
        _Row(
            "can-withdraw",
            "error",
            "This key can withdraw money",
            "Delete this key in OKX now and create a new one with only Read.",
            search="withdraw withdrawal permission dangerous steal",
            reply="Your key can withdraw money, so please don't connect it to Flicker. Delete it "
            "in OKX now and create a new key with only the Read permission. Please also check "
            "your withdrawals in OKX, and contact OKX support if you see one you don't recognize.",
            ask="whether they've deleted the key, and where else they pasted it",
        ),
        _Row(
            "unknown-permission",
            "warning",
            "We couldn't tell what this key can do",
            "Open the key in OKX, make sure only Read is on, and check again.",
            search="unknown permissions",
            reply="OKX answered, but the checker couldn't tell what your key is allowed to do. "
            "Please open the key in OKX, make sure that only Read is selected, and check again.",
            ask="which permissions OKX's page shows for the key, and when it was created",
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
            reply="Your key accepts Flicker's IP address, just as it should. There's nothing you "
            "need to change.",
            ask="for the rest of the result, if Flicker still can't read",
        ),
        _Row(
            "ip-unrestricted",
            "info",
            "The key works from any IP address",
            f"To limit it to Flicker, link {_FLICKER} to the key in OKX.",
            search="no ip restriction unrestricted any ip",
            reply="Your key works from any IP address, which is fine for a read-only key. If "
            f"you'd like to limit it to Flicker, please edit the key in OKX and add {_FLICKER} as "
            "its only linked IP address.",
        ),
        _Row(
            "ip-unknown",
            "info",
            "We couldn't read the key's list of IP addresses",
            f"If Flicker can't connect, make sure {_FLICKER} is on the list in OKX.",
            search="ip list unreadable",
            reply="The checker couldn't read which IP addresses your key is linked to. Please "
            f"open the key in OKX and look at its list: it should be empty, or {_FLICKER} should "
            "be on it.",
            ask="what OKX's page shows in the key's list of IP addresses",
        ),
        _Row(
            "ip-excludes-flicker",
            "error",
            "The key doesn't accept Flicker's IP address",
            f"Add {_FLICKER} to the key's linked IP addresses in OKX.",
            search="add ip address allowlist whitelist 34.175.102.17 ip restriction",
            reply="Your key is linked to other IP addresses, so OKX would reject Flicker. Please "
            f"edit the key in OKX, add {_FLICKER} to its linked IP addresses, and check again.",
            ask=f"whether the list in OKX shows {_FLICKER}, and the purpose of the key",
        ),
        _Row(
            "expires-when-idle",
            "warning",
            f"OKX deletes this key after {IDLE_DAYS} days without use",
            "Use a read-only key instead: it doesn't expire.",
            search="expired expiry expiration inactive idle disappeared",
            reply="Your key can do more than read and isn't linked to an IP address, so OKX "
            f"deletes it after {IDLE_DAYS} days without use. Please use a read-only key for "
            "Flicker: it doesn't expire.",
            ask="whether another service uses the key, and when it was last used",
        ),
        _Row(
            "sub-account",
            "info",
            "This key belongs to a sub-account",
            "To see your main account in Flicker too, create a key for it as well.",
            search="subaccount subaccounts sub account",
            reply="Your key belongs to a sub-account, so Flicker only shows that sub-account. To "
            "see your main account too, please log in to it in OKX, create a key there, and "
            "connect both.",
            ask="which accounts they want to see, and which of them already have a key",
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
            okx_codes=("50119", "50111", "59506", "50125"),
            search="API key doesn't exist Invalid OK-ACCESS-KEY 50119",
            reply="The OKX site you chose doesn't recognize this API key. OKX runs several "
            "separate sites, so please look at the address after you log in to OKX, choose that "
            "site in the checker, and check again. If the key is no longer in your list there, "
            "create a new one.",
            ask="which address they log in to OKX at, and whether the key is in the list there",
        ),
        _Row(
            "wrong-passphrase",
            "error",
            "OKX rejected the passphrase",
            "Enter the passphrase you chose for this key, not your OKX password.",
            okx_codes=("50105",),
            search="OK-ACCESS-PASSPHRASE incorrect wrong passphrase rejected",
            reply="OKX didn't accept the passphrase. It's the one you chose when you created this "
            "key, not your OKX password. If you can't find it, please create a new key, because "
            "OKX can't show it again.",
            ask="whether they entered the OKX password or the key's passphrase (never the "
            "passphrase itself), and how many keys they have",
        ),
        _Row(
            "wrong-secret",
            "error",
            "OKX rejected the secret key",
            "Copy this key's secret key again from where you saved it.",
            okx_codes=("50113",),
            search="Invalid Sign signature wrong secret",
            reply="The secret key doesn't seem to match this API key, or part of it is missing. "
            "Please copy this key's secret key again and check once more. If you don't have a "
            "copy and OKX doesn't show it, create a new key.",
            ask="how many characters the secret key has (never the key itself), and whether they "
            "have more than one key",
        ),
        _Row(
            "ip-not-allowed",
            "error",
            "OKX rejected the IP address we checked from",
            f"Make sure {_FLICKER} is one of the key's linked IP addresses in OKX.",
            okx_codes=("50110",),
            search="included blocked ip",
            reply="Your key is linked to specific IP addresses, and the check came from a "
            f"different one. Please open the key in OKX and make sure that {_FLICKER} is one of "
            "its linked IP addresses. If it is, your key may well be fine, so try it in Flicker.",
            ask=f"whether OKX's page lists {_FLICKER} for the key, and whether OKX rejects "
            "Flicker too",
        ),
        _Row(
            "demo-key",
            "error",
            "This key is for demo trading",
            "Switch to live trading in OKX and create a new key there.",
            okx_codes=("50101",),
            search="simulated paper environment",
            reply="This key is for OKX's demo trading, which uses virtual money. Please switch to "
            "live trading in OKX and create a new read-only key there.",
            ask="whether OKX's page with the key says demo trading",
        ),
        _Row(
            "not-authorized",
            "error",
            "OKX rejected the key without saying why",
            "Copy all three values again; if that doesn't help, create a new key.",
            okx_codes=("50114",),
            search="Invalid Authority authorization unauthorized 401",
            reply="OKX rejected the key without saying which value is the problem. Please copy "
            "all three values again from where you saved them and check once more. If nothing "
            "changes, create a new key.",
            ask="whether the passphrase has special characters other than `_`, `.`, `-` or `!` "
            "(yes or no; not the passphrase)",
        ),
        _Row(
            "no-read-permission",
            "error",
            "This key isn't allowed to read your account",
            f"Edit the key in OKX: turn on Read, and with code 50035 also link {_FLICKER}.",
            okx_codes=("50120", "50030", "50035"),
            search="permission to use this function bound denied forbidden",
            reply="OKX says this key isn't allowed to read your account, usually because the Read "
            "permission is off. Please edit the key in OKX, select only Read, and check again. "
            f"With OKX code 50035, also add {_FLICKER} as its linked IP address.",
            ask="for the OKX code, and which permissions and purpose OKX's page shows for the key",
        ),
        _Row(
            "account-restricted",
            "error",
            "OKX has restricted your account",
            "Log in to OKX and follow its instructions, or contact OKX support.",
            okx_codes=(
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
            search="kyc identity verification frozen suspended compliance risk control API frozen "
            "User blocked",
            reply="OKX has restricted your account, and only OKX can lift that. Please log in to "
            "OKX, look for messages there and in your email, and follow the instructions. If you "
            "don't find any, contact OKX support and mention the code.",
            ask="for the OKX code, and whether OKX shows a message about the account",
        ),
        _Row(
            "third-party-key",
            "error",
            "This key seems to be made for a partner app",
            "Create a key in OKX yourself, with the purpose API trading and only Read.",
            okx_codes=("50116", "50118"),
            search="fast broker partner third-party oauth",
            reply="Your key seems to be made for a partner app, so it can't be used with Flicker. "
            "Please create a new key in OKX with the purpose API trading and only the Read "
            "permission.",
            ask="for the OKX code, which purpose OKX's page shows for the key, and how the key "
            "was created (manually or by connecting an app)",
        ),
    ),
    # OKX could not answer.
    "not-answered": (
        _Row(
            "clock-skew",
            "warning",
            "The time in our request was off",
            "Set your device's clock to automatic and check again.",
            okx_codes=("50102", "50112"),
            search="timestamp OK-ACCESS-TIMESTAMP clock time zone",
            reply="OKX rejected the request because its time was off, so your key isn't the "
            "cause. Please set your device's clock to automatic and check again.",
            ask="what the page says about the device's clock, and whether time and time zone are "
            "set to automatic",
        ),
        _Row(
            "incomplete-request",
            "warning",
            "Part of our request was missing",
            "Check again; if it keeps happening, send us the report, because this is our fault.",
            okx_codes=("50103", "50104", "50106", "50107"),
            search="OK-ACCESS-KEY can not be empty OK-ACCESS-SIGN",
            reply="Part of our request was missing when it reached OKX. This is our fault, and "
            "your key isn't the cause. Please check again, and send us the report if it keeps "
            "happening.",
            ask=f"{_REPORT}. Then pass it on to the developers",
        ),
        _Row(
            "region-blocked",
            "warning",
            "OKX doesn't accept requests from our location",
            "Look at the key in OKX: if only Read is on, it's the right kind of key for Flicker.",
            okx_codes=("50121",),
            search="access our services through geo country location vpn",
            reply="OKX doesn't accept requests from our location, so your key isn't the cause. "
            "Please look at the key in OKX: if only Read is on, it's the right kind of key, and "
            "you can connect it in Flicker.",
            ask="for the site chosen in the checker, and which address they log in to OKX at",
        ),
        _Row(
            "okx-busy",
            "warning",
            "OKX is busy or under maintenance",
            "Wait a few minutes and check again.",
            okx_codes=("50001", "50004", "50013", "50026", "50046", "50062"),
            search="Service temporarily unavailable Systems are busy outage down 500 503 "
            "maintenance",
            reply="OKX is busy or down for maintenance, so your key isn't the cause. Please wait "
            "a few minutes and check again.",
            ask="for the OKX code, and when it started. If several customers report it at once, "
            "OKX has a problem",
        ),
        _Row(
            "okx-rate-limit",
            "warning",
            "OKX asks us to slow down",
            "Wait a minute and check again.",
            okx_codes=("50011", "50061", "50040"),
            search="rate limit Too Many Requests frequent 429",
            reply="OKX asked us to slow down, so your key isn't the cause. Please wait a minute "
            "and check again.",
            ask="for the OKX code, and whether a trading bot uses the same account",
        ),
        _Row(
            "okx-edge-block",
            "warning",
            "OKX blocked our request",
            "Wait a few minutes and check again; your key isn't the cause.",
            search="403 cloudflare 1010 1020 firewall bot",
            reply="OKX blocked our request before it looked at your key, so your key isn't the "
            "cause. Please wait a few minutes and check again.",
            ask=f"{_REPORT}. If it continues, pass it on to the developers",
        ),
        _Row(
            "okx-timeout",
            "warning",
            "OKX didn't answer in time",
            "Check again in a minute.",
            search="timeout timed out slow",
            reply="OKX didn't answer in time, so your key isn't the cause. Please check again in "
            "a minute.",
            ask=f"{_REPORT}, and whether OKX works normally for them",
        ),
        _Row(
            "unexpected-reply",
            "warning",
            "OKX sent a reply we don't understand",
            "Check again later; if it keeps happening, send us the report.",
            search="unexpected unknown",
            reply="OKX sent a reply that the checker doesn't understand yet. Please leave your "
            "key as it is and check again later. If nothing changes, send us the report.",
            ask=f"{_REPORT}. Pass it on to the developers so they can add it",
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
            reply="Your device was offline, so the check couldn't run. Please connect to the "
            "internet and check again.",
            ask="whether other websites load on the same device",
        ),
        _Row(
            "checker-busy",
            "warning",
            "Too many checks right now",
            "Wait a minute and check again.",
            search="too many checks checker limit",
            reply="Our checker was too busy to ask OKX, so your key isn't the cause. Please wait "
            "a minute and try once more.",
            ask="how often they selected the button, and whether many others use the same network",
        ),
        _Row(
            "checker-unavailable",
            "warning",
            "We can't reach our checking service",
            "Check again in a few minutes; your key isn't the cause.",
            search="unreachable responding ad blocker",
            reply="We couldn't reach our checking service, so your key isn't the cause. Please "
            "try again in a few minutes.",
            ask=f"{_REPORT}, and whether it works on another network. If several customers report "
            "it at once, our service is down",
        ),
        _Row(
            "live-test-off",
            "warning",
            "Live checks are turned off right now",
            "Use the format results for now, and check again later.",
            search="checks turned off maintenance of the checker",
            reply="Live checks are turned off at the moment, so we couldn't ask OKX. Please use "
            "the format results for now, and check again later.",
        ),
        _Row(
            "runtime-unavailable",
            "warning",
            "The checker couldn't start in this browser",
            "Reload the page, or try another browser.",
            search="loading stuck webassembly lockdown mode",
            reply="The checker couldn't start in your browser, so your key isn't the cause. "
            "Please reload the page or try another browser.",
            ask="for device, browser and its version, and whether Lockdown Mode or a content "
            "blocker is on",
        ),
    ),
}

#: The table by code, in its order.
FINDINGS: Final[Mapping[str, Definition]] = MappingProxyType(
    {
        row.code: Definition(**asdict(row), group=group)
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
#: Any OKX code that a customer may quote -> the code of the finding whose section is about it.
BY_QUOTED_CODE: Final[Mapping[str, str]] = MappingProxyType(
    {**BY_OKX_CODE, **{twin: BY_OKX_CODE[code] for twin, code in WEBSOCKET_TWINS.items()}}
)


def finding(
    code: str, field: Field | None = None, title: str | None = None, fix: str | None = None
) -> Finding:
    """Return the finding of a code, about a field or about the key as a whole.

    `title` and `fix` replace those of the table; they never quote a value.
    Raises KeyError if the table has no such code.
    """
    row = FINDINGS[code]
    return Finding(row.code, row.severity, field, title or row.title, fix or row.fix)
