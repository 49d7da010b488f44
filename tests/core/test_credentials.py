"""The format rules."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.core.cases import GOOD, rows
from validator.core import Credentials, check_format
from validator.core.credentials import FIELDS
from validator.core.facts import CREDENTIAL_MAX_LENGTH

#: Any text, lone surrogates included, and much of what the rules look for.
TEXTS = st.text(st.characters()) | st.text(
    st.sampled_from("aF0-*•xX \t\r\n\"'“”\u200b\u00a0\u202e\ud800é<>{}%$"), max_size=60
)


def _codes(api_key: str, secret_key: str, passphrase: str) -> dict[str, set[str]]:
    found = defaultdict[str, set[str]](set)
    for one in check_format(api_key, secret_key, passphrase):
        found[str(one.field)].add(one.code)
    return dict(found)


@rows("format")
def test_shared_vectors(row: dict[str, Any]) -> None:
    """The codes of the shared vectors are among the findings; none means none."""
    found = check_format(row["api_key"], row["secret_key"], row["passphrase"])

    assert set(row["codes"]) <= {one.code for one in found}
    assert row["codes"] or not found


@rows("values")
def test_vectors(row: dict[str, Any]) -> None:
    """Our vectors have exactly the findings that they name, field by field."""
    values = GOOD | {name: row[name] for name in FIELDS if name in row}

    assert {name: set(codes) for name, codes in row["expect"].items()} == _codes(**values)


@given(TEXTS, TEXTS, TEXTS)
@example("\ud800", "\ud800", "\ud800")
@example('"', "''", '""')
def test_any_text(api_key: str, secret_key: str, passphrase: str) -> None:
    """Any three texts have findings about fields, each once, all of them about the format."""
    found = check_format(api_key, secret_key, passphrase)

    assert len(set(found)) == len(found)
    assert {one.field for one in found} <= set(FIELDS)


@given(TEXTS, TEXTS, TEXTS)
def test_cleaned(api_key: str, secret_key: str, passphrase: str) -> None:
    """A cleaned value stays what it is, and nothing more is said of its edges."""
    pasted = Credentials(api_key, secret_key, passphrase)
    cleaned = pasted.cleaned()

    assert cleaned == cleaned.cleaned()
    values = cleaned.api_key, cleaned.secret_key, cleaned.passphrase
    codes = {one.code for one in check_format(*values)}
    assert not codes & {"edge-whitespace", "quoted-value"}


@given(TEXTS, TEXTS, TEXTS)
def test_cleaning_changes_no_verdict(api_key: str, secret_key: str, passphrase: str) -> None:
    """What is wrong with the cleaned values is wrong with the pasted ones, and the reverse."""
    about_cleaning = {"edge-whitespace", "quoted-value"}
    cleaned = Credentials(api_key, secret_key, passphrase).cleaned()
    before = check_format(api_key, secret_key, passphrase)
    after = check_format(cleaned.api_key, cleaned.secret_key, cleaned.passphrase)

    assert after == tuple(one for one in before if one.code not in about_cleaning)


@given(TEXTS, TEXTS, TEXTS)
def test_not_shown(api_key: str, secret_key: str, passphrase: str) -> None:
    """The `repr` of credentials is the same whatever they are."""
    shown = repr(Credentials(api_key, secret_key, passphrase)).split(" at 0x")[0]

    assert shown == repr(Credentials("", "", "")).split(" at 0x")[0]


@given(TEXTS, TEXTS, TEXTS)
def test_sendable(api_key: str, secret_key: str, passphrase: str) -> None:
    """What is called sendable can stand in a header, and the secret key plays no part in it."""
    credentials = Credentials(api_key, secret_key, passphrase).cleaned()
    expected = all(
        0 < len(value) <= CREDENTIAL_MAX_LENGTH and set(value) <= set(map(chr, range(32, 127)))
        for value in (credentials.api_key, credentials.passphrase)
    )

    assert expected == credentials.is_sendable()


def test_order() -> None:
    """Findings come field by field, errors first."""
    found = check_format(" ****\u200b* ", GOOD["secret_key"], "é")

    assert [one.code for one in found] == [
        "hidden-characters",
        "placeholder",
        "edge-whitespace",
        "api-key-shape",
        "passphrase-not-sendable",
        "passphrase-rules",
    ]


@pytest.mark.parametrize(
    "unit",
    ["a", "-", " ", '"', "'\"", '" ', "*", "x.", "your", "key", "{", "<", "%", "\n", "\u200b", "é"],
)
def test_megabytes(unit: str) -> None:
    """A megabyte in each field takes a moment, not minutes: no rule is worse than linear."""
    text = (unit * 1_000_000)[:1_000_000]
    begun = time.process_time()
    check_format(text, text, text)
    check_format(f"<{text}", f"{{{text}}}", f"your{text}")

    # Of this process alone, and ten times what it takes; a quadratic rule takes hundreds.
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    ("api_key", "is_sendable"),
    [
        ("5d2e9c14-7a3b-4f60-8c1d-92e7b04a6f53", True),
        ("5D2E9C14-7A3B-4F60-8C1D-92E7B04A6F53", True),
        ("an-unusual-key", True),
        ("B1B27C93D4E5F60718293A4B5C6D7E8F", False),
        ("5d2e9c14-7a3b-4f60-8c1d-92e7b04a6f53 B1B27C93D4E5F60718293A4B5C6D7E8F", False),
        ("ключ", False),
        ("", False),
    ],
)
def test_a_secret_in_the_api_key_is_not_sent(api_key: str, *, is_sendable: bool) -> None:
    """An API key in which a secret key stands, whichever, never leaves; an unusual one does."""
    credentials = Credentials(api_key, "A1B27C93D4E5F60718293A4B5C6D7E8F", "Sunny-day7")

    assert credentials.is_sendable() is is_sendable


@pytest.mark.parametrize(
    ("passphrase", "is_sendable"),
    [
        ("Sunny-day7", True),
        # Nothing tells such a passphrase of an old key from a secret.
        ("B1B27C93D4E5F60718293A4B5C6D7E8F", True),
        ("my B1B27C93D4E5F60718293A4B5C6D7E8F", False),
        ("B1B27C93D4E5F60718293A4B5C6D7E8F, Sunny-day7", False),
        ("Sunny-day7 of a long passphrase that an old key may have", True),
    ],
)
def test_a_secret_beside_a_passphrase_is_not_sent(passphrase: str, *, is_sendable: bool) -> None:
    """A passphrase with a secret key beside it, whichever, never leaves; a long one does."""
    credentials = Credentials(
        "5d2e9c14-7a3b-4f60-8c1d-92e7b04a6f53", "A1B27C93D4E5F60718293A4B5C6D7E8F", passphrase
    )

    assert credentials.is_sendable() is is_sendable
