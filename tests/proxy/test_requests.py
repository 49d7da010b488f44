"""The body of a request is only accepted if every member conforms to the contract."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from validator.core.facts import CREDENTIAL_MAX_LENGTH, SITE_NAMES
from validator.proxy.problems import FOREIGN_SECRET, INVALID_BODY, INVALID_FIELD, NO_JSON
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


def test_valid_values_are_accepted() -> None:
    """The extreme valid values of each field are accepted."""
    cases = [
        *(("site", name) for name in SITE_NAMES),
        *(("api_key", value) for value in ("k", "~ inner blank !", "k" * CREDENTIAL_MAX_LENGTH)),
        *(("passphrase", value) for value in (" ", " edge blanks ", "\"quoted\" \\ and 'so'")),
        ("passphrase", "p" * CREDENTIAL_MAX_LENGTH),
        ("timestamp", "2024-02-29T23:59:59.999Z"),
        *(("signature", value) for value in ("A" * 43 + "=", "+/" * 21 + "8=")),
    ]
    problems = [
        (field, value)
        for field, value in cases
        if not isinstance(request := _read(**{field: value}), SignedRequest)
        or getattr(request, field) != value
    ]

    assert problems == []


def test_missing_and_non_text_members_are_rejected() -> None:
    """A member that is missing, empty or of another type is rejected by name."""
    problems = []
    for field in _VALID:
        wrong: tuple[object, ...] = (None, 1, True, [], {}, ["global"], "")
        bodies: list[dict[str, object]] = [{**_VALID, field: value} for value in wrong]
        bodies.append({name: value for name, value in _VALID.items() if name != field})
        problems += [
            body
            for body in bodies
            if read_request(json.dumps(body).encode()) != Rejected(INVALID_FIELD, field)
        ]

    assert problems == []


def test_only_printable_ascii_is_accepted() -> None:
    """Control and non-ASCII characters are rejected anywhere in every field."""
    problems = []
    for field, value in _VALID.items():
        for added in ("\n", "\r\n", "\r", "\0", "\t", "\x7f", "\xa0", "ä", "\u200b", "\u2028"):
            spoiled = (value + added, added + value, value[:3] + added + value[3:])
            injected = f"{value}{added}X-Injected: 1"
            problems += [
                (field, text)
                for text in (*spoiled, injected)
                if _read(**{field: text}) != Rejected(INVALID_FIELD, field)
            ]

    assert problems == []


def test_wrong_values_are_named() -> None:
    """Values with another spelling or length are rejected by the name of their field."""
    wrong = [
        *(("site", value) for value in ("Global", "www.okx.com", "mars", "global ")),
        *(("api_key", value) for value in (" k", "k ", "k" * (CREDENTIAL_MAX_LENGTH + 1))),
        ("passphrase", "p" * (CREDENTIAL_MAX_LENGTH + 1)),
        *(
            ("timestamp", value)
            for value in (
                "2020-12-08T09:08:57Z",
                "2020-12-08T09:08:57.71Z",
                "2020-12-08T09:08:57.7155Z",
                "2020-12-08T09:08:57.715+00:00",
                "2020-12-08 09:08:57.715Z",
                "2020-12-08t09:08:57.715z",
                "2020-13-08T09:08:57.715Z",
                "2023-02-29T09:08:57.715Z",
                "2020-12-08T24:08:57.715Z",
                "1607418537.715",
                "٢٠٢٠-12-08T09:08:57.715Z",
            )
        ),
        *(
            ("signature", value)
            for value in ("A" * 43, "A" * 44, "A" * 42 + "==", "B" * 43 + "=", "_-" * 21 + "8=")
        ),
    ]
    problems = [
        (field, value)
        for field, value in wrong
        if _read(**{field: value}) != Rejected(INVALID_FIELD, field)
    ]

    assert problems == []


def test_unknown_and_duplicate_members_are_rejected() -> None:
    """Unknown members, other JSON values and duplicate names are rejected."""
    encoded = json.dumps(_VALID)
    bodies = [
        json.dumps(_VALID | {"secret_key": "FA4E"}),
        json.dumps([_VALID]),
        '"text"',
        "1",
        "null",
        encoded[:-1] + ', "site": "us"}',
        encoded[:-1] + ', "api_key": "k"}',
        encoded[:-1] + ', "s\\u0069te": "global"}',
    ]

    assert [body for body in bodies if read_request(body.encode()).__class__ is SignedRequest] == []
    assert {read_request(body.encode()) for body in bodies} == {Rejected(INVALID_BODY)}


def test_invalid_json_is_rejected() -> None:
    """A body that is not JSON in UTF-8 (RFC 8259) is rejected."""
    encoded = json.dumps(_VALID).encode()
    bodies = [
        b"",
        encoded[:-1],
        encoded + b"x",
        encoded.replace(b'"global"', b"NaN"),
        encoded.replace(b'"global"', b'"glo\xffbal"'),
        encoded.replace(b'"global"', rb'"\ud800"'),
        encoded.replace(b'"global"', b"'global'"),
        b"\xef\xbb\xbf" + encoded,
        json.dumps(_VALID).encode("utf-16"),
        b"[" * 2000,
        b'{"a":' * 800,
    ]

    assert {read_request(body) for body in bodies} == {Rejected(NO_JSON)}


def test_foreign_secrets_are_refused_by_the_name_of_their_field() -> None:
    """Foreign secrets, which the page never sends, are rejected by the name of their field."""
    foreign = {
        "a recovery phrase": "legal winner thank year wave sausage worth useful legal winner "
        "thank yellow",
        "a private key": "0x" + "4c0883a6" * 8,
        "a token": "ghp_" + "a1B2" * 9,
        "an OKX secret key": "FA4E0000000000000000000000000001",
    }
    problems = [
        (name, field)
        for name, value in foreign.items()
        for field in ("api_key", "passphrase")
        if _read(**{field: value}) != Rejected(FOREIGN_SECRET, field)
    ]

    assert problems == []


def test_repr_shows_no_values() -> None:
    """Neither a request's nor a rejection's `repr` contains a value."""
    request = _read()
    rejected = _read(api_key="\u2028secret")

    assert repr(request) == str(request) == "SignedRequest(…)"
    assert "secret" not in repr(rejected)


@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_read_or_rejected(body: bytes) -> None:
    """Any bytes are either parsed or rejected, without an exception."""
    assert isinstance(read_request(body), SignedRequest | Rejected)


@given(
    st.dictionaries(
        st.sampled_from([*_VALID, "other"]), st.none() | st.integers() | st.text(max_size=40)
    )
)
def test_any_object_is_read_or_rejected(members: dict[str, object]) -> None:
    """A rejection names only known fields."""
    read = read_request(json.dumps(_VALID | members).encode())

    assert isinstance(read, SignedRequest) or read.field in {None, *_VALID}
