"""Schemathesis asks the running proxy what its own OpenAPI document says that it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import schemathesis
from hypothesis import HealthCheck, settings

from validator.proxy.openapi import document
from validator.proxy.settings import Settings

if TYPE_CHECKING:
    import httpx
    from schemathesis import Case

_SCHEMA = schemathesis.openapi.from_dict(document(Settings().body_max_bytes))


@_SCHEMA.parametrize()
@settings(
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_responses_are_as_documented(case: Case[Any], proxy: httpx.Client) -> None:
    """Whatever is sent, right or wrong: status, type, headers and body stand in the document."""
    if case.meta and case.meta.generation.mode.is_positive and isinstance(case.body, dict):
        # A pattern cannot tell that there is no 30 February.
        case.body["timestamp"] = "2026-11-23T10:00:00.000Z"
    case.call_and_validate(base_url=str(proxy.base_url))
