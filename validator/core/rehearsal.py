"""Rehearses a check with made-up values, to show a finding to a user without a key.

Nothing is sent: the check gets the answer that OKX would give to a practice account.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from validator.core.check import Check, Form, Request, Response
from validator.core.findings import FIELDS, FINDINGS
from validator.core.inspection import inspect
from validator.core.practice import ACCOUNTS
from validator.core.signing import timestamp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validator.core.credentials import Credentials
    from validator.core.facts import SiteName
    from validator.core.findings import Field
    from validator.core.practice import Account
    from validator.core.report import Page
    from validator.core.result import Result
    from validator.core.verdict import Outcome

#: Examples that the form offers to try: one finding per outcome.
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
_DEMO: Final = ACCOUNTS["demo"].pasted
#: A finding about the format -> the changes to good values that cause it.
_CHANGES: Final[Mapping[str, dict[str, str]]] = MappingProxyType(
    {
        "wallet-secret": {
            # A published test vector of BIP-39.
            "passphrase": "legal winner thank year wave sausage "
            "worth useful legal winner thank yellow"
        },
        "other-service": {"passphrase": "glpat-Practice-0123456789ab"},
        "login-details": {"passphrase": "493817"},
        "missing-field": {"passphrase": ""},
        "hidden-characters": {"passphrase": "Practice\u200b-01"},
        "fields-swapped": {"secret_key": _GOOD.passphrase, "passphrase": _GOOD.secret_key},
        "repeated-value": {"secret_key": _GOOD.api_key},
        # Printed in OKX's documentation.
        "placeholder": {"secret_key": "22582BD0CFF14C41EDBF1AB98506286D"},
        "passphrase-not-sendable": {"passphrase": "Präctice-01"},
        "edge-whitespace": {"api_key": f"{_GOOD.api_key} "},
        "quoted-value": {"api_key": f'"{_GOOD.api_key}"'},
        "look-alike-characters": {"api_key": f"{_GOOD.api_key[:-1]}\u0435"},
        "several-keys": {"api_key": f"Demo API key: {_DEMO.api_key}\nAPI key: {_GOOD.api_key}"},
        "passphrase-wrapped": {"passphrase": f'"{_GOOD.passphrase}"'},
        "repaired-value": {"api_key": f"API key: {_GOOD.api_key.upper()}"},
        "api-key-shape": {"api_key": _GOOD.api_key[:-3]},
        "secret-key-shape": {"secret_key": _GOOD.secret_key.lower()},
        "passphrase-rules": {"passphrase": "practice01"},
    }
)


@dataclass(frozen=True, slots=True, repr=False)
class Rehearsal:
    """The values and the site to put into the form, and the result to show."""

    pasted: Credentials
    site: SiteName
    result: Result


def rehearse(name: str, page: Page, now_ms: int) -> Rehearsal | None:
    """Return the rehearsal of a finding or a practice account; None if none has that name.

    Raises KeyError or StopIteration for a finding without an example.
    """
    definition = FINDINGS.get(name)
    if definition is None and name not in ACCOUNTS:
        return None
    account, pasted, code = _ORDINARY, _GOOD, None
    if definition is None:
        account = ACCOUNTS[name]
        pasted = account.pasted
    elif definition.group == "format":
        pasted = replace(_GOOD, **_CHANGES[name])
    elif definition.group == "not-asked":
        code = name
    else:
        account = next(account for account in ACCOUNTS.values() if account.shows == name)
        pasted = account.pasted
    values = inspect(**asdict(pasted)).values
    confirmed: dict[Field, str] = {name: getattr(values, name) for name in FIELDS}
    check = Check(Form(pasted=pasted, site=account.site, confirmed=confirmed), page)
    result = _drive(check, account, code, now_ms)
    return Rehearsal(pasted, account.site, replace(result, sent=()))


def _drive(check: Check, account: Account, code: str | None, now_ms: int) -> Result:
    """Run a check to its result with a practice account's answers; nothing is sent."""
    step = check.begin(now_ms)
    while isinstance(step, Request):
        if code is not None:
            return check.fail(code, now_ms)
        body = {"now": timestamp(now_ms)} if step.site is None else asdict(account.answer())
        step = check.resume(
            Response(status=200, body=json.dumps(body), sent_ms=now_ms, received_ms=now_ms)
        )
    return step
