"""The body of a request to the proxy, taken only if every member is as the contract says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final, Literal

import msgspec

from validator.core.facts import CREDENTIAL_MAX_LENGTH, SiteName

#: The very end of the text: where Python reads it, `$` alone would let a line end pass.
_END: Final = r"(?!\n)$"
_TIMESTAMP: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z"


class SignedRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What OKX is asked with; no secret key is in it, and no `repr` shows what is."""

    site: SiteName
    api_key: Annotated[
        str,
        msgspec.Meta(
            pattern=rf"^[!-~]([ -~]*[!-~])?{_END}",
            min_length=1,
            max_length=CREDENTIAL_MAX_LENGTH,
            description="As it is sent to OKX: printable ASCII, no blank at either end.",
        ),
    ]
    passphrase: Annotated[
        str,
        msgspec.Meta(
            pattern=rf"^[ -~]+{_END}",
            min_length=1,
            max_length=CREDENTIAL_MAX_LENGTH,
            description="As it is sent to OKX: printable ASCII.",
        ),
    ]
    timestamp: Annotated[
        str,
        msgspec.Meta(
            pattern=f"^{_TIMESTAMP}{_END}",
            description="The time that was signed: ISO 8601 in UTC with milliseconds and Z.",
        ),
    ]
    signature: Annotated[
        str,
        msgspec.Meta(
            # 32 bytes are 43 characters, the last of which carries four bits, and a filler.
            pattern=rf"^[A-Za-z0-9+/]{{42}}[AEIMQUYcgkosw048]={_END}",
            description="Base64 of HMAC-SHA256 over timestamp, method and request path.",
        ),
    ]

    def __repr__(self) -> str:
        return "SignedRequest(…)"


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why a body is not taken; it names at most a field of ours, and never holds a value."""

    reason: Literal["no-json", "wrong-members", "wrong-field"]
    field: str | None = None


_DECODER: Final = msgspec.json.Decoder(SignedRequest)
_FIELDS: Final = {one.name: one.type for one in msgspec.structs.fields(SignedRequest)}


def read_request(body: bytes) -> SignedRequest | Rejected:
    """Read a body; what is wrong with it is found out without the library's error texts.

    (Those quote values and the names of unknown members.)
    """
    try:
        request = _DECODER.decode(body)
    except (ValueError, RecursionError):
        return _why_rejected(body)
    try:
        datetime.fromisoformat(request.timestamp)
    except ValueError:
        return Rejected("wrong-field", "timestamp")
    return request


def _why_rejected(body: bytes) -> Rejected:
    try:
        members = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        return Rejected("no-json")
    if not isinstance(members, dict):
        return Rejected("wrong-members")
    for name, kind in _FIELDS.items():
        try:
            msgspec.convert(members.get(name), kind)
        except msgspec.ValidationError:
            return Rejected("wrong-field", name)
    return Rejected("wrong-members")
