"""The OpenAPI document describes what the proxy really reads and writes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, get_args

import msgspec
import pytest

from validator.core.facts import CREDENTIAL_MAX_LENGTH
from validator.core.practice import ACCOUNTS
from validator.core.reply import Answer
from validator.proxy.openapi import document
from validator.proxy.problems import PROBLEMS

if TYPE_CHECKING:
    import httpx

    from tests.conftest import Body

_DOCUMENT = document(4096)
_SCHEMAS: dict[str, Any] = _DOCUMENT["components"]["schemas"]


def test_is_served(proxy: httpx.Client) -> None:
    """The document is at its address, as JSON."""
    response = proxy.get("/api/openapi.json")

    assert response.headers["Content-Type"] == "application/json"
    assert response.json() == json.loads(msgspec.json.encode(_DOCUMENT))


def test_names_every_kind_of_answer() -> None:
    """The union is closed and told apart by `kind`."""
    assert set(_SCHEMAS["Answer"]["discriminator"]["mapping"]) == {
        "permissions",
        "refused",
        "blocked",
        "busy",
        "rate-limited",
        "timeout",
        "unreadable",
    }
    assert len(_SCHEMAS["Answer"]["oneOf"]) == len(get_args(Answer))


def test_every_reference_leads_somewhere() -> None:
    """No schema is missing."""
    references = re.findall(r'"\$ref":\s*"([^"]*)"', json.dumps(_DOCUMENT))

    assert {one.removeprefix("#/components/schemas/") for one in references} <= set(_SCHEMAS)


def test_names_every_problem() -> None:
    """Each type of problem that a route has stands in its description."""
    routeless = {"/problems/not-found", "/problems/method-not-allowed"}
    text = json.dumps(_DOCUMENT)

    assert {one.type for one in PROBLEMS if one.type not in text} == routeless


def test_tells_the_limits_of_the_request() -> None:
    """The rules are in the document, from the type that applies them."""
    schema = _SCHEMAS["SignedRequest"]

    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == set(schema["properties"])
    assert schema["properties"]["api_key"]["maxLength"] == CREDENTIAL_MAX_LENGTH


@pytest.mark.parametrize("name", ["read-only", "frozen", "edge-block", "overloaded", "rate-limit"])
def test_answers_have_the_members_of_their_schema(
    name: str, proxy: httpx.Client, body: Body
) -> None:
    """What the proxy answers is what the document says of its kind."""
    answer = proxy.post("/api/okx/permissions", json=body(ACCOUNTS[name].pasted)).json()
    reference = _SCHEMAS["Answer"]["discriminator"]["mapping"][answer["kind"]]
    schema = _SCHEMAS[reference.rpartition("/")[2]]

    assert set(answer) == set(schema["required"])
    assert set(answer) == set(schema["properties"])
