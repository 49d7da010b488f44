"""`findings.json` has every finding and conforms to its schema."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from validator.core.findings import FINDINGS
from validator.publish import feed

_ADDRESS = "https://example.org/help/"
_ROWS: list[dict[str, Any]] = json.loads(feed.findings(_ADDRESS))
_SCHEMA: dict[str, Any] = json.loads(feed.schema(_ADDRESS))
_VALIDATOR = Draft202012Validator(_SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _feed(**changes: Any) -> list[dict[str, Any]]:
    (row,) = (row for row in _ROWS if row["code"] == "wrong-secret")
    return [row | changes]


def test_the_feed_is_the_table() -> None:
    """The feed has the findings of the table in order, with the addresses of their sections."""
    assert [
        {
            "code": code,
            "title": row.title,
            "severity": row.severity,
            "okx_codes": list(row.okx_codes),
            "url": f"{_ADDRESS}okx/troubleshooting/#{code}",
            "fix": row.fix,
            "reply": row.reply,
        }
        for code, row in FINDINGS.items()
    ] == _ROWS


def test_the_feed_keeps_to_its_schema() -> None:
    """The feed conforms to the published schema, which is itself valid."""
    Draft202012Validator.check_schema(_SCHEMA)

    assert [error.message for error in _VALIDATOR.iter_errors(_ROWS)] == []
    assert _SCHEMA["$id"] == f"{_ADDRESS}findings.schema.json"
    assert _SCHEMA["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "Wrong Secret"),
        ("title", ""),
        ("severity", "fatal"),
        ("okx_codes", ["5011"]),
        ("okx_codes", ["50110", "50110"]),
        ("url", 1),
        ("fix", "one\ntwo"),
        ("reply", None),
    ],
)
def test_the_schema_refuses_a_wrong_row(field: str, value: Any) -> None:
    """A row with an invalid value is not valid, and additional fields are."""
    assert not _VALIDATOR.is_valid(_feed(**{field: value}))
    assert _VALIDATOR.is_valid(_feed(added=1))


def test_the_schema_requires_every_field() -> None:
    """The schema requires and describes each field."""
    items = _SCHEMA["items"]

    assert items["required"] == list(_ROWS[0])
    for field in items["required"]:
        (row,) = _feed()
        del row[field]
        assert not _VALIDATOR.is_valid([row])
        assert items["properties"][field]["description"]
