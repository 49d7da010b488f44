"""What answers mean."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.core.cases import rows
from tests.core.replies import REPLIES, STATUSES
from validator.core import judge, read_reply
from validator.core.findings import FINDINGS
from validator.core.reply import Permissions, Timeout
from validator.core.verdict import judge_code


@rows("replies")
def test_shared_vectors(row: dict[str, Any]) -> None:
    """The shared replies have the outcome and the finding that they name."""
    verdict = judge(read_reply(row["http_status"], row["body"].encode(), "global", "other"))

    assert row["expect"]["outcome"] == verdict.outcome
    assert row["expect"]["finding"] in {one.code for one in verdict.findings}


@rows("answers")
def test_vectors(row: dict[str, Any]) -> None:
    """Our replies have the outcome and exactly the findings that they name."""
    answer = read_reply(row["http_status"], row["body"].encode(), "global", row["egress"])
    verdict = judge(answer)

    assert row["expect"]["outcome"] == verdict.outcome
    assert row["expect"]["findings"] == [one.code for one in verdict.findings]


@given(STATUSES, REPLIES)
@example(200, {"code": 0, "data": [{"perm": "READ_ONLY,"}]})
@example(200, {"code": "0", "data": [{"perm": "read_only,x"}]})
@example(200, {"code": "0", "data": [{"perm": ["read_only"]}]})
def test_never_a_false_green(http_status: int, reply: dict[str, Any]) -> None:
    """Read-only is said only where OKX answered with exactly the permission read_only."""
    verdict = judge(read_reply(http_status, json.dumps(reply).encode(), "global"))

    codes = {one.code for one in verdict.findings}
    if verdict.outcome == "read-only" or "read-only" in codes:
        perm = reply["data"][0]["perm"]
        granted = {token.strip().lower() for token in perm.split(",")} - {""}
        assert granted == {"read_only"}
        assert (http_status, str(reply["code"])) == (200, "0")


@given(
    st.builds(
        Permissions,
        st.just("global"),
        st.sampled_from(["flicker", "other"]),
        st.lists(st.sampled_from(["read_only", "trade", "withdraw", "other"])).map(tuple),
        st.sampled_from(["none", "includes-flicker", "excludes-flicker", "unknown"]),
        st.sampled_from(["main", "sub", "unknown"]),
    )
)
def test_outcome_of_permissions(answer: Permissions) -> None:
    """The outcome follows the design's order, and no finding is said twice."""
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

    assert expected == verdict.outcome
    assert len(set(verdict.findings)) == len(verdict.findings)


def test_timeout() -> None:
    """A timeout says nothing about the key."""
    verdict = judge(Timeout("global", "flicker"))

    assert (verdict.outcome, [one.code for one in verdict.findings]) == ("unknown", ["okx-timeout"])


@pytest.mark.parametrize("code", FINDINGS)
def test_single_code_is_never_green(code: str) -> None:
    """A finding alone never makes a verdict good."""
    assert judge_code(code, "flicker").outcome in {"unusable", "unknown"}


@pytest.mark.parametrize(("egress", "outcome"), [("flicker", "unusable"), ("other", "unknown")])
def test_ip_not_allowed(egress: Any, outcome: str) -> None:
    """A refused address counts against the key only if it was Flicker's own."""
    assert outcome == judge_code("ip-not-allowed", egress).outcome
