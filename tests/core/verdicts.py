"""Verdicts of every kind, and the table of what they say."""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING, Any, Final, get_args

from tests.core.cases import load
from validator.core import FINDINGS, judge
from validator.core.addresses import Binding
from validator.core.context import Context
from validator.core.facts import SITE_NAMES
from validator.core.findings import finding
from validator.core.practice import ACCOUNTS
from validator.core.reply import PERMISSIONS, Account, Permissions, Refused
from validator.core.verdict import Verdict, judge_code

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The findings that decide where OKX listed no permissions.
WITHOUT_PERMISSIONS: Final = [
    code for code, row in FINDINGS.items() if row.group in {"refused", "not-answered", "not-asked"}
]
#: The claims of a copied block.
CLAIMS: Final = {
    "withdraw": (finding("can-withdraw"),),
    "trade": (finding("can-trade"),),
    "other addresses": (finding("ip-excludes-flicker"),),
}


def permission_answers() -> Iterator[Permissions]:
    """Yield an answer for each combination of permissions, IP binding and account."""
    for count in range(len(PERMISSIONS) + 1):
        for granted in combinations(PERMISSIONS, count):
            for binding, account in product(get_args(Binding), get_args(Account)):
                yield Permissions("global", "other", granted, binding, account)


def verdicts() -> Iterator[tuple[str, Verdict]]:
    """Yield a verdict of every kind, each with the name of its case."""
    for name, account in ACCOUNTS.items():
        yield f"account {name}", judge(account.answer())
    for answer in permission_answers():
        names = ", ".join(answer.permissions) or "nothing"
        yield f"{names}; IP {answer.ip_binding}; account {answer.account}", judge(answer)
    for code in WITHOUT_PERMISSIONS:
        yield code, judge_code(code)
        for claim, findings in CLAIMS.items():
            yield f"{code}; the paste claims {claim}", judge_code(code, Context(pasted=findings))
    lost = Refused("eea", "other", "50119")
    damaged = (finding("api-key-shape", "api_key"),)
    for count in range(1, len(SITE_NAMES) + 1):
        asked = SITE_NAMES[:count]
        yield f"not on {asked}", judge(lost, Context(not_found=asked))
        yield f"damaged, not on {asked}", judge(lost, Context(pasted=damaged, not_found=asked))
    others = tuple(name for name in SITE_NAMES if name != "us")
    yield "not on any site, one silent", judge(lost, Context(not_found=others, silent=("us",)))
    nowhere = Context(pasted=CLAIMS["withdraw"], not_found=SITE_NAMES)
    yield "not on any site; the paste claims withdraw", judge(lost, nowhere)
    both = Context(pasted=(*CLAIMS["trade"], *CLAIMS["other addresses"]))
    yield "demo-key; the paste claims trade and other addresses", judge_code("demo-key", both)
    yield "not linked, code 50035", judge(Refused("global", "other", "50035"))
    yield "from Flicker's address", judge(Refused("global", "flicker", "50110"))
    wrapped = Context(pasted=(finding("passphrase-wrapped", "passphrase"),))
    yield "wrong passphrase, wrapped", judge(Refused("global", "other", "50105"), wrapped)


def expected_texts() -> dict[str, Any]:
    """Return the table of verdicts by case, completed by the rows that follow from others."""
    table: dict[str, Any] = {row.pop("case"): row for row in load("verdicts")}
    # An unknown account is shown like a main one, and a sub-account with one more note.
    for case, row in [*table.items()]:
        about, _, account = case.rpartition("; account ")
        if account == "main":
            table[f"{about}; account unknown"] = row
            table.setdefault(f"{about}; account sub", _noted(row, "It belongs to a sub-account."))
    # Without permissions, a paste that claims too many decides whatever OKX said, and one that
    # claims other IP addresses adds a note.
    for code in WITHOUT_PERMISSIONS:
        names = [name for name, account in ACCOUNTS.items() if account.shows == code]
        row = table.setdefault(code, table.get(f"account {names[0]}", {}) if names else {})
        other = _noted(row, "The text you pasted lists other IP addresses than Flicker's.")
        table.setdefault(f"{code}; the paste claims other addresses", other)
        like = "offline" if FINDINGS[code].group == "not-asked" else "wrong-passphrase"
        for claim in ("withdraw", "trade"):
            row = table[f"{like}; the paste claims {claim}"]
            table.setdefault(f"{code}; the paste claims {claim}", row)
    return table


def _noted(row: dict[str, Any], note: str) -> dict[str, Any]:
    return row | {"notes": [*row.get("notes", ()), note]}
