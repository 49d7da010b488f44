"""The OpenAPI document describes what the proxy really reads and writes."""

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
    """Whatever is sent, right or wrong: status, type, headers and body stand in the document."""
    if case.meta and case.meta.generation.mode.is_positive and isinstance(case.body, dict):
        # A pattern cannot tell that there is no 30 February, and what is a foreign secret.
        case.body |= {"timestamp": "2026-11-23T10:00:00.000Z", "passphrase": "Practice-01"}
        case.body["api_key"] = "f11c4e80-0000-4000-8000-000000000001"
    case.call_and_validate(base_url=str(proxy.base_url))


def test_is_served(proxy: httpx.Client) -> None:
    """The document is at its address, as JSON."""
    response = proxy.get("/api/openapi.json")

    assert response.headers["Content-Type"] == "application/json"
    assert response.json() == _DOCUMENT


def test_names_every_problem() -> None:
    """Those of nginx, which stands in front, are among them."""
    types = _SCHEMAS["Problem"]["properties"]["type"]["enum"]

    assert sorted(types) == sorted(problem.type for problem in (*PROBLEMS, *NGINX_PROBLEMS))


def test_the_request_is_the_one_that_is_read() -> None:
    """Members, patterns and lengths are those of the type that applies them."""
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
    """The union is closed: kinds and members are those of the types that are written."""
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
