"""The threat model covers every attacker and promise, and the tests that it names exist."""

from __future__ import annotations

import re
from typing import Final

from tests.docs.prose import names_of_tests
from tests.tables import over
from validator.publish.root import ROOT

_MODEL: Final = ROOT / "deploy" / "THREAT-MODEL.md"
_ATTACKERS: Final = (
    "The page",
    "The proxy",
    "The operator",
    "The network",
    "The supply chain",
    "A phishing copy",
)
_PROMISES: Final = "The eight promises"
_NAME: Final = re.compile(r"`([\w/]+\.py)::(\w+)`")


def _rows() -> dict[str, list[list[str]]]:
    """Return the rows of the table below each heading, as cells, without the table's head."""
    parts = re.split(r"^## (.*)\n", _MODEL.read_text("utf-8"), flags=re.MULTILINE)
    return {
        heading: [
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in text.splitlines()
            if line.startswith("| ")
        ][1:]
        for heading, text in zip(parts[1::2], parts[2::2], strict=True)
    }


@over(_ATTACKERS)
def test_every_attack_has_a_defense_and_a_test(attacker: str) -> None:
    """Each attack has a defense and at least one test, and no cell is empty."""
    rows = _rows()[attacker]

    assert rows
    for row in rows:
        assert len(row) == 3
        assert all(row)
        assert _NAME.search(row[2])


def test_every_promise_has_a_test() -> None:
    """Each of the design's eight promises has a mechanism, a test, and what can't be proved."""
    rows = _rows()[_PROMISES]

    assert [row[0].partition(". ")[0] for row in rows] == list("12345678")
    for row in rows:
        assert len(row) == 4
        assert all(row)
        assert _NAME.search(row[2])


@over(sorted(set(_NAME.findall(_MODEL.read_text("utf-8")))))
def test_named_test_exists(path: str, name: str) -> None:
    """Every test that the threat model names exists."""
    assert name in names_of_tests(path)


def test_names_of_tests_are_well_formed() -> None:
    """Everything with `::` is the name of a test, so that no misspelled name is overlooked."""
    text = _MODEL.read_text("utf-8")

    assert text.count("::") == len(_NAME.findall(text))
