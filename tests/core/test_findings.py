"""The table of findings matches the contract, and its words are plain."""

from __future__ import annotations

import re
from typing import Final

import pytest

from tests.core.cases import load
from tests.tables import over
from validator.core import FINDINGS, Finding, judge, read_reply
from validator.core.findings import BY_OKX_CODE, BY_QUOTED_CODE, WEBSOCKET_TWINS, finding
from validator.core.reply import Timeout
from validator.core.verdict import judge_code

_SHOWN_ELSEWHERE: Final = {
    "runtime-unavailable": "the page says it if Python can't start",
}
#: Words that only we use, and words that put the fault on the reader.
_NOT_SAID: Final = re.compile(
    r"\b(HMAC|JSON|HTTP|API v5|proxy|runtime|signature|timestamp|egress|upstream|finding|"
    r"IP(?! address)|wrong|mistake|failed|invalid|you (?:forgot|did not|have to|must))\b",
    re.IGNORECASE,
)
#: Asking for a value of the key, or for a picture that would show one.
_ASKED_FOR: Final = re.compile(r"\b(?:send|tell|give|write|show|mail) (?:us|me)\b(?! the report)")
_OUTCOMES: Final = {"refused": "unusable", "not-answered": "unknown", "not-asked": "unknown"}


def _shown_by_vectors() -> set[str]:
    codes = {code for row in load("format") for code in row["codes"]}
    codes |= {code for row in load("values") for found in row["expect"].values() for code in found}
    codes |= {code for row in load("answers") for code in row["expect"]["findings"]}
    codes |= {row["expect"]["finding"] for row in load("replies")}
    codes |= {row["code"] for row in load("responses")}
    codes |= {finding.code for finding in judge(Timeout("global", "other")).findings}
    return codes | {row["code"] for row in load("contract") if row["okx_codes"]}


def test_table_is_the_contract() -> None:
    """The table has the findings of the design, with their groups, severities and OKX codes."""
    contract = [
        (row["code"], row["group"], row["severity"], row["okx_codes"]) for row in load("contract")
    ]
    table = [(row.code, row.group, row.severity, [*row.okx_codes]) for row in FINDINGS.values()]

    assert sorted(contract) == sorted(table)


def test_every_finding_is_shown_by_a_vector() -> None:
    """Every finding in the table is shown by a vector, or elsewhere for a reason."""
    assert set(FINDINGS) - _shown_by_vectors() == set(_SHOWN_ELSEWHERE)


def test_words() -> None:
    """Each finding has a title of one line, and a sentence that says what to do."""
    problems = [
        row.code
        for row in FINDINGS.values()
        if not (row.title and row.title == row.title.strip().rstrip("."))
        or not row.fix.endswith(".")
        or "\n" in row.title + row.fix
    ]

    assert problems == []


def test_replies() -> None:
    """A reply is two or three sentences in plain words; it asks for no value and has no link."""
    problems = []
    for row in FINDINGS.values():
        sentences = re.split(r"(?<=[.?]) ", row.reply)
        is_plain = all(re.fullmatch(r"[A-Z][^\n]*[A-Za-z0-9][.?]", part) for part in sentences)
        found = {
            "not two or three sentences": not (2 <= len(sentences) <= 3 and is_plain),
            "jargon or blame": _NOT_SAID.search(row.reply),
            "asks for a value": _ASKED_FOR.search(row.reply),
            "markup or a link": set(row.reply) & set('*_`<>[]|#"') or "http" in row.reply,
        }
        problems += [f"{row.code}: {problem}" for problem, is_so in found.items() if is_so]

    assert problems == []


def test_finding() -> None:
    """A finding carries the words of its row, and the field it is about."""
    row = FINDINGS["edge-whitespace"]

    found = finding("edge-whitespace", "secret_key")

    assert found == Finding(row.code, row.severity, "secret_key", row.title, row.fix)


def test_no_such_finding() -> None:
    """A code that is not in the table raises KeyError."""
    with pytest.raises(KeyError):
        finding("no-such-code")


@over(BY_OKX_CODE)
def test_okx_code(okx_code: str) -> None:
    """Each OKX code is judged to its finding, with the outcome of the finding's group."""
    code = BY_OKX_CODE[okx_code]
    answer = read_reply(401, b'{"code":"%s","msg":"x"}' % okx_code.encode(), "global", "flicker")
    verdict = judge(answer)

    assert (code,) == tuple(finding.code for finding in verdict.findings)
    assert _OUTCOMES[FINDINGS[code].group] == verdict.outcome


def test_okx_code_once() -> None:
    """No OKX code stands in two rows."""
    listed = [okx_code for row in FINDINGS.values() for okx_code in row.okx_codes]

    assert len(listed) == len(BY_OKX_CODE)


@over([code for code in FINDINGS if FINDINGS[code].group in _OUTCOMES])
def test_outcome_of_group(code: str) -> None:
    """The outcome is unusable if OKX refused the request, unknown if it gave no answer."""
    assert _OUTCOMES[FINDINGS[code].group] == judge_code(code, egress="flicker").outcome


def test_codes_that_customers_quote() -> None:
    """Each code of the shared vectors leads to its finding; a WebSocket code is in no reply."""
    assert {row["code"]: row["finding"] for row in load("codes")} == {
        row["code"]: BY_QUOTED_CODE.get(row["code"]) for row in load("codes")
    }
    assert not set(WEBSOCKET_TWINS) & set(BY_OKX_CODE)
