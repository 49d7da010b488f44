"""Describes what a check has sent: every field by name, no credential by value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from validator.core.facts import METHOD, REQUEST_PATH, SITE_NAMES, SITES
from validator.core.reply import parse_object

#: Fields that reveal nothing about the user; every other field is masked.
_SHOWN_WHOLE: Final = frozenset({"site", "timestamp"})
#: How many characters at either end of an API key are shown, so that users recognize it.
_EDGE: Final = 4
#: Shorter keys are masked whole, since their ends would reveal too much (our choice).
_EDGES_MIN_LENGTH: Final = 32
_MASK: Final = "•••"


@dataclass(frozen=True, slots=True)
class SentField:
    """A field of a request, with what may be shown of its value."""

    name: str
    shown: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that left the browser.

    `bytes` is the size of its body, `okx` the request that our proxy makes to OKX for it, if any;
    `status` is None if there was no response.
    """

    method: str
    host: str
    path: str
    bytes: int
    fields: tuple[SentField, ...]
    okx: str | None
    status: int | None


def describe(
    method: str,
    address: tuple[str, str],
    body: str,
    status: int | None,
    problem: str | None = None,
) -> Sent:
    """Describe a request to our proxy; `address` is its host and path.

    `status` and `problem`, the type of a problem document, are those of the response, if any.
    """
    members = parse_object(body)
    site = members.get("site")
    host, path = address
    return Sent(
        method=method,
        host=host,
        path=path,
        bytes=len(body.encode()),
        fields=tuple(SentField(name, mask(name, str(value))) for name, value in members.items()),
        okx=f"{METHOD} {SITES[site].api_host}{REQUEST_PATH}"
        if site in SITE_NAMES and _may_have_asked(status, problem)
        else None,
        status=status,
    )


def _may_have_asked(status: int | None, problem: str | None) -> bool:
    # The proxy refuses with these before it asks OKX; any other failure may come after the call.
    is_refused = status is not None and 400 <= status < 500
    return not is_refused and not (problem or "").endswith("live-test-off")


def mask(name: str, value: str) -> str:
    """Return what may be shown of a field's value."""
    if name in _SHOWN_WHOLE:
        return value
    if name == "api_key" and len(value) >= _EDGES_MIN_LENGTH:
        return f"{value[:_EDGE]}…{value[-_EDGE:]}"
    return _MASK
