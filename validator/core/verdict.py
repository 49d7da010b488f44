"""Turns OKX's answer into a verdict: one cause, one next step, and notes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from validator.core.advice import (
    ADVICE,
    CLAIMED,
    IP_UNREAD,
    UNKNOWN_TOKEN,
    ActionKind,
    Advice,
    with_ip_address,
)
from validator.core.context import NO_CONTEXT, Context, advice_on, domains
from validator.core.expiry import Expiry, forecast
from validator.core.facts import FLICKER_ADDRESSES, SITES, Egress, SiteName
from validator.core.findings import BY_OKX_CODE, FINDINGS, INLINE_LABELS, Field, Finding, finding
from validator.core.notes import NEVER_EXPIRES, NOTES, READY_NOTES
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
    from collections.abc import Sequence

Outcome = Literal["read-only", "too-powerful", "unusable", "unknown"]

#: The finding for each permission beyond Read, the worst first.
_POWERS: Final = {"withdraw": "can-withdraw", "trade": "can-trade"}
_BINDINGS: Final = {
    "includes-flicker": "ip-includes-flicker",
    "excludes-flicker": "ip-excludes-flicker",
    "none": "ip-unrestricted",
    "unknown": "ip-unknown",
}
#: The findings that decide about a key whose permissions OKX listed, and their outcomes.
_DECIDING: Final[dict[str, Outcome]] = {
    "can-withdraw": "too-powerful",
    "can-trade": "too-powerful",
    "unknown-permission": "unknown",
    "ip-excludes-flicker": "unusable",
    "read-only": "read-only",
}
#: The rejections whose finding is about the field that their advice names.
_ABOUT_A_FIELD: Final = frozenset({"key-not-found", "wrong-passphrase", "wrong-secret"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """The one next step.

    `address` is the OKX page to open, `field` the field to go to, and `sites` are the sites to
    ask. `copy` is the IP address that the step needs. `guide` is the page that shows how, below
    the help center's address, and `guide_label` the label of its link.
    """

    kind: ActionKind
    label: str
    address: str | None = None
    field: Field | None = None
    sites: tuple[SiteName, ...] = ()
    copy: str | None = None
    guide: str | None = None
    guide_label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The verdict on a key; `outcome` is None if OKX was not asked.

    `cause` is the code of the finding that decides, and `notes` state other facts, without orders.
    `okx_code` is the code that OKX rejected the request with, `expiry` the forecast, if possible.
    """

    outcome: Outcome | None
    cause: str
    headline: str
    explanation: str
    action: Action
    notes: tuple[str, ...]
    findings: tuple[Finding, ...]
    okx_code: str | None = None
    expiry: Expiry | None = None


def judge(answer: Answer, context: Context = NO_CONTEXT) -> Verdict:
    """Return the verdict on an answer; read-only only for exactly the permissions {read_only}."""
    verdict = _judge(answer, context)
    if context.not_found and knows_key(answer):
        site = SITES[answer.site]
        note = f"It's on {site.domain}, OKX's site for {site.place}."
        verdict = replace(verdict, notes=(note, *verdict.notes))
    return verdict


def knows_key(answer: Answer) -> bool | None:
    """Return whether the site that answered knows the key; None if it did not say."""
    match answer:
        case Permissions():
            return True
        case Refused(okx_code=okx_code) if okx_code in BY_OKX_CODE:
            code = BY_OKX_CODE[okx_code]
            return code != "key-not-found" if FINDINGS[code].group == "refused" else None
    return None


def _judge(answer: Answer, context: Context) -> Verdict:
    match answer:
        case Permissions():
            return _judge_permissions(answer)
        case Refused(okx_code=okx_code):
            code = BY_OKX_CODE.get(okx_code, "unexpected-reply")
            return judge_code(code, context, answer.site, answer.egress, okx_code)
        case Busy(okx_code=okx_code):
            return judge_code("okx-busy", context, answer.site, okx_code=okx_code)
        case RateLimited(okx_code=okx_code):
            return judge_code("okx-rate-limit", context, answer.site, okx_code=okx_code)
        case Blocked():
            return judge_code("okx-edge-block", context, answer.site)
        case Timeout():
            return judge_code("okx-timeout", context, answer.site)
        case Unreadable():
            return judge_code("unexpected-reply", context, answer.site)


def judge_code(
    code: str,
    context: Context = NO_CONTEXT,
    site: SiteName = "global",
    egress: Egress = "other",
    okx_code: str | None = None,
) -> Verdict:
    """Return the verdict on a key whose permissions OKX did not list; a finding says why.

    A copied block's claim that the key can trade or withdraw decides instead of that finding.
    """
    # A rightly bound key rejects every address but Flicker's, so from elsewhere
    # the rejection says nothing about Flicker (reference 7.8).
    is_unusable = FINDINGS[code].group == "refused" and (
        code != "ip-not-allowed" or egress == "flicker"
    )
    advice = advice_on(code, context, site, egress, okx_code)
    claims = [finding for finding in context.pasted if finding.field is None]
    notes = []
    if context.not_found and FINDINGS[code].group != "refused":
        notes.append(f"It isn't on {domains(context.not_found, 'or')}.")
    if silent := [name for name in context.silent if name != site]:
        notes.append(f"{domains(silent, 'and')} didn't answer.")
    if context.has("ip-excludes-flicker"):
        notes.append("The text you pasted lists other IP addresses than Flicker's.")
    verdict = Verdict(
        outcome="unusable" if is_unusable else "unknown",
        cause=code,
        headline=advice.headline,
        explanation=advice.explanation,
        action=_action(advice, site, context.other_sites(site)),
        notes=tuple(notes),
        findings=(finding(code, advice.field if code in _ABOUT_A_FIELD else None), *claims),
        okx_code=okx_code,
    )
    powers = [power for power in _POWERS.values() if context.has(power)]
    return _claimed(verdict, powers, context, site) if powers else verdict


def judge_format(findings: Sequence[Finding]) -> Verdict:
    """Return the verdict on values that cannot be sent as they are.

    Raises ValueError if no finding is about a field.
    """
    about_fields = [(finding.field, finding) for finding in findings if finding.field]
    field, cause = min(about_fields, key=lambda found: found[1].severity != "error")
    return Verdict(
        outcome=None,
        cause=cause.code,
        headline=cause.title,
        explanation=cause.fix,
        action=Action(kind="edit-field", label=f"Go to {INLINE_LABELS[field]}", field=field),
        notes=("Nothing has been sent.",),
        findings=tuple(findings),
    )


def _judge_permissions(answer: Permissions) -> Verdict:
    granted = set(answer.permissions)
    codes = [code for permission, code in _POWERS.items() if permission in granted]
    is_idle = bool(codes) and answer.ip_binding == "none"
    if granted == {"read_only"}:
        codes.append("read-only")
    elif not granted or "other" in granted:
        codes.append("unknown-permission")
    codes.append(_BINDINGS[answer.ip_binding])
    if is_idle:
        codes.append("expires-when-idle")
    if answer.account == "sub":
        codes.append("sub-account")
    cause = next(code for code in _DECIDING if code in codes)
    # The deciding finding comes first, since support answers with it.
    codes.sort(key=lambda code: code != cause)
    advice = ADVICE[cause]
    if cause == "unknown-permission" and "other" in granted:
        advice = UNKNOWN_TOKEN
    # No note repeats or contradicts the headline or the step.
    covered = {cause}
    if cause == "read-only" and answer.ip_binding == "unknown":
        advice = IP_UNREAD
        covered.add("ip-unknown")
    elif cause == "can-withdraw":
        covered.add("expires-when-idle")
    elif cause != "ip-excludes-flicker" and "ip-excludes-flicker" in codes:
        advice = with_ip_address(advice)
        covered.add("ip-excludes-flicker")
    expiry = forecast(answer)
    is_ready = cause == "read-only"
    notes = [(READY_NOTES if is_ready else NOTES)[code] for code in codes if code not in covered]
    if expiry == "never" and is_ready:
        notes.append(NEVER_EXPIRES)
    return Verdict(
        outcome=_DECIDING[cause],
        cause=cause,
        headline=advice.headline,
        explanation=advice.explanation,
        action=_action(advice, answer.site),
        notes=tuple(notes),
        findings=tuple(map(finding, codes)),
        expiry=expiry,
    )


def _claimed(verdict: Verdict, powers: Sequence[str], context: Context, site: SiteName) -> Verdict:
    """Return the verdict that a copied block's claim decides instead.

    The other facts become notes only if they bear on the claim or on the next step.
    """
    advice = CLAIMED[powers[0]]
    if powers[0] == "can-trade" and context.has("ip-excludes-flicker"):
        advice = with_ip_address(advice)
    was_asked = FINDINGS[verdict.cause].group != "not-asked"
    notes = ["OKX didn't confirm it." if was_asked else "We couldn't ask OKX."]
    notes += [NOTES[power] for power in powers[1:]]
    not_found = context.not_found or ((site,) if verdict.cause == "key-not-found" else ())
    if len(not_found) == len(SITES):
        notes.append("OKX doesn't know the key on any of its sites, so it may be deleted already.")
    elif not_found:
        notes.append(f"It isn't on {domains(not_found, 'or')}. It may be on another OKX site.")
    return replace(
        verdict,
        outcome="too-powerful",
        cause=powers[0],
        headline=advice.headline,
        explanation=advice.explanation,
        action=_action(advice, site),
        notes=tuple(notes),
    )


def _action(advice: Advice, site: SiteName, others: tuple[SiteName, ...] = ()) -> Action:
    chosen = SITES[site]
    return Action(
        kind=advice.kind,
        label=advice.label.format(site=chosen.domain),
        address=chosen.api_page + advice.query if advice.kind == "open-okx" else None,
        field=advice.field if advice.kind == "edit-field" else None,
        sites=others if advice.kind == "try-sites" else (),
        copy=FLICKER_ADDRESSES[0] if advice.needs_ip else None,
        guide=advice.guide,
        guide_label=advice.guide_label if advice.guide else None,
    )
