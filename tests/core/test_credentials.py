"""The format rules find what is wrong or unusual about three values."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.core.cases import GOOD, rows
from tests.tables import over
from validator.core import Credentials, check_format, inspect
from validator.core.facts import CREDENTIAL_MAX_LENGTH
from validator.core.findings import FIELDS

#: Any text, lone surrogates included, and much of what the rules look for.
TEXTS = st.text(st.characters()) | st.text(
    st.sampled_from("aF0-*•xX \t\r\n\"'“”\u200b\u00a0\u202e\ud800é<>{}%$"), max_size=60
)

_ABOUT_CLEANING = {"edge-whitespace", "quoted-value", "repaired-value"}


def _codes(api_key: str, secret_key: str, passphrase: str) -> dict[str, set[str]]:
    found = defaultdict[str, set[str]](set)
    for finding in check_format(api_key, secret_key, passphrase):
        found[str(finding.field)].add(finding.code)
    return dict(found)


@rows("format")
def test_shared_vectors(row: dict[str, Any]) -> None:
    """The codes of the shared vectors are among the findings; no code means no finding."""
    found = check_format(row["api_key"], row["secret_key"], row["passphrase"])

    assert set(row["codes"]) <= {finding.code for finding in found}
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
    assert {finding.field for finding in found} <= set(FIELDS)


@given(TEXTS, TEXTS, TEXTS)
def test_values_stay(api_key: str, secret_key: str, passphrase: str) -> None:
    """A repaired value has nothing left to repair."""
    values = inspect(api_key, secret_key, passphrase).values
    again = inspect(values.api_key, values.secret_key, values.passphrase)

    assert values == again.values
    assert not {finding.code for finding in again.findings} & _ABOUT_CLEANING


@given(TEXTS, TEXTS, TEXTS)
def test_not_shown(api_key: str, secret_key: str, passphrase: str) -> None:
    """The `repr` of credentials is the same whatever they are."""
    shown = repr(Credentials(api_key, secret_key, passphrase)).split(" at 0x")[0]

    assert shown == repr(Credentials("", "", "")).split(" at 0x")[0]


@given(TEXTS, TEXTS, TEXTS)
def test_fits_headers(api_key: str, secret_key: str, passphrase: str) -> None:
    """Only API key and passphrase decide whether credentials fit into headers."""
    credentials = Credentials(api_key, secret_key, passphrase)
    expected = all(
        0 < len(value) <= CREDENTIAL_MAX_LENGTH and set(value) <= set(map(chr, range(32, 127)))
        for value in (credentials.api_key, credentials.passphrase)
    )

    assert expected == credentials.fits_headers()


def test_one_finding_per_field() -> None:
    """Each field has one finding, the most helpful one, in the order of the fields."""
    found = check_format(" ****\u200b* ", f" {GOOD['secret_key']}", "é")

    assert [finding.code for finding in found] == [
        "placeholder",
        "edge-whitespace",
        "passphrase-not-sendable",
    ]


@pytest.mark.slow
@over(
    ["a", "-", " ", '"', "'\"", '" ', "*", "x.", "your", "key", "{", "<", "%", "\n", "\u200b", "é"]
)
def test_megabytes(unit: str) -> None:
    """A megabyte in each field takes a moment, not minutes: no rule is worse than linear."""
    text = (unit * 1_000_000)[:1_000_000]
    begun = time.process_time()
    check_format(text, text, text)
    check_format(f"<{text}", f"{{{text}}}", f"your{text}")

    # Of this process alone, and ten times what it takes; a quadratic rule takes hundreds.
    assert time.process_time() - begun < 10
