"""The OpenAPI document describes the proxy's real requests and responses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import msgspec
import schemathesis
from hypothesis import HealthCheck, settings

import validator.proxy
from validator.core.facts import SITE_NAMES
from validator.core.reply import Answer
from validator.proxy.problems import NGINX_PROBLEMS, PROBLEMS
from validator.proxy.requests import BODY_MAX_BYTES, SignedRequest

if TYPE_CHECKING:
    import httpx
    from schemathesis import Case

_TEXT = Path(validator.proxy.__file__).with_name("openapi.json").read_text("utf-8")
_DOCUMENT: dict[str, Any] = json.loads(_TEXT)
_SCHEMAS: dict[str, Any] = _DOCUMENT["components"]["schemas"]
_SCHEMA = schemathesis.openapi.from_dict(_DOCUMENT)


@_SCHEMA.parametrize()
@settings(
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_responses_are_as_documented(case: Case[Any], proxy: httpx.Client) -> None:
    """Every response to generated requests has a documented status, type, headers and body."""
    if case.meta and case.meta.generation.mode.is_positive and isinstance(case.body, dict):
        # A pattern cannot exclude 30 February or foreign secrets.
        case.body |= {"timestamp": "2026-11-23T10:00:00.000Z", "passphrase": "Practice-01"}
        case.body["api_key"] = "f11c4e80-0000-4000-8000-000000000001"
    case.call_and_validate(base_url=str(proxy.base_url))


def test_document_is_served(proxy: httpx.Client) -> None:
    """The document is served as JSON."""
    response = proxy.get("/api/openapi.json")

    assert response.headers["Content-Type"] == "application/json"
    assert response.json() == _DOCUMENT


def test_document_lists_every_problem() -> None:
    """The document lists every problem, including those of nginx."""
    types = _SCHEMAS["Problem"]["properties"]["type"]["enum"]

    assert sorted(types) == sorted(problem.type for problem in (*PROBLEMS, *NGINX_PROBLEMS))


def test_request_schema_is_the_parser_s() -> None:
    """Members, patterns and lengths in the document are those of the parser."""
    _, schemas = msgspec.json.schema_components([SignedRequest], ref_template="{name}")
    read, described = schemas["SignedRequest"], _SCHEMAS["SignedRequest"]
    sites = read["properties"].pop("site")["enum"]
    rules = {
        name: {rule: value for rule, value in member.items() if rule != "minLength"}
        for name, member in described["properties"].items()
        if name != "site"
    }

    assert rules == read["properties"]
    assert described["additionalProperties"] is False
    assert described["required"] == read["required"]
    assert sorted(sites) == sorted(_SCHEMAS["Site"]["enum"]) == sorted(SITE_NAMES)
    assert f"At most {BODY_MAX_BYTES} bytes." in _TEXT


def test_every_answer_has_its_schema() -> None:
    """The document's closed union has the kinds and members of the Answer types."""
    described = {}
    for reference in _SCHEMAS["Answer"]["oneOf"]:
        schema = _SCHEMAS[reference["$ref"].rpartition("/")[2]]
        kind = schema["properties"]["kind"]
        assert schema["additionalProperties"] is False
        for name in kind.get("enum", [kind.get("const")]):
            described[name] = sorted(schema["required"])
    written = {
        get_args(get_type_hints(answer)["kind"])[0]: sorted(get_type_hints(answer))
        for answer in get_args(Answer)
    }

    assert described == written
