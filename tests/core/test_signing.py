"""Each stage of OKX's signature is what independent clients publish."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.cases import rows
from tests.tables import over
from validator.core import sign
from validator.core.signing import access_headers, epoch_ms, prehash, timestamp


def _request(row: dict[str, Any]) -> tuple[str, str, str, str]:
    return row["timestamp"], row["method"], row["requestPath"], row["body"]


@rows("signing")
def test_prehash(row: dict[str, Any]) -> None:
    """The prehash is that of the vector."""
    assert row["prehash"] == prehash(*_request(row))


@rows("signing")
def test_signature(row: dict[str, Any]) -> None:
    """The signature is that of the vector."""
    assert row["signature"] == sign(row["secret"], *_request(row))


@rows("signing")
def test_headers(row: dict[str, Any]) -> None:
    """The four headers are those of the vector, without the secret key."""
    signature = sign(row["secret"], *_request(row))

    assert access_headers("key", "phrase", row["timestamp"], signature) == {
        "OK-ACCESS-KEY": "key",
        "OK-ACCESS-SIGN": row["signature"],
        "OK-ACCESS-TIMESTAMP": row["timestamp"],
        "OK-ACCESS-PASSPHRASE": "phrase",
    }


def test_body_is_optional() -> None:
    """The body is empty by default, as in a GET."""
    assert sign("secret", "t", "GET", "/") == sign("secret", "t", "GET", "/", "")


def test_letter_case_matters() -> None:
    """The secret key is text, not hex (reference 1.6)."""
    assert sign("AB", "t", "GET", "/") != sign("ab", "t", "GET", "/")


@given(st.text(st.characters()), st.text(st.characters()))
def test_any_text(secret_key: str, request_path: str) -> None:
    """Any text can be signed and be signed with, into 44 characters of Base64."""
    assert len(sign(secret_key, "t", "GET", request_path)) == 44


@over(
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (1607418537715, "2020-12-08T09:08:57.715Z"),  # signing.json
        (1607418537007, "2020-12-08T09:08:57.007Z"),
        (1597026383085, "2020-08-10T02:26:23.085Z"),  # reference 2.5
        (-1, "1969-12-31T23:59:59.999Z"),
    ]
)
def test_timestamp(milliseconds: int, text: str) -> None:
    """A time has exactly three digits of milliseconds and a Z, and is read back as it was."""
    assert text == timestamp(milliseconds)
    assert milliseconds == epoch_ms(text)


@given(st.integers(min_value=0, max_value=4_102_444_800_000))
def test_timestamp_round_trip(milliseconds: int) -> None:
    """Formatting and reading a time keeps every millisecond."""
    assert milliseconds == epoch_ms(timestamp(milliseconds))


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [("2020-12-08T10:08:57.715+01:00", 1607418537715), ("2020-12-08T09:08:57Z", 1607418537000)],
)
def test_epoch_ms(text: str, milliseconds: int) -> None:
    """A time may have another offset, and no fraction."""
    assert milliseconds == epoch_ms(text)


@over(["", "None", "now", "2020-12-08", "2020-12-08T09:08:57.715", "1.5"])
def test_no_time(text: str) -> None:
    """Anything but a time with an offset raises ValueError."""
    with pytest.raises(ValueError, match=r"."):
        epoch_ms(text)
