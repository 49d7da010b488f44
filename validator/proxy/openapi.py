"""The OpenAPI 3.1 document of the proxy, derived from the types that it reads and writes."""

from __future__ import annotations

from typing import Any, Final, get_args

import msgspec

from validator.core.reply import Answer
from validator.proxy import problems
from validator.proxy.requests import SignedRequest

_REFERENCE: Final = "#/components/schemas/{name}"
_ANSWERS: Final = get_args(Answer)
_REQUEST_ID: Final = {
    "X-Request-Id": {
        "description": "Made anew for each response; support asks for it.",
        "schema": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
    }
}
_RETRY_AFTER: Final = {
    "Retry-After": {
        "description": "In how many seconds to try again.",
        "schema": {"type": "string", "pattern": "^[1-9][0-9]*$"},
    }
}
#: What every path may answer with.
_ANYWHERE: Final = (
    problems.MALFORMED,
    problems.FOREIGN_ORIGIN,
    problems.REQUEST_TIMEOUT,
    problems.HEAD_TOO_LONG,
    problems.UNEXPECTED,
    problems.NOT_READY,
)


def document(body_max_bytes: int) -> dict[str, Any]:
    """Return the document; `body_max_bytes` is the longest body that is read."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Flicker's OKX key checker",
            "version": "1",
            "description": "Asks OKX what an API key may do; stores and logs no credential.",
        },
        "paths": {
            "/api/okx/permissions": {
                "post": {
                    "operationId": "askPermissions",
                    "summary": "Ask OKX what a key may do",
                    "requestBody": {
                        "required": True,
                        "description": f"At most {body_max_bytes} bytes.",
                        "content": {"application/json": {"schema": _reference("SignedRequest")}},
                    },
                    "responses": {
                        "200": _response("What came of asking OKX.", _reference("Answer")),
                        **_problems(
                            problems.NO_JSON,
                            problems.BODY_TOO_LONG,
                            problems.NOT_JSON_TYPE,
                            problems.INVALID_FIELD,
                            problems.INVALID_BODY,
                            problems.TOO_MANY_REQUESTS,
                            problems.CHECKER_BUSY,
                            problems.LIVE_TEST_OFF,
                        ),
                    },
                }
            },
            "/api/time": _get("tellTime", "The server's time", {"now": {"type": "string"}}),
            "/api/health": _get(
                "tellHealth", "Whether the server runs", {"status": {"const": "ok"}}
            ),
            "/api/ready": _get(
                "tellReady",
                "Whether the server should get requests",
                {"status": {"const": "ready"}},
            ),
            "/api/openapi.json": _get("describe", "This document", {}),
        },
        "components": {"schemas": _schemas()},
    }


def _schemas() -> dict[str, Any]:
    _, schemas = msgspec.json.schema_components(
        (SignedRequest, problems.Problem, *_ANSWERS), ref_template=_REFERENCE
    )
    for answer in _ANSWERS:
        # All members always come, also those that have a default where they are made.
        schema = schemas[answer.__name__]
        schema["required"] = list(schema["properties"])
    schemas["Answer"] = {
        "oneOf": [_reference(answer.__name__) for answer in _ANSWERS],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {
                schemas[answer.__name__]["properties"]["kind"]["enum"][0]: _REFERENCE.format(
                    name=answer.__name__
                )
                for answer in _ANSWERS
            },
        },
    }
    return schemas


def _get(operation_id: str, summary: str, properties: dict[str, Any]) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return {
        "get": {
            "operationId": operation_id,
            "summary": summary,
            "responses": {
                "200": _response(f"{summary}.", schema),
                **_problems(),
            },
        }
    }


def _problems(*listed: problems.Problem) -> dict[str, Any]:
    """Return one response for each status, with the types of the problems that have it."""
    possible = (*listed, *_ANYWHERE)
    responses = {
        str(status): _response(
            " ".join(f"`{one.type}`: {one.detail}" for one in possible if one.status == status),
            _reference("Problem"),
            problems.MEDIA_TYPE,
        )
        for status in sorted({one.status for one in possible})
    }
    if "429" in responses:
        responses["429"]["headers"] = _REQUEST_ID | _RETRY_AFTER
    return responses


def _response(
    description: str, schema: dict[str, Any], media_type: str = "application/json"
) -> dict[str, Any]:
    return {
        "description": description,
        "headers": _REQUEST_ID,
        "content": {media_type: {"schema": schema}},
    }


def _reference(name: str) -> dict[str, str]:
    return {"$ref": _REFERENCE.format(name=name)}
