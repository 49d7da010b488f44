"""Practice accounts: made-up credentials, and what OKX would answer to them.

The fake exchange serves them, and the page answers for them when a visitor tries it without a key.
Their credentials have the right shape and are plainly made up: no one mistakes them for live ones.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from validator.core.addresses import read_binding
from validator.core.credentials import Credentials
from validator.core.facts import FLICKER_ADDRESSES
from validator.core.refusals import Reply, refusal
from validator.core.reply import Answer, Timeout, read_reply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validator.core.facts import SiteName

Failure = Literal["edge-block", "overloaded", "garbage", "slow"]

#: An address reserved for documentation (RFC 5737).
_ELSEWHERE: Final = "203.0.113.9"
_UID: Final = "100000000000000001"
_MAIN_UID: Final = "100000000000000002"
#: The beginning of every practice API key.
_PREFIX: Final = "f11c4e80-0000-4000-8000-"

_EDGE_BLOCK: Final = b"""<!DOCTYPE html>
<html lang="en"><head><title>Attention! | Cloudflare</title></head>
<body><h1>Sorry, you are turned away</h1>
<p>This site's owner has a guard against attacks, and it did not like this request.</p>
<p>Cloudflare Ray ID: <strong>0000000000000000</strong></p></body></html>
"""
_GARBAGE: Final = b"\x00\xff\xfe practice bytes that are no JSON"


def is_practice(api_key: str) -> bool:
    """Whether a text holds the API key of a practice account."""
    return _PREFIX in api_key.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account at the fake exchange.

    `shows` is the finding that it demonstrates. `okx_code` is the code that OKX refuses it with,
    `failure` what its requests get instead of an answer from OKX's API. `mistake` is the field
    whose pasted value differs from the one on file. `caller` is the address that its requests come
    from, if not the usual one.
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
        """The credentials that a user pastes to try this account."""
        return Credentials(
            api_key=f"{_PREFIX}{self.number:012x}",
            secret_key=f"FA4E{self.number:028X}",
            passphrase=f"Practice-{self.number:02}",
        )

    @property
    def known(self) -> Credentials:
        """The credentials that the exchange has on file."""
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
        """Return the reply to a request that passed every check of the exchange."""
        match self.failure:
            case "edge-block":
                return Reply(403, _EDGE_BLOCK, "text/html")
            case "overloaded":
                return refusal("50013")
            case "garbage":
                return Reply(200, _GARBAGE)
        return Reply(200, self.configuration())

    def reply(self) -> Reply | None:
        """Return OKX's reply to the pasted credentials on their site; None if it takes too long.

        A test compares it with the answer of the fake exchange, which checks each request.
        """
        if self.failure == "slow":
            return None
        okx_code = self._refusal_code()
        if okx_code is None:
            return self.admitted()
        return refusal(okx_code, self.pasted.api_key, self.caller or FLICKER_ADDRESSES[0])

    def answer(self) -> Answer:
        """Return the answer to the pasted credentials on the account's site."""
        reply = self.reply()
        if reply is None:
            return Timeout(self.site, "other")
        return read_reply(reply.status, reply.body, self.site)

    def _refusal_code(self) -> str | None:
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

# A number stays with its account, since agents write it down. New accounts come last.
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
ACCOUNTS: Final[Mapping[str, Account]] = MappingProxyType(
    {account.name: account for account in _TABLE}
)
