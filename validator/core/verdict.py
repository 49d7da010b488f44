"""Answer -> Verdict: the outcome, and every finding that applies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from validator.core.expiry import Expiry, forecast
from validator.core.findings import BY_OKX_CODE, FINDINGS, Finding, finding
from validator.core.reply import (
    Answer,
    Blocked,
    Busy,
    Permissions,
    RateLimited,
    Refused,
    Timeout,
    Unreadable,
)

if TYPE_CHECKING:
    from validator.core.facts import Egress

Outcome = Literal["read-only", "too-powerful", "unusable", "unknown"]

#: What each permission that OKX reports means, the worst first;
#: only the exact set {read_only} is good.
_POWERS: Final = (("withdraw", "can-withdraw"), ("trade", "can-trade"))
_BINDINGS: Final = {
    "includes-flicker": "ip-includes-flicker",
    "excludes-flicker": "ip-excludes-flicker",
    "none": "ip-unrestricted",
}


#: The headline of each outcome; None is the outcome where OKX was not asked.
HEADLINES: Final[dict[Outcome | None, str]] = {
    "read-only": "Flicker can use this key, and it can only read",
    "too-powerful": "Do not connect this key: it can do more than read",
    "unusable": "Flicker cannot use this key as it is",
    "unknown": "We could not tell whether Flicker can use this key",
    None: "Fix the values first: nothing was sent yet",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What can be said of a key; `outcome` is None as long as nobody was asked.

    `okx_code` is what OKX refused with, and `expiry` the forecast where one can be made.
    """

    outcome: Outcome | None
    findings: tuple[Finding, ...]
    okx_code: str | None = None
    expiry: Expiry | None = None

    @property
    def headline(self) -> str:
        """The outcome in one sentence."""
        return HEADLINES[self.outcome]


def judge(answer: Answer) -> Verdict:
    """Say what an Answer means; `read-only` only for exactly the permission set {read_only}."""
    match answer:
        case Permissions():
            return _judge_permissions(answer)
        case Refused(okx_code=okx_code):
            code = BY_OKX_CODE.get(okx_code, "unexpected-reply")
            return replace(judge_code(code, answer.egress), okx_code=okx_code)
        case Blocked():
            return judge_code("okx-edge-block")
        case Busy(okx_code=okx_code):
            return replace(judge_code("okx-busy"), okx_code=okx_code)
        case RateLimited(okx_code=okx_code):
            return replace(judge_code("okx-rate-limit"), okx_code=okx_code)
        case Timeout():
            return judge_code("okx-timeout")
        case Unreadable():
            return judge_code("unexpected-reply")


def judge_code(code: str, egress: Egress = "other") -> Verdict:
    """Return the verdict of a single finding: refused is unusable, not answered is unknown."""
    if FINDINGS[code].group != "refused" or (
        # A rightly bound key refuses every address but Flicker's, so from elsewhere
        # the refusal says nothing about Flicker (reference 7.8).
        code == "ip-not-allowed" and egress != "flicker"
    ):
        return Verdict("unknown", (finding(code),))
    return Verdict("unusable", (finding(code),))


def _judge_permissions(answer: Permissions) -> Verdict:
    granted = set(answer.permissions)
    powers = [code for permission, code in _POWERS if permission in granted]
    codes = list(powers)
    if granted == {"read_only"}:
        codes.append("read-only")
    elif not granted or "other" in granted:
        codes.append("unknown-permission")
    if answer.ip_binding in _BINDINGS:
        codes.append(_BINDINGS[answer.ip_binding])
    if powers and answer.ip_binding == "none":
        codes.append("expires-when-idle")
    if answer.account == "sub":
        codes.append("sub-account")
    outcome = _outcome(codes)
    if outcome == "unusable":
        # What decides comes first: it is what to do first, and what support answers with.
        codes.sort(key=lambda code: code != "ip-excludes-flicker")
    findings = tuple(finding(code) for code in codes)
    return Verdict(outcome, findings, expiry=forecast(answer))


def _outcome(codes: list[str]) -> Outcome:
    if "can-trade" in codes or "can-withdraw" in codes:
        return "too-powerful"
    if "read-only" not in codes:
        return "unknown"
    if "ip-excludes-flicker" in codes:
        return "unusable"
    return "read-only"
