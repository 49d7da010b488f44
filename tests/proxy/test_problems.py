"""Problem documents have stable types of their own."""

from __future__ import annotations

import json

import pytest

from validator.proxy.problems import INVALID_FIELD, NOT_FOUND, PROBLEMS, Problem, respond


def test_types_are_these_for_ever() -> None:
    """Clients tell problems by their type: add, never rename."""
    assert {one.type: one.status for one in PROBLEMS} == {
        "/problems/malformed-request": 400,
        "/problems/no-json": 400,
        "/problems/foreign-origin": 403,
        "/problems/not-found": 404,
        "/problems/method-not-allowed": 405,
        "/problems/request-timeout": 408,
        "/problems/body-too-long": 413,
        "/problems/unsupported-media-type": 415,
        "/problems/invalid-field": 422,
        "/problems/invalid-body": 422,
        "/problems/too-many-requests": 429,
        "/problems/checker-busy": 429,
        "/problems/head-too-long": 431,
        "/problems/unexpected": 500,
        "/problems/live-test-off": 503,
        "/problems/not-ready": 503,
    }


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda one: one.type)
def test_a_document_is_as_rfc_9457_wants_it(problem: Problem) -> None:
    """Type, title, status and detail, with the media type of problems."""
    response = respond(problem)

    assert (response.status_code, response.media_type) == (
        problem.status,
        "application/problem+json",
    )
    assert json.loads(bytes(response.body)) == {
        "type": problem.type,
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
    }


def test_a_field_is_named() -> None:
    """The member `field` is there where a field is at fault."""
    response = respond(INVALID_FIELD, field="timestamp")

    assert json.loads(bytes(response.body))["field"] == "timestamp"


def test_headers_are_added() -> None:
    """Headers that belong to a problem go with it."""
    assert respond(NOT_FOUND, headers={"Allow": "GET"}).headers["Allow"] == "GET"
