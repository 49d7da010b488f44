"""The body of a request is taken only if every member is as the contract says."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.core.facts import CREDENTIAL_MAX_LENGTH, SITE_NAMES
from validator.proxy.requests import Rejected, SignedRequest, read_request

_VALID = {
    "site": "global",
    "api_key": "f11c4e80-0000-4000-8000-000000000001",
    "passphrase": "Practice-01",
    "timestamp": "2020-12-08T09:08:57.715Z",
    "signature": "pFhLd3HQUnXCqC1ydO1JtJ1mAVlzqC3FHaC5H1yUuQ8=",
}


def _read(**changed: object) -> SignedRequest | Rejected:
    return read_request(json.dumps(_VALID | changed).encode())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("site", name) for name in SITE_NAMES),
        ("api_key", "k"),
        ("api_key", "~ inner blank !"),
        ("api_key", "k" * CREDENTIAL_MAX_LENGTH),
        ("passphrase", " "),
        ("passphrase", " edge blanks "),
        ("passphrase", "\"quoted\" \\ and 'so'"),
        ("passphrase", "p" * CREDENTIAL_MAX_LENGTH),
        ("timestamp", "2024-02-29T23:59:59.999Z"),
        ("signature", "A" * 43 + "="),
        ("signature", "+/" * 21 + "8="),
    ],
)
def test_takes_what_the_contract_allows(field: str, value: str) -> None:
    """The limits of each field are within it."""
    request = _read(**{field: value})

    assert isinstance(request, SignedRequest)
    assert getattr(request, field) == value


@pytest.mark.parametrize("value", [None, 1, True, [], {}, ["global"], ""])
@pytest.mark.parametrize("field", _VALID)
def test_every_field_is_a_text_that_is_not_empty(field: str, value: object) -> None:
    """Other types and the empty text are refused."""
    assert _read(**{field: value}) == Rejected("wrong-field", field)


@pytest.mark.parametrize("field", _VALID)
def test_every_field_is_needed(field: str) -> None:
    """A missing member is named."""
    members = {name: value for name, value in _VALID.items() if name != field}

    assert read_request(json.dumps(members).encode()) == Rejected("wrong-field", field)


@pytest.mark.parametrize("field", _VALID)
@pytest.mark.parametrize("added", ["\n", "\r\n", "\0", "\x7f", "\u00a0", "ä", "\u200b", "\u2028"])
def test_nothing_but_printable_ascii_is_taken(field: str, added: str) -> None:
    """What could end a header's line or cannot stand in one is refused at either end and inside."""
    value = _VALID[field]

    for spoilt in (value + added, added + value, value[:3] + added + value[3:]):
        assert _read(**{field: spoilt}) == Rejected("wrong-field", field)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("site", "Global"),
        ("site", "www.okx.com"),
        ("api_key", " "),
        ("api_key", " k"),
        ("api_key", "k "),
        ("api_key", "k" * (CREDENTIAL_MAX_LENGTH + 1)),
        ("passphrase", "p" * (CREDENTIAL_MAX_LENGTH + 1)),
        ("timestamp", "2020-12-08T09:08:57.715"),
        ("timestamp", "2020-12-08T09:08:57Z"),
        ("timestamp", "2020-12-08T09:08:57.7150Z"),
        ("timestamp", "2020-12-08 09:08:57.715Z"),
        ("timestamp", "2020-12-08T09:08:57,715Z"),
        ("timestamp", "2020-12-08T09:08:57.715z"),
        ("timestamp", "2020-12-08T09:08:57.715+00:00"),
        ("timestamp", "٢٠٢٠-12-08T09:08:57.715Z"),
        ("timestamp", "2023-02-29T09:08:57.715Z"),
        ("timestamp", "2020-13-08T09:08:57.715Z"),
        ("timestamp", "2020-12-08T24:00:00.000Z"),
        ("timestamp", "2020-12-08T09:08:60.000Z"),
        ("timestamp", "0000-12-08T09:08:57.715Z"),
        ("signature", "A" * 43),
        ("signature", "A" * 44),
        ("signature", "A" * 42 + "=="),
        ("signature", "A" * 42 + "B="),  # bits that no byte fills
        ("signature", "A" * 42 + "-8="),
        ("signature", "A" * 47 + "="),
    ],
)
def test_refuses_what_the_contract_does_not_allow(field: str, value: str) -> None:
    """The field is named, its value is not."""
    assert _read(**{field: value}) == Rejected("wrong-field", field)


@pytest.mark.parametrize(
    "body", [b"", b" ", b"{", b"\xff", b"\xef\xbb\xbf{}", b"NaN", b"[" * 4000, b'{"a":' * 800]
)
def test_tells_what_is_no_json(body: bytes) -> None:
    """What cannot be read as JSON in UTF-8 has a problem of its own."""
    assert read_request(body) == Rejected("no-json")


@pytest.mark.parametrize(
    "body",
    [b"[]", b'"text"', b"null", json.dumps(_VALID | {"secret_key": "FA4E"}).encode()],
)
def test_tells_what_is_not_the_object(body: bytes) -> None:
    """No object, or one with more members, is refused without naming them."""
    assert read_request(body) == Rejected("wrong-members")


def test_shows_nothing_in_a_repr() -> None:
    """No log and no traceback can show a request."""
    request = _read()

    assert not any(value in f"{request!r}{request}" for value in _VALID.values())


@given(st.binary() | st.recursive(st.text() | st.none(), st.lists).map(json.dumps).map(str.encode))
def test_never_raises(body: bytes) -> None:
    """Whatever the bytes, there is a request or a reason."""
    assert isinstance(read_request(body), SignedRequest | Rejected)
