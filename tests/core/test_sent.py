"""The list of sent requests shows no credential."""

from __future__ import annotations

import json
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.cases import GOOD
from tests.tables import over
from validator.core.facts import REQUEST_PATH, SITE_NAMES, SITES, SiteName
from validator.core.sent import describe

_SIGNATURE: Final = "A" * 43 + "="
_ROUTE: Final = ("help.example", "/api/okx/permissions")


def _body(**changed: str) -> str:
    return json.dumps(
        {
            "site": "global",
            "api_key": GOOD["api_key"],
            "passphrase": GOOD["passphrase"],
            "timestamp": "2026-09-01T12:00:00.250Z",
            "signature": _SIGNATURE,
        }
        | changed
    )


def test_describe_fields() -> None:
    """Only the ends of the API key are shown, and nothing of passphrase and signature."""
    body = _body()
    sent = describe("POST", _ROUTE, body, 200)

    assert {field.name: field.shown for field in sent.fields} == {
        "site": "global",
        "api_key": "5d2e…6f53",
        "passphrase": "•••",
        "timestamp": "2026-09-01T12:00:00.250Z",
        "signature": "•••",
    }
    assert (sent.method, sent.host, sent.path, sent.status) == ("POST", *_ROUTE, 200)
    assert sent.bytes == len(body)


@over(SITE_NAMES)
def test_describe_okx(site: SiteName) -> None:
    """Our proxy asks the API host of the site."""
    sent = describe("POST", _ROUTE, _body(site=site), None)

    assert sent.okx == f"GET {SITES[site].api_host}{REQUEST_PATH}"


@over(
    [
        (None, None, True),
        (200, None, True),
        (422, "/problems/field", False),
        (429, "/problems/limit", False),
        (503, "/problems/live-test-off", False),
        (503, "/problems/not-ready", True),
        (500, None, True),
        (502, None, True),
    ]
)
def test_describe_refused(status: int | None, problem: str | None, may_have_asked: bool) -> None:
    """OKX counts as not asked only if our proxy refused before asking."""
    sent = describe("POST", _ROUTE, _body(), status, problem)

    assert (sent.okx is not None) is may_have_asked


def test_describe_time() -> None:
    """A request for the time has no values, and our proxy answers it alone."""
    sent = describe("GET", ("help.example", "/api/time"), "", 200)

    assert (sent.bytes, sent.fields, sent.okx) == (0, (), None)


@pytest.mark.parametrize("api_key", ["short", "a" * 31, ""])
def test_describe_short_key(api_key: str) -> None:
    """A short key is masked whole, since its ends would reveal too much."""
    sent = describe("POST", _ROUTE, _body(api_key=api_key), 200)

    assert {field.name: field.shown for field in sent.fields}["api_key"] == "•••"


@given(st.text(), st.text(min_size=1))
def test_describe_masks_what_it_does_not_know(name: str, value: str) -> None:
    """An unknown field is masked too."""
    sent = describe("POST", _ROUTE, json.dumps({f"new {name}": value}), 200)

    assert [field.shown for field in sent.fields] == ["•••"]
