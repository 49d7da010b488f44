"""The table of findings against the contract, and against the vectors that show each one."""

from __future__ import annotations

from typing import Any, Final

import pytest

from tests.core.cases import GOOD, load, rows
from tests.tables import over
from validator.core import FINDINGS, check_format, judge, read_reply
from validator.core.findings import BY_OKX_CODE, BY_QUOTED_CODE, WEBSOCKET_TWINS, finding
from validator.core.reply import Timeout
from validator.core.verdict import judge_code

_SHOWN_ELSEWHERE: Final = {
    "runtime-unavailable": "the page says it where Python is not there to say it",
}
_OUTCOMES: Final = {"refused": "unusable", "not-answered": "unknown", "not-asked": "unknown"}


def _shown_by_vectors() -> set[str]:
    codes = {code for row in load("format") for code in row["codes"]}
    codes |= {code for row in load("values") for found in row["expect"].values() for code in found}
    codes |= {code for row in load("answers") for code in row["expect"]["findings"]}
    codes |= {row["expect"]["finding"] for row in load("replies")}
    codes |= {row["code"] for row in load("responses")}
    codes |= {one.code for one in judge(Timeout("global", "other")).findings}
    return codes | {row["code"] for row in load("contract") if row["okx_codes"]}


@rows("contract")
def test_contract(row: dict[str, Any]) -> None:
    """Each finding of the design has its group, its severity and its OKX codes."""
    definition = FINDINGS[row["code"]]

    assert row["group"] == definition.group
    assert row["severity"] == definition.severity
    assert row["okx_codes"] == list(definition.okx_codes)


def test_table_is_the_contract() -> None:
    """The table has the findings of the design and no others."""
    assert {row["code"] for row in load("contract")} == set(FINDINGS)


@over(FINDINGS)
def test_shown_by_a_vector(code: str) -> None:
    """No finding is in the table that no vector shows."""
    assert code in _shown_by_vectors() | set(_SHOWN_ELSEWHERE)


@over(FINDINGS)
def test_words(code: str) -> None:
    """Each finding has a title of one line, and a sentence that says what to do."""
    definition = FINDINGS[code]

    assert definition.title
    assert definition.title == definition.title.strip().rstrip(".")
    assert definition.fix.endswith(".")
    assert "\n" not in definition.title + definition.fix


@over(FINDINGS)
def test_finding(code: str) -> None:
    """A finding carries the words of its row, and the field it is about."""
    found = finding(code, "secret_key")

    assert (code, "secret_key") == (found.code, found.field)
    assert (FINDINGS[code].severity, FINDINGS[code].title) == (found.severity, found.title)


def test_no_such_finding() -> None:
    """A code that the table lacks is a mistake of ours."""
    with pytest.raises(KeyError):
        finding("no-such-code")


@over(BY_OKX_CODE)
def test_okx_code(okx_code: str) -> None:
    """Each OKX code is judged to its finding, with the outcome of the finding's group."""
    code = BY_OKX_CODE[okx_code]
    answer = read_reply(401, b'{"code":"%s","msg":"x"}' % okx_code.encode(), "global", "flicker")
    verdict = judge(answer)

    assert (code,) == tuple(one.code for one in verdict.findings)
    assert _OUTCOMES[FINDINGS[code].group] == verdict.outcome


def test_okx_code_once() -> None:
    """No OKX code stands in two rows."""
    listed = [okx_code for row in FINDINGS.values() for okx_code in row.okx_codes]

    assert len(listed) == len(BY_OKX_CODE)


@over([one for one in FINDINGS if FINDINGS[one].group in _OUTCOMES])
def test_outcome_of_group(code: str) -> None:
    """What OKX refused is unusable, what was not answered or not asked is unknown."""
    assert _OUTCOMES[FINDINGS[code].group] == judge_code(code, egress="flicker").outcome


def test_good_values() -> None:
    """The values that vectors start from have no finding."""
    assert check_format(**GOOD) == ()


def test_codes_that_customers_quote() -> None:
    """Each code of the shared vectors leads to its finding; a WebSocket code is in no reply."""
    assert {row["code"]: row["finding"] for row in load("codes")} == {
        row["code"]: BY_QUOTED_CODE.get(row["code"]) for row in load("codes")
    }
    assert not set(WEBSOCKET_TWINS) & set(BY_OKX_CODE)
