"""The practice accounts show every finding that OKX can cause."""

from __future__ import annotations

import re

from tests.core.cases import GOOD
from tests.tables import over
from validator.core import FINDINGS, inspect, judge
from validator.core.facts import FLICKER_ADDRESSES, SITE_NAMES
from validator.core.practice import ACCOUNTS, is_practice


def test_account_for_finding() -> None:
    """Every finding that OKX can cause has an account that shows it."""
    groups = {"permission", "binding", "refused", "not-answered"}
    caused = {code for code, row in FINDINGS.items() if row.group in groups}

    assert {account.shows for account in ACCOUNTS.values()} == caused


def test_account_for_site() -> None:
    """Every site has a key of its own."""
    assert {account.site for account in ACCOUNTS.values()} == set(SITE_NAMES)


@over(ACCOUNTS)
def test_account_shows_its_finding(name: str) -> None:
    """The answer about an account is judged to the finding that the account shows."""
    account = ACCOUNTS[name]

    assert account.shows in {finding.code for finding in judge(account.answer()).findings}


@over(ACCOUNTS)
def test_pasted(name: str) -> None:
    """The credentials of an account have no finding about their format."""
    pasted = ACCOUNTS[name].pasted

    inspection = inspect(pasted.api_key, pasted.secret_key, pasted.passphrase)

    assert (inspection.values, inspection.findings) == (pasted, ())


@over(ACCOUNTS)
def test_mistake(name: str) -> None:
    """The pasted values differ from those on file only in the named field."""
    account = ACCOUNTS[name]
    differing = [
        field
        for field in ("api_key", "secret_key", "passphrase")
        if getattr(account.pasted, field) != getattr(account.known, field)
    ]

    assert differing == ([] if account.mistake is None else [account.mistake])


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
    """The `repr` of an account does not contain its credentials."""
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
