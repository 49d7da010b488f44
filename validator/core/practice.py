"""The table of practice accounts: what OKX would answer to each.

The fake exchange serves them, and the page answers for them where somebody tries it without a key.
Their credentials have the right shape and are plainly made up, so that nobody takes them for live.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from validator.core.addresses import read_binding
from validator.core.credentials import Credentials
from validator.core.facts import FLICKER_ADDRESSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validator.core.facts import SiteName

Failure = Literal["edge-block", "overloaded", "garbage", "slow"]

#: Addresses reserved for documentation (RFC 5737, RFC 3849): nobody's.
_ELSEWHERE: Final = "203.0.113.9"
_UID: Final = "100000000000000001"
_MAIN_UID: Final = "100000000000000002"
#: How every practice API key begins.
_PREFIX: Final = "f11c4e80-0000-4000-8000-"

#: OKX's code -> HTTP status and text: as seen, else as in OKX's list of errors (reference,
#: sections 4 and 10). `{key}` is the API key and `{caller}` the address of who asks.
REFUSALS: Final[Mapping[str, tuple[int, str]]] = MappingProxyType(
    {
        "50001": (503, "Service temporarily unavailable. Please try again later."),
        "50004": (
            400,
            (
                "API endpoint request timeout. (does not mean that the request was "
                "successful or failed, please check the request result)."
            ),
        ),
        "50007": (200, "User blocked."),
        "50008": (200, "User doesn't exist."),
        "50009": (200, "Account is frozen due to stop-out."),
        "50011": (429, "Too Many Requests"),
        "50012": (200, "Account status invalid. Check account status"),
        "50013": (500, "Systems are busy. Please try again later."),
        "50022": (
            200,
            (
                "Account frozen and related operations restricted due to forced liquidation. "
                "Please try again later."
            ),
        ),
        "50026": (500, "System error. Try again later"),
        "50027": (
            200,
            (
                "This account is restricted from trading. Please contact customer support "
                "for assistance."
            ),
        ),
        "50029": (
            200,
            (
                "Your account has triggered OKX risk control and is temporarily restricted "
                "from conducting transactions. Please check your email registered with OKX "
                "for contact from our customer support team."
            ),
        ),
        "50030": (200, "You don't have permission to use this API endpoint"),
        "50035": (403, "This endpoint requires that APIKey must be bound to IP"),
        "50040": (200, "Too frequent operations, please try again later"),
        "50041": (
            200,
            "Your user ID hasn’t been allowlisted. Please contact customer service for assistance.",
        ),
        "50046": (
            200,
            (
                "This feature is temporarily unavailable while we make some improvements to "
                "it. Please try again later."
            ),
        ),
        "50051": (
            200,
            (
                "Due to compliance restrictions in your country or region, you cannot use "
                "this feature."
            ),
        ),
        "50059": (
            200,
            (
                "Before you continue, you'll need to complete additional steps as required "
                "by your local regulators. Please visit the website or app for more details."
            ),
        ),
        "50060": (
            200,
            (
                "For security and compliance purposes, please complete the identity "
                "verification process to continue using our services."
            ),
        ),
        "50061": (200, "You've reached the maximum order rate limit for this account."),
        "50062": (200, "This feature is currently unavailable."),
        "50100": (400, "API frozen, please contact customer service."),
        "50101": (401, "APIKey does not match current environment."),
        "50102": (401, "Timestamp request expired"),
        "50103": (401, "Request header OK-ACCESS-KEY can not be empty."),
        "50104": (401, "Request header OK-ACCESS-PASSPHRASE can not be empty."),
        "50105": (401, "Request header OK-ACCESS-PASSPHRASE incorrect."),
        "50106": (401, "Request header OK-ACCESS-SIGN can not be empty."),
        "50107": (401, "Request header OK-ACCESS-TIMESTAMP can not be empty."),
        "50110": (401, "Your IP {caller} is not included in your API key's {key} IP whitelist."),
        "50111": (401, "Invalid OK-ACCESS-KEY"),
        "50112": (401, "Invalid OK-ACCESS-TIMESTAMP"),
        "50113": (401, "Invalid Sign"),
        "50114": (401, "Invalid Authority"),
        "50116": (200, "Fast API is allowed to create only one API key"),
        "50118": (
            200,
            (
                "To link the app using your API key, your broker needs to share their IP to "
                "be whitelisted"
            ),
        ),
        "50119": (401, "API key doesn't exist"),
        "50120": (401, "This API key doesn't have permission to use this function"),
        "50121": (200, "You can't access our services through the IP address ({caller})"),
        "50125": (401, "Invalid Request Access uri"),
        "51732": (200, "Required user KYC level not met"),
        "51733": (200, "User is under risk control"),
        "51734": (200, "User KYC Country is not supported"),
        "59506": (200, "API key doesn't exist"),
        "59550": (200, "Complete identity verification (Lv2) to access this feature."),
        # No code of OKX's: it stands for one that is introduced tomorrow.
        "59999": (400, "A code that nobody knows yet."),
    }
)

_EDGE_BLOCK: Final = b"""<!DOCTYPE html>
<html lang="en"><head><title>Attention! | Cloudflare</title></head>
<body><h1>Sorry, you are turned away</h1>
<p>This site's owner has a guard against attacks, and it did not like this request.</p>
<p>Cloudflare Ray ID: <strong>0000000000000000</strong></p></body></html>
"""
_GARBAGE: Final = b"\x00\xff\xfe practice bytes that are no JSON"


@dataclass(frozen=True, slots=True)
class Reply:
    """What OKX, or what stands before it, answers to a request."""

    status: int
    body: bytes
    media_type: str = "application/json"


def refusal(okx_code: str, api_key: str = "", caller: str = "") -> Reply:
    """Return how OKX refuses with a code; its text may hold the key and the caller's address."""
    status, text = REFUSALS[okx_code]
    envelope = {"msg": text.format(key=api_key, caller=caller), "code": okx_code}
    return Reply(status, json.dumps(envelope).encode())


def is_practice(api_key: str) -> bool:
    """Whether what stands in the field of the API key holds one of a practice account."""
    return _PREFIX in api_key.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account at the fake exchange, and the credentials that a person pastes for it.

    `shows` is the finding it is there for. `okx_code` is what OKX refuses it with, `failure` what
    happens to its requests instead of an answer of OKX's API. `mistake` is the field in which what
    is pasted differs from what the exchange knows. `caller` is the address its requests come from
    if it is not the exchange's usual one.
    """

    number: int
    name: str
    shows: str
    site: SiteName = "global"
    perm: str | None = "read_only"
    ip: str = ""
    is_sub: bool = False
    is_demo: bool = False
    is_listed: bool = True
    okx_code: str | None = None
    failure: Failure | None = None
    mistake: Literal["secret_key", "passphrase"] | None = None
    caller: str | None = None

    @property
    def pasted(self) -> Credentials:
        """What a person pastes to try this account."""
        return Credentials(
            api_key=f"{_PREFIX}{self.number:012x}",
            secret_key=f"FA4E{self.number:028X}",
            passphrase=f"Practice-{self.number:02}",
        )

    @property
    def known(self) -> Credentials:
        """What the exchange has on file for this account."""
        pasted = self.pasted
        return Credentials(
            api_key=pasted.api_key,
            secret_key=pasted.secret_key[::-1]
            if self.mistake == "secret_key"
            else pasted.secret_key,
            passphrase=f"Other-{pasted.passphrase}"
            if self.mistake == "passphrase"
            else pasted.passphrase,
        )

    def configuration(self) -> bytes:
        """Return the body of OKX's reply with the account's configuration.

        The members are those of OKX's documented example, `perm` left out where it is None.
        """
        member: dict[str, object] = {
            "acctLv": "2",
            "autoLoan": False,
            "ip": self.ip,
            "kycLv": "2",
            "label": "Practice",
            "level": "Lv1",
            "mainUid": _MAIN_UID if self.is_sub else _UID,
            "perm": self.perm,
            "posMode": "net_mode",
            "roleType": "0",
            "settleCcyList": ["USD", "USDC"],
            "traderInsts": [],
            "type": "1" if self.is_sub else "0",
            "uid": _UID,
        }
        if self.perm is None:
            del member["perm"]
        return json.dumps({"code": "0", "data": [member], "msg": ""}).encode()

    def admitted(self) -> Reply:
        """Return what comes back where the exchange has found nothing wrong with a request."""
        match self.failure:
            case "edge-block":
                return Reply(403, _EDGE_BLOCK, "text/html")
            case "overloaded":
                return refusal("50013")
            case "garbage":
                return Reply(200, _GARBAGE)
        return Reply(200, self.configuration())

    def reply(self) -> Reply | None:
        """Return what OKX answers to what is pasted, on the account's own site; None if too late.

        A test holds it against what the fake exchange, which checks each request, does answer.
        """
        if self.failure == "slow":
            return None
        refused = self._refused_with()
        if refused is None:
            return self.admitted()
        return refusal(refused, self.pasted.api_key, self.caller or FLICKER_ADDRESSES[0])

    def _refused_with(self) -> str | None:
        if not self.is_listed:
            return "50119"
        if self.is_demo:
            return "50101"
        if self.mistake == "passphrase":
            return "50105"
        if self.caller is None and read_binding(self.ip) == "excludes-flicker":
            return "50110"
        if self.mistake == "secret_key":
            return "50113"
        return self.okx_code


_BOUND: Final = ",".join(FLICKER_ADDRESSES)

# A number belongs to its account for ever: agents write it down. New accounts come last.
_TABLE: Final = (
    Account(number=1, name="read-only", shows="read-only"),
    Account(number=2, name="read-only-bound", shows="ip-includes-flicker", ip=_BOUND),
    Account(
        number=3,
        name="read-only-bound-among-others",
        shows="ip-includes-flicker",
        ip=f"{_ELSEWHERE},2001:db8::/32,{_BOUND}",
    ),
    Account(
        number=4,
        name="read-only-bound-elsewhere",
        shows="ip-excludes-flicker",
        ip=_ELSEWHERE,
        caller=_ELSEWHERE,
    ),
    Account(number=5, name="trade", shows="can-trade", perm="read_only,trade"),
    Account(number=6, name="withdraw", shows="can-withdraw", perm="read_only,withdraw"),
    Account(
        number=7,
        name="trade-and-withdraw-bound",
        shows="can-withdraw",
        perm="read_only,withdraw,trade",
        ip=_BOUND,
    ),
    Account(number=8, name="trade-idle", shows="expires-when-idle", perm="read_only,trade"),
    Account(
        number=9,
        name="unknown-token",
        shows="unknown-permission",
        perm="read_only,practice_token",
    ),
    Account(number=10, name="no-perm", shows="unknown-permission", perm=None),
    Account(number=11, name="sub-account", shows="sub-account", is_sub=True),
    Account(number=12, name="unrestricted", shows="ip-unrestricted"),
    Account(number=13, name="eea", shows="read-only", site="eea"),
    Account(number=14, name="us", shows="read-only", site="us"),
    Account(number=15, name="tr", shows="read-only", site="tr"),
    Account(number=16, name="deleted", shows="key-not-found", is_listed=False),
    Account(number=17, name="wrong-passphrase", shows="wrong-passphrase", mistake="passphrase"),
    Account(number=18, name="wrong-secret", shows="wrong-secret", mistake="secret_key"),
    Account(number=19, name="wrong-ip", shows="ip-not-allowed", ip=_ELSEWHERE),
    Account(number=20, name="demo", shows="demo-key", is_demo=True),
    Account(number=21, name="not-authorized", shows="not-authorized", okx_code="50114"),
    Account(number=22, name="no-permission", shows="no-read-permission", okx_code="50120"),
    Account(number=23, name="frozen", shows="account-restricted", okx_code="50100"),
    Account(number=24, name="third-party", shows="third-party-key", okx_code="50116"),
    Account(number=25, name="stale", shows="clock-skew", okx_code="50102"),
    Account(number=26, name="incomplete", shows="incomplete-request", okx_code="50103"),
    Account(number=27, name="region", shows="region-blocked", okx_code="50121"),
    Account(number=28, name="maintenance", shows="okx-busy", okx_code="50001"),
    Account(number=29, name="overloaded", shows="okx-busy", failure="overloaded"),
    Account(number=30, name="rate-limit", shows="okx-rate-limit", okx_code="50011"),
    Account(number=31, name="edge-block", shows="okx-edge-block", failure="edge-block"),
    Account(number=32, name="slow", shows="okx-timeout", failure="slow"),
    Account(number=33, name="garbage", shows="unexpected-reply", failure="garbage"),
    Account(number=34, name="new-code", shows="unexpected-reply", okx_code="59999"),
    Account(
        number=35,
        name="read-only-bound-unreadably",
        shows="ip-unknown",
        ip=f"{_BOUND}-{_BOUND}",  # a range, which OKX is not known to write
    ),
)

#: The accounts by name.
ACCOUNTS: Final[Mapping[str, Account]] = MappingProxyType({one.name: one for one in _TABLE})
