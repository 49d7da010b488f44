"""The practice accounts: at least one for every finding that OKX's side can cause."""

from __future__ import annotations

import re

from tests.core.cases import GOOD
from tests.tables import over
from validator.core import FINDINGS, inspect, judge, read_reply
from validator.core.facts import FLICKER_ADDRESSES, SITE_NAMES
from validator.core.practice import ACCOUNTS, is_practice

_OKX_CAUSES = [
    code
    for code, row in FINDINGS.items()
    if row.group in {"permission", "binding", "refused", "not-answered"}
]
_ANSWERED = [
    name
    for name, account in ACCOUNTS.items()
    if FINDINGS[account.shows].group in {"permission", "binding"}
]


@over(_OKX_CAUSES)
def test_account_for_finding(code: str) -> None:
    """Every finding that OKX can cause has an account that shows it."""
    assert code in {account.shows for account in ACCOUNTS.values()}


@over(SITE_NAMES)
def test_account_for_site(site: str) -> None:
    """Every site has a key of its own."""
    assert site in {account.site for account in ACCOUNTS.values()}


@over(ACCOUNTS)
def test_pasted(name: str) -> None:
    """The credentials of an account have no finding about their format."""
    pasted = ACCOUNTS[name].pasted

    inspection = inspect(pasted.api_key, pasted.secret_key, pasted.passphrase)

    assert (inspection.values, inspection.findings) == (pasted, ())


@over(ACCOUNTS)
def test_mistake(name: str) -> None:
    """The pasted values differ from those that the exchange knows only in the named field."""
    account = ACCOUNTS[name]
    differing = [
        field
        for field in ("api_key", "secret_key", "passphrase")
        if getattr(account.pasted, field) != getattr(account.known, field)
    ]

    assert differing == ([] if account.mistake is None else [account.mistake])


@over(_ANSWERED)
def test_configuration(name: str) -> None:
    """An account that OKX answers for is judged to the finding that it shows."""
    account = ACCOUNTS[name]
    verdict = judge(read_reply(200, account.configuration(), account.site))

    assert account.shows in {finding.code for finding in verdict.findings}


@over([name for name, account in ACCOUNTS.items() if account.okx_code])
def test_okx_code(name: str) -> None:
    """An account that OKX refuses with a code is judged to the finding that it shows."""
    account = ACCOUNTS[name]
    verdict = judge(
        read_reply(401, b'{"code":"%s"}' % str(account.okx_code).encode(), account.site)
    )

    assert [account.shows] == [finding.code for finding in verdict.findings]


def test_accounts_are_distinct() -> None:
    """No two accounts share a number, a name or an API key."""
    accounts = ACCOUNTS.values()

    assert len({account.number for account in accounts}) == len(accounts)
    assert len({account.known.api_key for account in accounts}) == len(accounts)
    assert all(name == account.name for name, account in ACCOUNTS.items())


def test_addresses_are_reserved() -> None:
    """An address in the table is Flicker's or reserved for documentation."""
    listed = {ip for account in ACCOUNTS.values() for ip in re.split("[,-]", account.ip) if ip}

    assert listed <= {*FLICKER_ADDRESSES, "203.0.113.9", "2001:db8::/32"}


def test_not_shown() -> None:
    """The table has credentials, the `repr` of an account does not."""
    account = ACCOUNTS["read-only"]

    assert account.pasted.secret_key not in repr(account)


@over(ACCOUNTS)
def test_is_practice(name: str) -> None:
    """Every practice key is recognized, in any letter case."""
    assert is_practice(ACCOUNTS[name].pasted.api_key)
    assert is_practice(ACCOUNTS[name].pasted.api_key.upper())


@over(["", "f11c4e80", GOOD["api_key"], "f11c4e80-0000-4000-9000-01"])
def test_is_not_practice(api_key: str) -> None:
    """No other key counts as a practice key."""
    assert not is_practice(api_key)
