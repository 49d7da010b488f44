"""`findings.json` and its schema."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from validator.core.findings import FINDINGS
from validator.publish import feed

if TYPE_CHECKING:
    from collections.abc import Callable

_ADDRESS = "https://example.org/help/"
_ROWS: dict[str, dict[str, Any]] = {row["code"]: row for row in json.loads(feed.findings(_ADDRESS))}
_SCHEMA: dict[str, Any] = json.loads(feed.schema(_ADDRESS))
_TYPES = {"array": list, "object": dict, "string": str}


def _errors(value: Any, schema: dict[str, Any], where: str = "") -> list[str]:
    """Return where a value breaks a schema, as far as our schema goes.

    Raises KeyError for a keyword that is not known here, so that none goes unchecked.
    """
    checks: dict[str, Callable[[Any], bool]] = {
        "$id": lambda _: True,
        "$schema": lambda said: said == "https://json-schema.org/draft/2020-12/schema",
        "description": lambda _: True,
        "enum": lambda allowed: value in allowed,
        "format": lambda name: name == "uri" and bool(urlsplit(value).scheme),
        "items": lambda _: True,
        "minItems": lambda least: len(value) >= least,
        "minLength": lambda least: len(value) >= least,
        "pattern": lambda pattern: re.search(pattern, value) is not None,
        "properties": lambda _: True,
        "required": lambda names: set(names) <= set(value),
        "title": lambda _: True,
        "type": lambda name: isinstance(value, _TYPES[name]),
        "uniqueItems": lambda said: not said or len(set(value)) == len(value),
    }
    found = [f"{where}: {word}" for word, said in schema.items() if not checks[word](said)]
    if isinstance(value, list):
        for number, item in enumerate(value):
            found += _errors(item, schema.get("items", {}), f"{where}/{number}")
    if isinstance(value, dict):
        for name in schema.get("properties", {}).keys() & value.keys():
            found += _errors(value[name], schema["properties"][name], f"{where}/{name}")
    return found


def test_it_holds_every_finding_in_order() -> None:
    """The feed has the findings of the table, in its order."""
    assert list(_ROWS) == list(FINDINGS)


@pytest.mark.parametrize("code", FINDINGS)
def test_a_row_is_the_finding(code: str) -> None:
    """A row says what the table says, and where to read on."""
    definition = FINDINGS[code]

    assert _ROWS[code] == {
        "code": code,
        "title": definition.title,
        "severity": definition.severity,
        "okx_codes": list(definition.okx_codes),
        "url": f"{_ADDRESS}okx/troubleshooting/#{code}",
        "fix": definition.fix,
        "reply": definition.reply,
    }


def test_it_keeps_to_its_schema() -> None:
    """The feed is valid by the schema that is published with it."""
    assert _errors(list(_ROWS.values()), _SCHEMA) == []
    assert _SCHEMA["$id"] == f"{_ADDRESS}findings.schema.json"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "Wrong Secret"),
        ("title", ""),
        ("severity", "fatal"),
        ("okx_codes", ["5011"]),
        ("okx_codes", ["50110", "50110"]),
        ("url", "okx/troubleshooting/"),
        ("fix", "one\ntwo"),
        ("reply", None),
    ],
)
def test_the_schema_refuses(field: str, value: Any) -> None:
    """The schema tells a row that is wrong."""
    row = _ROWS["wrong-secret"] | {field: value}

    try:
        errors = _errors([row], _SCHEMA)
    except TypeError:  # a keyword for text, applied to something else
        errors = [field]

    assert errors != []


@pytest.mark.parametrize("field", _SCHEMA["items"]["required"])
def test_the_schema_requires(field: str) -> None:
    """Each field must be there, and the schema describes it."""
    row = {name: value for name, value in _ROWS["wrong-secret"].items() if name != field}

    assert _errors([row], _SCHEMA) == ["/0: required"]
    assert _SCHEMA["items"]["properties"][field]["description"]
