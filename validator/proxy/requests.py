"""Strict parsing of the body of a request to the proxy."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from validator.core.facts import CREDENTIAL_MAX_LENGTH, SiteName
from validator.core.foreign import recognize
from validator.proxy import problems

#: The longest body of a request.
BODY_MAX_BYTES: Final = 4096
#: The very end of the text: in Python `$` alone would also match before a line break.
_END: Final = r"(?!\n)$"
_TIMESTAMP: Final = (
    rf"^[0-9]{{4}}(-[0-9]{{2}}){{2}}T[0-9]{{2}}(:[0-9]{{2}}){{2}}\.[0-9]{{3}}Z{_END}"
)
# 32 bytes are 43 characters, the last of which carries four bits, and a padding character.
_SIGNATURE: Final = rf"^[A-Za-z0-9+/]{{42}}[AEIMQUYcgkosw048]={_END}"
# Printable ASCII, which is safe in an HTTP header; a key neither begins nor ends with a space.
_API_KEY: Final = rf"^[!-~]([ -~]*[!-~])?{_END}"
_PASSPHRASE: Final = rf"^[ -~]+{_END}"


class SignedRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The signed request for OKX, without the secret key; its `repr` shows no value."""

    site: SiteName
    api_key: Annotated[str, Meta(pattern=_API_KEY, max_length=CREDENTIAL_MAX_LENGTH)]
    passphrase: Annotated[str, Meta(pattern=_PASSPHRASE, max_length=CREDENTIAL_MAX_LENGTH)]
    timestamp: Annotated[str, Meta(pattern=_TIMESTAMP)]
    signature: Annotated[str, Meta(pattern=_SIGNATURE)]

    def __repr__(self) -> str:
        return "SignedRequest(…)"


@dataclass(frozen=True, slots=True)
class Rejected:
    """The reason why a body is rejected: a problem, and at most the name of a known field."""

    problem: problems.Problem
    field: str | None = None


_DECODER: Final = msgspec.json.Decoder(SignedRequest)
_TYPES: Final = {field.name: field.type for field in msgspec.structs.fields(SignedRequest)}


def read_request(body: bytes) -> SignedRequest | Rejected:
    """Parse a body, without using the library's messages, which quote values and member names."""
    try:
        request = _DECODER.decode(body)
    except (ValueError, RecursionError):
        return _why_rejected(body)
    # No member is an object, so the hook runs once. It sees a duplicate that the decoder dropped.
    if json.loads(body, object_pairs_hook=len) != len(_TYPES):
        return Rejected(problems.INVALID_BODY)
    try:
        datetime.fromisoformat(request.timestamp)
    except ValueError:
        return Rejected(problems.INVALID_FIELD, "timestamp")
    # The page refuses these too, but other clients may not.
    if recognize("api_key", request.api_key):
        return Rejected(problems.FOREIGN_SECRET, "api_key")
    if recognize("passphrase", request.passphrase):
        return Rejected(problems.FOREIGN_SECRET, "passphrase")
    return request


def _why_rejected(body: bytes) -> Rejected:
    try:
        members = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        return Rejected(problems.NO_JSON)
    if not isinstance(members, dict):
        return Rejected(problems.INVALID_BODY)
    for name, kind in _TYPES.items():
        try:
            msgspec.convert(members.get(name), kind)
        except msgspec.ValidationError:
            return Rejected(problems.INVALID_FIELD, name)
    return Rejected(problems.INVALID_BODY)
