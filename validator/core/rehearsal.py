"""Trying it without a key: what the page shows for a finding, with made-up values and nobody asked.

The verdicts are made by the real rules, from what OKX would answer to a practice account.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from validator.core.findings import FINDINGS
from validator.core.inspection import inspect
from validator.core.practice import ACCOUNTS
from validator.core.reply import Timeout, read_reply
from validator.core.verdict import Verdict, judge, judge_code, judge_format

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validator.core.credentials import Credentials
    from validator.core.facts import SiteName
    from validator.core.findings import Finding
    from validator.core.practice import Account
    from validator.core.verdict import Outcome

#: What the form offers to try, one finding per outcome.
OFFERED: Final[Mapping[Outcome, str]] = MappingProxyType(
    {
        "read-only": "read-only",
        "too-powerful": "can-trade",
        "unusable": "wrong-passphrase",
        "unknown": "unknown-permission",
    }
)

_ORDINARY: Final = ACCOUNTS["read-only"]
_GOOD: Final = _ORDINARY.pasted
_OTHER: Final = ACCOUNTS["demo"].pasted
#: What to change in good values so that they have one finding about their format.
_CHANGES: Final[Mapping[str, dict[str, str]]] = MappingProxyType(
    {
        "wallet-secret": {
            # BIP-39's own test vector: a wallet that all the world knows.
            "passphrase": "legal winner thank year wave sausage "
            "worth useful legal winner thank yellow"
        },
        "other-service": {"passphrase": "glpat-Practice-0123456789ab"},
        "login-details": {"passphrase": "493817"},
        "missing-field": {"passphrase": ""},
        "hidden-characters": {"passphrase": "Practice\u200b-01"},
        "fields-swapped": {"secret_key": _GOOD.passphrase, "passphrase": _GOOD.secret_key},
        "repeated-value": {"secret_key": _GOOD.api_key},
        # OKX's documentation prints this one.
        "placeholder": {"secret_key": "22582BD0CFF14C41EDBF1AB98506286D"},
        "passphrase-not-sendable": {"passphrase": "Präctice-01"},
        "edge-whitespace": {"api_key": f"{_GOOD.api_key} "},
        "quoted-value": {"api_key": f'"{_GOOD.api_key}"'},
        "look-alike-characters": {"api_key": f"{_GOOD.api_key[:-1]}\u0435"},
        "several-keys": {"api_key": f"Demo API key: {_OTHER.api_key}\nAPI key: {_GOOD.api_key}"},
        "passphrase-wrapped": {"passphrase": f'"{_GOOD.passphrase}"'},
        "repaired-value": {"api_key": f"API key: {_GOOD.api_key.upper()}"},
        "api-key-shape": {"api_key": _GOOD.api_key[:-3]},
        "secret-key-shape": {"secret_key": _GOOD.secret_key.lower()},
        "passphrase-rules": {"passphrase": "practice01"},
    }
)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What to put into the form, and what to show for it."""

    pasted: Credentials
    site: SiteName
    format_findings: tuple[Finding, ...]
    verdict: Verdict


def rehearse(name: str) -> Rehearsal | None:
    """Return what a finding's code, or a practice account's name, shows; None if there is none.

    Raises KeyError or StopIteration for a finding that nothing is there to show.
    """
    definition = FINDINGS.get(name)
    if definition is None:
        return _of_account(ACCOUNTS[name]) if name in ACCOUNTS else None
    match definition.group:
        case "format":
            return _of_format(replace(_GOOD, **_CHANGES[name]))
        case "not-asked":
            return Rehearsal(_GOOD, _ORDINARY.site, (), judge_code(name))
    return _of_account(next(one for one in ACCOUNTS.values() if one.shows == name))


def _of_account(account: Account) -> Rehearsal:
    reply = account.reply()
    answer = (
        Timeout(account.site, "other")
        if reply is None
        else read_reply(reply.status, reply.body, account.site)
    )
    return Rehearsal(account.pasted, account.site, (), judge(answer))


def _of_format(pasted: Credentials) -> Rehearsal:
    inspection = inspect(pasted.api_key, pasted.secret_key, pasted.passphrase)
    findings = inspection.findings
    is_kept = inspection.sendable == "no"
    verdict = judge_format(findings) if is_kept else _of_account(_ORDINARY).verdict
    return Rehearsal(pasted, _ORDINARY.site, findings, verdict)
