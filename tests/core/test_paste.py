"""What people paste, and the values that come of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tests.core.cases import load
from validator.core import inspect


def _problem(row: dict[str, Any]) -> str:
    pasted = row["pasted"]
    inspection = inspect(pasted["api_key"], pasted["secret_key"], pasted["passphrase"])
    codes = {found.code for found in inspection.findings}
    problems = [
        name
        for name, is_wrong in (
            ("values", asdict(inspection.values) != row.get("values", asdict(inspection.values))),
            ("sendable", inspection.sendable != row.get("sendable", inspection.sendable)),
            ("has", not set(row.get("has", ())) <= codes),
            ("lacks", bool(set(row.get("lacks", ())) & codes)),
            ("any_of", "any_of" in row and not set(row["any_of"]) & codes),
        )
        if is_wrong
    ]
    return f"{row['why']}: {', '.join(problems)}" if problems else ""


def test_shared_vectors() -> None:
    """Each paste of the shared vectors comes out as they say."""
    assert [problem for row in load("pastes") if (problem := _problem(row))] == []
