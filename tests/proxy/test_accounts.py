"""Each practice account gets its verdict over real HTTP, in front of the running fake exchange."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest

from validator.core.facts import Egress
from validator.core.findings import FINDINGS, Group
from validator.core.practice import ACCOUNTS
from validator.core.reply import answer_from
from validator.core.verdict import judge

if TYPE_CHECKING:
    import httpx

    from tests.conftest import Body

_PATH = "/api/okx/permissions"
_EXPECTED: dict[str, dict[Egress, dict[str, Any]]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "accounts.json").read_text("utf-8")
)
#: What OKX's side can cause.
_GROUPS: set[Group] = {"permission", "binding", "refused", "not-answered"}


def test_every_account_has_its_expectation() -> None:
    """An account that nobody wrote an expectation for fails here by name."""
    assert set(_EXPECTED) == set(ACCOUNTS)


@pytest.mark.parametrize("egress", get_args(Egress))
@pytest.mark.parametrize("name", ACCOUNTS)
def test_accounts_get_their_verdicts(
    name: str, egress: Egress, body: Body, request: pytest.FixtureRequest
) -> None:
    """What each practice account's credentials lead to is as written down by hand."""
    client: httpx.Client = request.getfixturevalue(
        {"other": "proxy", "flicker": "flicker_proxy"}[egress]
    )
    account = ACCOUNTS[name]
    expected = _EXPECTED[name].get(egress, _EXPECTED[name]["other"])

    response = client.post(_PATH, json=body(account.pasted, account.site))
    answer = answer_from(response.json())
    verdict = judge(answer)

    assert (response.status_code, answer.site, answer.egress) == (200, account.site, egress)
    assert verdict.outcome == expected["outcome"]
    assert [one.code for one in verdict.findings] == expected["findings"]


@pytest.mark.parametrize("name", ACCOUNTS)
def test_accounts_show_what_they_are_there_for(name: str) -> None:
    """The finding that an account is there for is among its findings."""
    assert ACCOUNTS[name].shows in _EXPECTED[name]["other"]["findings"]


@pytest.mark.parametrize("code", [one.code for one in FINDINGS.values() if one.group in _GROUPS])
def test_every_finding_of_okx_s_side_has_an_account(code: str) -> None:
    """A finding that no account leads to fails here by name."""
    assert any(code in expected["other"]["findings"] for expected in _EXPECTED.values())


def test_an_answer_holds_nothing_that_okx_wrote(proxy: httpx.Client, body: Body) -> None:
    """Of OKX's reply no more comes back than a verdict needs."""
    response = proxy.post(_PATH, json=body(ACCOUNTS["unknown-token"].pasted))

    assert response.json() == {
        "kind": "permissions",
        "site": "global",
        "egress": "other",
        "permissions": ["read_only", "other"],
        "ip_binding": "none",
        "account": "main",
    }


def test_a_key_of_another_site_is_unknown(proxy: httpx.Client, body: Body) -> None:
    """The site decides which of OKX's hosts is asked."""
    response = proxy.post(_PATH, json=body(ACCOUNTS["eea"].pasted, "us"))

    assert response.json() == {
        "kind": "refused",
        "site": "us",
        "egress": "other",
        "okx_code": "50119",
    }
