"""A verdict has one cause, one next step, and notes without orders."""

from __future__ import annotations

import json
import re
from itertools import product
from typing import Any, Final, get_args

import pytest
from hypothesis import example, given

from tests.core.cases import rows
from tests.core.replies import REPLIES, STATUSES
from tests.core.verdicts import (
    CLAIMS,
    WITHOUT_PERMISSIONS,
    expected_texts,
    permission_answers,
    verdicts,
)
from tests.tables import over
from validator.core import FINDINGS, judge, read_reply
from validator.core.advice import ADVICE
from validator.core.context import Context
from validator.core.facts import FLICKER_ADDRESSES, SITES, Egress
from validator.core.findings import finding
from validator.core.notes import NOTES, READY_NOTES
from validator.core.reply import Permissions, Refused
from validator.core.verdict import judge_code, judge_format

#: The beginnings of sentences that state something.
_STATEMENT: Final = re.compile(
    r"((It|OKX|You)('s|'re)?|We|You can|Flicker needs|The|This|Our|Your|Nothing|[a-z.]+com"
    r"|Too many checks|Live checks|Part of) "
)


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
        for case, verdict in verdicts()
    }

    expected = expected_texts()

    assert {
        case: (expected.get(case), shown.get(case))
        for case in shown | expected
        if expected.get(case) != shown.get(case)
    } == {}


def test_verdicts_are_whole() -> None:
    """A verdict names one cause, is a sentence, and leaves nothing to be filled in."""
    problems = []
    for case, verdict in verdicts():
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
    notes = {note for _, verdict in verdicts() for note in verdict.notes}
    notes |= {*NOTES.values(), *READY_NOTES.values()}
    sentences = {part for note in notes for part in re.split(r"(?<=[.?!]) ", note)}

    assert [part for part in sentences if not _STATEMENT.match(f"{part} ")] == []


def test_actions_lead_somewhere() -> None:
    """Each kind of action comes with what it needs, and with nothing of another kind."""
    problems = []
    for case, verdict in verdicts():
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
        for _, verdict in verdicts()
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
    both = (*CLAIMS["trade"], *CLAIMS["other addresses"])
    judged = [judge_code("demo-key", Context(pasted=both))]
    judged += [
        judge(Permissions("global", "other", granted, "excludes-flicker", "main"))
        for granted in (("trade",), ("read_only", "trade"), ("other",), ())
    ]

    assert {verdict.action.copy for verdict in judged} == {address}
    assert all(address in verdict.explanation for verdict in judged)
    assert not any("IP address" in note for verdict in judged for note in verdict.notes)


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
    for answer in permission_answers():
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


@over(product(WITHOUT_PERMISSIONS, get_args(Egress)))
def test_single_code_is_never_green(code: str, egress: Egress) -> None:
    """Without permissions no verdict is good, whatever the paste claims."""
    for findings in ((), *CLAIMS.values()):
        verdict = judge_code(code, Context(pasted=findings), egress=egress)

        assert verdict.outcome != "read-only"
        assert verdict.action.kind != "continue"


@pytest.mark.parametrize(("egress", "outcome"), [("flicker", "unusable"), ("other", "unknown")])
def test_ip_not_allowed(egress: Egress, outcome: str) -> None:
    """A rejected IP address counts against the key only if it was Flicker's own."""
    assert outcome == judge_code("ip-not-allowed", egress=egress).outcome


def test_fields_at_fault() -> None:
    """A rejection marks its field, and no other finding about the key marks one."""
    fields = {code: judge_code(code).findings[0].field for code in WITHOUT_PERMISSIONS}

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
    deciding = {*WITHOUT_PERMISSIONS, "read-only", "can-trade", "can-withdraw"}

    assert deciding | {"unknown-permission", "ip-excludes-flicker"} == set(ADVICE)
