"""A verdict has one cause, one next step, and notes without orders."""

from __future__ import annotations

import json
import re
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, Final, get_args

import pytest
from hypothesis import example, given

from tests.core.cases import load, rows
from tests.core.replies import REPLIES, STATUSES
from tests.tables import over
from validator.core import FINDINGS, judge, read_reply
from validator.core.addresses import Binding
from validator.core.advice import ADVICE
from validator.core.context import Context
from validator.core.facts import FLICKER_ADDRESSES, SITE_NAMES, SITES, Egress
from validator.core.findings import finding
from validator.core.notes import NOTES, READY_NOTES
from validator.core.practice import ACCOUNTS
from validator.core.reply import PERMISSIONS, Account, Permissions, Refused
from validator.core.verdict import Verdict, judge_code, judge_format

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The findings that decide where OKX listed no permissions.
_WITHOUT_PERMISSIONS: Final = [
    code for code, row in FINDINGS.items() if row.group in {"refused", "not-answered", "not-asked"}
]
#: The beginnings of sentences that state something.
_STATEMENT: Final = re.compile(
    r"((It|OKX|You)('s|'re)?|We|You can|Flicker needs|The|This|Our|Your|Nothing|[a-z.]+com"
    r"|Too many checks|Live checks|Part of) "
)
_CLAIMS: Final = {
    "withdraw": (finding("can-withdraw"),),
    "trade": (finding("can-trade"),),
    "other addresses": (finding("ip-excludes-flicker"),),
}


def _permissions() -> Iterator[Permissions]:
    for count in range(len(PERMISSIONS) + 1):
        for granted in combinations(PERMISSIONS, count):
            for binding, account in product(get_args(Binding), get_args(Account)):
                yield Permissions("global", "other", granted, binding, account)


def _verdicts() -> Iterator[tuple[str, Verdict]]:
    """Yield a verdict of every kind, each with the name of its case."""
    for name, account in ACCOUNTS.items():
        yield f"account {name}", judge(account.answer())
    for answer in _permissions():
        names = ", ".join(answer.permissions) or "nothing"
        yield f"{names}; IP {answer.ip_binding}; account {answer.account}", judge(answer)
    for code in _WITHOUT_PERMISSIONS:
        yield code, judge_code(code)
        for claim, findings in _CLAIMS.items():
            yield f"{code}; the paste claims {claim}", judge_code(code, Context(pasted=findings))
    lost = Refused("eea", "other", "50119")
    damaged = (finding("api-key-shape", "api_key"),)
    for count in range(1, len(SITE_NAMES) + 1):
        asked = SITE_NAMES[:count]
        yield f"not on {asked}", judge(lost, Context(not_found=asked))
        yield f"damaged, not on {asked}", judge(lost, Context(pasted=damaged, not_found=asked))
    others = tuple(name for name in SITE_NAMES if name != "us")
    yield "not on any site, one silent", judge(lost, Context(not_found=others, silent=("us",)))
    nowhere = Context(pasted=_CLAIMS["withdraw"], not_found=SITE_NAMES)
    yield "not on any site; the paste claims withdraw", judge(lost, nowhere)
    both = Context(pasted=(*_CLAIMS["trade"], *_CLAIMS["other addresses"]))
    yield "demo-key; the paste claims trade and other addresses", judge_code("demo-key", both)
    yield "not linked, code 50035", judge(Refused("global", "other", "50035"))
    yield "from Flicker's address", judge(Refused("global", "flicker", "50110"))
    wrapped = Context(pasted=(finding("passphrase-wrapped", "passphrase"),))
    yield "wrong passphrase, wrapped", judge(Refused("global", "other", "50105"), wrapped)


def _expected() -> dict[str, Any]:
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
    for code in _WITHOUT_PERMISSIONS:
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


@rows("replies")
def test_shared_vectors(row: dict[str, Any]) -> None:
    """The shared replies have the outcome and the finding that they name."""
    verdict = judge(read_reply(row["http_status"], row["body"].encode(), "global", "other"))

    assert row["expect"]["outcome"] == verdict.outcome
    assert row["expect"]["finding"] in {finding.code for finding in verdict.findings}


@rows("answers")
def test_vectors(row: dict[str, Any]) -> None:
    """Our replies have the outcome and exactly the findings that they name."""
    answer = read_reply(row["http_status"], row["body"].encode(), "global", row["egress"])
    verdict = judge(answer)

    assert row["expect"]["outcome"] == verdict.outcome
    assert row["expect"]["findings"] == [finding.code for finding in verdict.findings]


def test_table_of_verdicts() -> None:
    """Every kind of verdict says what the table of verdicts holds for it."""
    shown = {
        case: {
            "headline": verdict.headline,
            "action": verdict.action.label,
            "notes": list(verdict.notes),
        }
        for case, verdict in _verdicts()
    }

    assert _expected() == shown


def test_verdicts_are_whole() -> None:
    """A verdict names one cause, is a sentence, and leaves nothing to be filled in."""
    problems = []
    for case, verdict in _verdicts():
        texts = (verdict.headline, verdict.explanation, verdict.action.label, *verdict.notes)
        if verdict.cause not in {finding.code for finding in verdict.findings}:
            problems.append(f"{case}: the cause is not among the findings")
        if any(not text or "{" in text for text in texts):
            problems.append(f"{case}: a text is empty or not filled in")
        if not verdict.explanation.endswith((".", "?")) or len(verdict.headline) > 90:
            problems.append(f"{case}: no sentence, or too long a headline")

    assert problems == []


def test_notes_give_no_orders() -> None:
    """No sentence of a note is in the imperative: each begins with what it speaks of."""
    notes = {note for _, verdict in _verdicts() for note in verdict.notes}
    notes |= {*NOTES.values(), *READY_NOTES.values()}
    sentences = {part for note in notes for part in re.split(r"(?<=[.?!]) ", note)}

    assert [part for part in sentences if not _STATEMENT.match(f"{part} ")] == []


def test_actions_lead_somewhere() -> None:
    """Each kind of action comes with what it needs, and with nothing of another kind."""
    problems = []
    for case, verdict in _verdicts():
        action = verdict.action
        pages = tuple(site.api_page for site in SITES.values())
        if (action.kind == "open-okx") != (action.address or "").startswith(pages):
            problems.append(f"{case}: {action.kind} and the address {action.address}")
        if (action.kind == "edit-field") != (action.field is not None):
            problems.append(f"{case}: {action.kind} and the field {action.field}")
        if (action.kind == "try-sites") != bool(action.sites):
            problems.append(f"{case}: {action.kind} and the sites {action.sites}")
        if action.copy not in {None, *FLICKER_ADDRESSES}:
            problems.append(f"{case}: the IP address {action.copy}")

    assert problems == []


def test_continue_only_where_the_permissions_are_known() -> None:
    """The next step leads to Flicker only if the key is read-only or the user confirms it."""
    continuing = {
        (verdict.action.kind, verdict.outcome, verdict.cause)
        for _, verdict in _verdicts()
        if verdict.action.kind in {"continue", "confirm-ip"}
    }

    assert continuing == {
        ("continue", "read-only", "read-only"),
        ("confirm-ip", "unknown", "ip-not-allowed"),
        ("confirm-ip", "unknown", "region-blocked"),
    }


def test_one_edit_in_okx() -> None:
    """If a key lacks Flicker's IP address and can do too much, one step covers both."""
    (address,) = FLICKER_ADDRESSES
    both = (*_CLAIMS["trade"], *_CLAIMS["other addresses"])
    verdicts = [judge_code("demo-key", Context(pasted=both))]
    verdicts += [
        judge(Permissions("global", "other", granted, "excludes-flicker", "main"))
        for granted in (("trade",), ("read_only", "trade"), ("other",), ())
    ]

    assert {verdict.action.copy for verdict in verdicts} == {address}
    assert all(address in verdict.explanation for verdict in verdicts)
    assert not any("IP address" in note for verdict in verdicts for note in verdict.notes)


@given(STATUSES, REPLIES)
@example(200, {"code": 0, "data": [{"perm": "READ_ONLY,"}]})
@example(200, {"code": "0", "data": [{"perm": "read_only,x"}]})
@example(200, {"code": "0", "data": [{"perm": ["read_only"]}]})
def test_never_a_false_green(http_status: int, reply: dict[str, Any]) -> None:
    """Read-only is said only where OKX answered with exactly the permission read_only."""
    verdict = judge(read_reply(http_status, json.dumps(reply).encode(), "global"))

    codes = {finding.code for finding in verdict.findings}
    if verdict.outcome == "read-only" or "read-only" in codes:
        perm = reply["data"][0]["perm"]
        granted = {token.strip().lower() for token in perm.split(",")} - {""}
        assert granted == {"read_only"}
        assert (http_status, str(reply["code"])) == (200, "0")


def test_outcome_of_permissions() -> None:
    """The worst permission decides the outcome, and no finding is listed twice."""
    problems = []
    for answer in _permissions():
        verdict = judge(answer)
        granted = set(answer.permissions)
        if granted & {"trade", "withdraw"}:
            expected = "too-powerful"
        elif granted != {"read_only"}:
            expected = "unknown"
        elif answer.ip_binding == "excludes-flicker":
            expected = "unusable"
        else:
            expected = "read-only"
        if expected != verdict.outcome or len(set(verdict.findings)) != len(verdict.findings):
            problems.append((answer, verdict))

    assert problems == []


@over(product(_WITHOUT_PERMISSIONS, get_args(Egress)))
def test_single_code_is_never_green(code: str, egress: Egress) -> None:
    """Without permissions no verdict is good, whatever the paste claims."""
    for findings in ((), *_CLAIMS.values()):
        verdict = judge_code(code, Context(pasted=findings), egress=egress)

        assert verdict.outcome != "read-only"
        assert verdict.action.kind != "continue"


@pytest.mark.parametrize(("egress", "outcome"), [("flicker", "unusable"), ("other", "unknown")])
def test_ip_not_allowed(egress: Egress, outcome: str) -> None:
    """A rejected IP address counts against the key only if it was Flicker's own."""
    assert outcome == judge_code("ip-not-allowed", egress=egress).outcome


def test_fields_at_fault() -> None:
    """A rejection marks its field, and no other finding about the key marks one."""
    fields = {code: judge_code(code).findings[0].field for code in _WITHOUT_PERMISSIONS}

    assert {code: field for code, field in fields.items() if field} == {
        "wrong-passphrase": "passphrase",
        "wrong-secret": "secret_key",
    }


def test_damaged_key_goes_back_to_its_field() -> None:
    """If no site knows a key of an unusual shape, the next step is to copy it again."""
    damaged = Context(pasted=(finding("api-key-shape", "api_key"),))
    verdict = judge(Refused("global", "other", "50119"), damaged)

    assert (verdict.action.kind, verdict.action.field) == ("edit-field", "api_key")
    assert verdict.findings[0].field == "api_key"


@over([code for code, row in FINDINGS.items() if row.group == "format"])
def test_format(code: str) -> None:
    """A finding about a field leads to the field, and no outcome is claimed."""
    verdict = judge_format((finding("edge-whitespace", "api_key"), finding(code, "passphrase")))

    assert verdict.outcome is None
    if FINDINGS[code].severity == "error":
        assert (verdict.cause, verdict.action.field) == (code, "passphrase")


def test_every_deciding_finding_has_its_advice() -> None:
    """Exactly the findings that can decide have a headline and a next step."""
    deciding = {*_WITHOUT_PERMISSIONS, "read-only", "can-trade", "can-withdraw"}

    assert deciding | {"unknown-permission", "ip-excludes-flicker"} == set(ADVICE)
