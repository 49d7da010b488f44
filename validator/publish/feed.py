"""`findings.json`: the table of findings for other programs, and the schema that describes it."""

from __future__ import annotations

import json
from typing import Any, Final, get_args

from validator.core.findings import FINDINGS, Severity
from validator.publish import links

FILE: Final = "findings.json"
SCHEMA_FILE: Final = "findings.schema.json"

_LINE: Final = {"type": "string", "minLength": 1, "pattern": r"^[^\n]*$"}
#: The fields of a finding. Fields may be added, so the schema does not forbid others.
_FIELDS: Final[dict[str, dict[str, Any]]] = {
    "code": {
        "type": "string",
        "pattern": "^[a-z]+(-[a-z]+)*$",
        "description": "The name of the finding; it never changes.",
    },
    "title": _LINE | {"description": "What is so."},
    "severity": {"enum": list(get_args(Severity)), "description": "How grave it is."},
    "okx_codes": {
        "type": "array",
        "items": {"type": "string", "pattern": "^[0-9]{5}$"},
        "uniqueItems": True,
        "description": "The codes of OKX's that mean this.",
    },
    "url": {"type": "string", "format": "uri", "description": "The section about it."},
    "fix": _LINE | {"description": "What to do, in one sentence."},
    "reply": _LINE | {"description": "What support can send to a customer as it stands."},
}


def findings(site_url: str) -> str:
    """Return every finding, in the order of the troubleshooting page, as JSON."""
    return _text(
        [
            {
                "code": row.code,
                "title": row.title,
                "severity": row.severity,
                "okx_codes": row.okx_codes,
                "url": links.section(site_url, row.code),
                "fix": row.fix,
                "reply": row.reply,
            }
            for row in FINDINGS.values()
        ]
    )


def schema(site_url: str) -> str:
    """Return the JSON Schema of the findings."""
    return _text(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"{site_url.rstrip('/')}/{SCHEMA_FILE}",
            "title": "Findings of the key checker",
            "type": "array",
            "minItems": 1,
            "items": {"type": "object", "required": list(_FIELDS), "properties": _FIELDS},
        }
    )


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
