"""The threat model covers every attacker and every promise, and the tests that it names exist."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Final

from tests.tables import over

_TESTS: Final = Path(__file__).parents[1]
_MODEL: Final = _TESTS.parent / "deploy" / "THREAT-MODEL.md"
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
    """Return the cells of each row of the table below each heading, without its head."""
    parts = re.split(r"^## (.*)\n", _MODEL.read_text("utf-8"), flags=re.MULTILINE)
    return {
        heading: [
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in text.splitlines()
            if line.startswith("| ")
        ][1:]
        for heading, text in zip(parts[1::2], parts[2::2], strict=True)
    }


@cache
def _tests_of(path: str) -> frozenset[str]:
    """Return the names of the tests in a file, which pytest would collect."""
    tree = ast.parse((_TESTS / path).read_text("utf-8"))
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    return frozenset(node.name for node in functions if node.name.startswith("test_"))


@over(_ATTACKERS)
def test_every_attack_has_what_stops_it_and_a_test(attacker: str) -> None:
    """No cell is empty, and the last one names a test."""
    rows = _rows()[attacker]

    assert rows
    for row in rows:
        assert len(row) == 3
        assert all(row)
        assert _NAME.search(row[2])


def test_every_promise_is_there() -> None:
    """Each of the design's eight has its mechanism, its test, and what remains unproven."""
    rows = _rows()[_PROMISES]

    assert [row[0][:2] for row in rows] == [f"{number}." for number in range(1, 9)]
    for row in rows:
        assert len(row) == 4
        assert all(row)
        assert _NAME.search(row[2])


@over(sorted(set(_NAME.findall(_MODEL.read_text("utf-8")))))
def test_what_it_names_exists(path: str, name: str) -> None:
    """Each test that is named can be run by that name."""
    assert name in _tests_of(path)


def test_nothing_else_is_named_like_a_test() -> None:
    """A name with a typing error is not passed over: whatever holds `::` is a test's name."""
    text = _MODEL.read_text("utf-8")

    assert text.count("::") == len(_NAME.findall(text))
