"""Each practice account gets its verdict from the proxy in front of the fake exchange."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.proxy.serving import PATH
from validator.core.findings import FINDINGS, Group
from validator.core.practice import ACCOUNTS
from validator.core.reply import answer_from
from validator.core.verdict import judge

if TYPE_CHECKING:
    import httpx

    from tests.conftest import Body
    from validator.core.facts import Egress

_EXPECTED: dict[str, dict[Egress, dict[str, Any]]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "accounts.json").read_text("utf-8")
)
#: The groups of findings that OKX's replies lead to.
_GROUPS: set[Group] = {"permission", "binding", "refused", "not-answered"}


def test_every_account_has_its_expectation() -> None:
    """Every practice account has an expected verdict."""
    assert set(_EXPECTED) == set(ACCOUNTS)


def test_accounts_get_their_verdicts(
    proxy: httpx.Client, flicker_proxy: httpx.Client, body: Body
) -> None:
    """Each practice account's credentials lead to the verdict in the vectors."""

    def wrong(name: str, egress: Egress, client: httpx.Client) -> tuple[object, ...] | None:
        account = ACCOUNTS[name]
        expected = _EXPECTED[name].get(egress, _EXPECTED[name]["other"])
        response = client.post(PATH, json=body(account.pasted, account.site))
        answer = answer_from(response.json())
        verdict = judge(answer)
        codes = [finding.code for finding in verdict.findings]
        is_right = (
            (response.status_code, answer.site, answer.egress) == (200, account.site, egress)
            and verdict.outcome == expected["outcome"]
            and codes == expected["findings"]
        )
        return None if is_right else (name, egress, response.text, verdict.outcome, codes)

    clients: dict[Egress, httpx.Client] = {"other": proxy, "flicker": flicker_proxy}
    problems = [
        wrong(name, egress, client) for name in ACCOUNTS for egress, client in clients.items()
    ]

    assert [problem for problem in problems if problem] == []


def test_accounts_show_their_finding() -> None:
    """The finding that an account is meant to show is among its findings."""
    assert [
        name
        for name, account in ACCOUNTS.items()
        if account.shows not in _EXPECTED[name]["other"]["findings"]
    ] == []


def test_every_finding_that_okx_causes_has_an_account() -> None:
    """Every finding that OKX can cause is shown by an account."""
    shown = {code for expected in _EXPECTED.values() for code in expected["other"]["findings"]}

    assert [
        finding.code
        for finding in FINDINGS.values()
        if finding.group in _GROUPS and finding.code not in shown
    ] == []


def test_an_answer_holds_nothing_that_okx_wrote(proxy: httpx.Client, body: Body) -> None:
    """An answer contains only what a verdict needs of a reply."""
    response = proxy.post(PATH, json=body(ACCOUNTS["unknown-token"].pasted))

    assert response.json() == {
        "kind": "permissions",
        "site": "global",
        "egress": "other",
        "permissions": ["read_only", "other"],
        "ip_binding": "none",
        "account": "main",
    }
