"""The proxy's own errors as problem documents (RFC 9457); none repeats what a client sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

MEDIA_TYPE: Final = "application/problem+json"


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """A problem document; `type` tells one problem from the other, and is never renamed."""

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None


NO_JSON: Final = Problem(
    "/problems/no-json", "No JSON", 400, "The body cannot be read as JSON in UTF-8."
)
NOT_FOUND: Final = Problem("/problems/not-found", "Not found", 404, "Nothing is at this path.")
METHOD_NOT_ALLOWED: Final = Problem(
    "/problems/method-not-allowed",
    "Method not allowed",
    405,
    "The header Allow names the methods of this path.",
)
BODY_TOO_LONG: Final = Problem(
    "/problems/body-too-long", "Body too long", 413, "The body is longer than any request."
)
NOT_JSON_TYPE: Final = Problem(
    "/problems/unsupported-media-type",
    "Unsupported media type",
    415,
    "The header Content-Type must be application/json.",
)
INVALID_FIELD: Final = Problem(
    "/problems/invalid-field",
    "Invalid field",
    422,
    "The member that `field` names is missing or not as the API describes it.",
)
INVALID_BODY: Final = Problem(
    "/problems/invalid-body",
    "Invalid body",
    422,
    "The body must be one object with the members that the API describes, and no other.",
)
UNEXPECTED: Final = Problem(
    "/problems/unexpected",
    "Unexpected error",
    500,
    "The fault is ours; the header X-Request-Id helps us to find it.",
)
LIVE_TEST_OFF: Final = Problem(
    "/problems/live-test-off", "Live test off", 503, "The operator switched the live test off."
)

#: All of them, in the order of their status.
PROBLEMS: Final = (
    NO_JSON,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    BODY_TOO_LONG,
    NOT_JSON_TYPE,
    INVALID_FIELD,
    INVALID_BODY,
    UNEXPECTED,
    LIVE_TEST_OFF,
)


def respond(
    problem: Problem, *, field: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Return the response for a problem; `field` is the name of a member of ours."""
    document = msgspec.structs.replace(problem, field=field)
    return Response(msgspec.json.encode(document), problem.status, headers, MEDIA_TYPE)
