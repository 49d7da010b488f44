"""Problem documents have stable types."""

from __future__ import annotations

import json

from validator.proxy.problems import (
    INVALID_FIELD,
    NGINX_PROBLEMS,
    NOT_FOUND,
    PROBLEMS,
    refuse,
)


def test_types_never_change() -> None:
    """Types of problems are added, never renamed, since clients depend on them."""
    assert {problem.type: problem.status for problem in (*PROBLEMS, *NGINX_PROBLEMS)} == {
        "/problems/malformed-request": 400,
        "/problems/no-json": 400,
        "/problems/foreign-origin": 403,
        "/problems/not-found": 404,
        "/problems/method-not-allowed": 405,
        "/problems/body-too-long": 413,
        "/problems/unsupported-media-type": 415,
        "/problems/invalid-field": 422,
        "/problems/foreign-secret": 422,
        "/problems/invalid-body": 422,
        "/problems/too-many-requests": 429,
        "/problems/checker-busy": 429,
        "/problems/head-too-long": 431,
        "/problems/unexpected": 500,
        "/problems/live-test-off": 503,
        "/problems/not-ready": 503,
    }


def test_documents_follow_rfc_9457() -> None:
    """A problem's response has type, title, status and detail, and the media type of problems."""
    for problem in PROBLEMS:
        response = refuse(problem)

        assert response.status_code == problem.status
        assert response.media_type == "application/problem+json"
        assert json.loads(bytes(response.body)) == {
            "type": problem.type,
            "title": problem.title,
            "status": problem.status,
            "detail": problem.detail,
        }


def test_field_and_headers_go_with_a_problem() -> None:
    """A response names the invalid field and has additional headers."""
    named = refuse(INVALID_FIELD, field="timestamp")

    assert json.loads(bytes(named.body))["field"] == "timestamp"
    assert refuse(NOT_FOUND, headers={"Allow": "GET"}).headers["Allow"] == "GET"
