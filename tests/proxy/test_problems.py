"""Problem documents have stable types."""

from __future__ import annotations

from validator.proxy.problems import (
    NGINX_PROBLEMS,
    PROBLEMS,
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
