"""The proxy's own errors as problem documents (RFC 9457); none repeats a client's input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from starlette.responses import Response
from structlog.contextvars import bind_contextvars

if TYPE_CHECKING:
    from collections.abc import Mapping

MEDIA_TYPE: Final = "application/problem+json"


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """A problem document; its `type` identifies the problem and is never renamed."""

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None

    @property
    def name(self) -> str:
        """Return the last part of the type."""
        return self.type.rpartition("/")[2]


def _problem(name: str, status: int, detail: str) -> Problem:
    title = name.replace("-", " ").capitalize().replace("json", "JSON")
    return Problem(f"/problems/{name}", title, status, detail)


NO_JSON: Final = _problem("no-json", 400, "The body cannot be read as JSON in UTF-8.")
FOREIGN_ORIGIN: Final = _problem("foreign-origin", 403, "Pages of other sites may not ask.")
NOT_FOUND: Final = _problem("not-found", 404, "Nothing is at this path.")
METHOD_NOT_ALLOWED: Final = _problem("method-not-allowed", 405, "The header Allow names others.")
BODY_TOO_LONG: Final = _problem("body-too-long", 413, "The body is longer than any request.")
UNSUPPORTED_MEDIA_TYPE: Final = _problem(
    "unsupported-media-type", 415, "The header Content-Type must be application/json."
)
INVALID_FIELD: Final = _problem(
    "invalid-field", 422, "The member that `field` names is missing or not as the API describes it."
)
FOREIGN_SECRET: Final = _problem(
    "foreign-secret", 422, "The member that `field` names is no value of OKX's; it was not sent on."
)
INVALID_BODY: Final = _problem(
    "invalid-body", 422, "The body must be an object with the members that the API describes."
)
TOO_MANY_REQUESTS: Final = _problem(
    "too-many-requests", 429, "This client or key asked too often; Retry-After says when to ask."
)
CHECKER_BUSY: Final = _problem(
    "checker-busy", 429, "Everyone shares what OKX may be asked; Retry-After says when to ask."
)
UNEXPECTED: Final = _problem("unexpected", 500, "The fault is ours; support needs X-Request-Id.")
LIVE_TEST_OFF: Final = _problem("live-test-off", 503, "The operator switched the live test off.")
NOT_READY: Final = _problem("not-ready", 503, "The proxy is starting, or about to end.")

#: All problems of the proxy itself.
PROBLEMS: Final = tuple(value for value in [*globals().values()] if isinstance(value, Problem))
#: Returned by nginx in front of the proxy (`deploy/nginx.conf`).
NGINX_PROBLEMS: Final = (
    _problem("malformed-request", 400, "The request is not valid HTTP/1.1."),
    _problem("head-too-long", 431, "The request headers are too large."),
)


def refuse(
    problem: Problem, *, field: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Return the response for a problem and log its name; `field` is a name, never a value."""
    bind_contextvars(kind=None, problem=problem.name)
    document = msgspec.structs.replace(problem, field=field)
    return Response(msgspec.json.encode(document), problem.status, headers, MEDIA_TYPE)
