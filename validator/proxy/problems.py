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

    @property
    def name(self) -> str:
        """The last part of the type."""
        return self.type.rpartition("/")[2]


MALFORMED: Final = Problem(
    "/problems/malformed-request",
    "Malformed request",
    400,
    "This is no request of HTTP/1.1 as the server reads it.",
)
NO_JSON: Final = Problem(
    "/problems/no-json", "No JSON", 400, "The body cannot be read as JSON in UTF-8."
)
FOREIGN_ORIGIN: Final = Problem(
    "/problems/foreign-origin",
    "Foreign origin",
    403,
    "Pages of other sites may not ask; the help center's own may.",
)
NOT_FOUND: Final = Problem("/problems/not-found", "Not found", 404, "Nothing is at this path.")
METHOD_NOT_ALLOWED: Final = Problem(
    "/problems/method-not-allowed",
    "Method not allowed",
    405,
    "The header Allow names the methods of this path.",
)
REQUEST_TIMEOUT: Final = Problem(
    "/problems/request-timeout",
    "Request timeout",
    408,
    "The request did not arrive whole in time.",
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
TOO_MANY_REQUESTS: Final = Problem(
    "/problems/too-many-requests",
    "Too many requests",
    429,
    "You, or somebody with the same key, asked too often; the header Retry-After tells when to.",
)
CHECKER_BUSY: Final = Problem(
    "/problems/checker-busy",
    "Checker busy",
    429,
    "All who ask share what OKX may be asked; the header Retry-After tells when to try again.",
)
HEAD_TOO_LONG: Final = Problem(
    "/problems/head-too-long", "Head too long", 431, "The headers are longer than any request's."
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
NOT_READY: Final = Problem(
    "/problems/not-ready", "Not ready", 503, "The proxy is starting, or about to end."
)

#: All of them, in the order of their status.
PROBLEMS: Final = (
    MALFORMED,
    NO_JSON,
    FOREIGN_ORIGIN,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    REQUEST_TIMEOUT,
    BODY_TOO_LONG,
    NOT_JSON_TYPE,
    INVALID_FIELD,
    INVALID_BODY,
    TOO_MANY_REQUESTS,
    CHECKER_BUSY,
    HEAD_TOO_LONG,
    UNEXPECTED,
    LIVE_TEST_OFF,
    NOT_READY,
)


def respond(
    problem: Problem, *, field: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Return the response for a problem; `field` is the name of a member of ours."""
    document = msgspec.structs.replace(problem, field=field)
    return Response(msgspec.json.encode(document), problem.status, headers, MEDIA_TYPE)
