"""What is no OKX value at all."""

from __future__ import annotations

from typing import Any

from tests.core.cases import GOOD, load
from validator.core.foreign import identify, recognize
from validator.core.foreign_shapes import Foreign


def test_vectors() -> None:
    """Each value is recognized by name in the fields that its vector names, and in no others."""
    problems: list[Any] = []
    for row in load("foreign"):
        for field, code in row["expect"].items():
            found = identify(field, row["value"])
            expected = None if code is None else Foreign(code, row["name"])
            if expected != (found and Foreign(found.code, found.name)):
                problems.append((row["why"], field, found))

    assert problems == []


def test_values_of_okx() -> None:
    """Values as OKX makes them are not foreign."""
    assert recognize("api_key", GOOD["api_key"]) is None
    assert recognize("passphrase", GOOD["passphrase"]) is None
