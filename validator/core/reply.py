"""Parses OKX's reply into an Answer: what a verdict needs, and no text that OKX wrote.

The personal data in the reply (uid, label, addresses, balances) goes no further.
"""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass, field
from typing import Final, Literal, cast, get_args

from validator.core.addresses import Binding, read_binding
from validator.core.facts import EGRESSES, SITE_NAMES, Egress, SiteName
from validator.core.findings import BY_OKX_CODE

Permission = Literal["read_only", "trade", "withdraw", "other"]
Account = Literal["main", "sub", "unknown"]

#: The tokens of OKX's field `perm` in their fixed order; any other token comes back as "other".
PERMISSIONS: Final[tuple[Permission, ...]] = get_args(Permission)
_NAMED: Final = PERMISSIONS[:-1]

_OKX_CODE: Final = re.compile(r"[0-9]{5}")
_SUCCESS: Final = "0"

#: No reply is nested deeper (our choice; OKX's has three levels).
_MAX_DEPTH: Final = 100
#: The whitespace that may surround a value (RFC 8259, 2).
_BLANKS: Final = " \t\n\r"
_JSON_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Origin:
    """The OKX site that was asked, and whether from Flicker's own address."""

    site: SiteName
    egress: Egress


@dataclass(frozen=True, slots=True)
class Permissions(_Origin):
    """OKX accepted the request and reported what the key may do."""

    permissions: tuple[Permission, ...]
    ip_binding: Binding
    account: Account
    kind: Literal["permissions"] = field(default="permissions", init=False)


@dataclass(frozen=True, slots=True)
class Refused(_Origin):
    """OKX refused the request with a code of five digits."""

    okx_code: str
    kind: Literal["refused"] = field(default="refused", init=False)


@dataclass(frozen=True, slots=True)
class Blocked(_Origin):
    """Something in front of OKX's API rejected the request."""

    kind: Literal["blocked"] = field(default="blocked", init=False)


@dataclass(frozen=True, slots=True)
class Busy(_Origin):
    """OKX is overloaded or under maintenance."""

    okx_code: str | None
    kind: Literal["busy"] = field(default="busy", init=False)


@dataclass(frozen=True, slots=True)
class RateLimited(_Origin):
    """OKX wants fewer requests."""

    okx_code: str | None
    kind: Literal["rate-limited"] = field(default="rate-limited", init=False)


@dataclass(frozen=True, slots=True)
class Timeout(_Origin):
    """No reply arrived from OKX within the time limit."""

    kind: Literal["timeout"] = field(default="timeout", init=False)


@dataclass(frozen=True, slots=True)
class Unreadable(_Origin):
    """OKX's reply could not be understood."""

    kind: Literal["unreadable"] = field(default="unreadable", init=False)


Answer = Permissions | Refused | Blocked | Busy | RateLimited | Timeout | Unreadable


def read_reply(http_status: int, body: bytes, site: SiteName, egress: Egress = "other") -> Answer:
    """Return the Answer in an OKX response; never raises, whatever the bytes.

    A known code decides whatever the status:
    50119 is documented with HTTP 200 and arrives with 401 (reference, section 4).
    """
    envelope = _envelope(body)
    okx_code = _okx_code(envelope)
    if okx_code == _SUCCESS:
        return _success(http_status, envelope.get("data"), site, egress)
    match BY_OKX_CODE.get(okx_code):
        case "okx-busy":
            return Busy(site, egress, okx_code)
        case "okx-rate-limit":
            return RateLimited(site, egress, okx_code)
        case str():
            return Refused(site, egress, okx_code)
        case None:
            return _by_status(http_status, okx_code, site, egress)


def answer_from(value: object) -> Answer:
    """Parse an Answer from its JSON object.

    Raises ValueError, which quotes none of it, if a member violates the contract.
    """
    members = _object(value)
    site, egress = members.get("site"), members.get("egress")
    if site not in SITE_NAMES or egress not in EGRESSES:
        raise ValueError("an answer without site and egress")
    origin = site, egress
    okx_code = members.get("okx_code")
    has_code = isinstance(okx_code, str) and _OKX_CODE.fullmatch(okx_code) is not None
    match members.get("kind"):
        case "permissions":
            return _permissions_from(members, *origin)
        case "refused" if has_code:
            return Refused(*origin, cast("str", okx_code))
        case "busy" if has_code or okx_code is None:
            return Busy(*origin, cast("str | None", okx_code))
        case "rate-limited" if has_code or okx_code is None:
            return RateLimited(*origin, cast("str | None", okx_code))
        case "blocked":
            return Blocked(*origin)
        case "timeout":
            return Timeout(*origin)
        case "unreadable":
            return Unreadable(*origin)
    raise ValueError("an answer of no known kind")


def _envelope(body: bytes) -> dict[str, object]:
    try:
        # Not json.loads(body): that would guess UTF-16 and UTF-32 too.
        return parse_object(body.removeprefix(codecs.BOM_UTF8).decode())
    except UnicodeDecodeError:
        return {}


def parse_object(text: str) -> dict[str, object]:
    """Return the members of a JSON object; none if the text is anything else."""
    try:
        return _object(parse_json(text))
    except ValueError:
        return {}


def parse_json(text: str) -> object:
    """Parse JSON from an untrusted source.

    Raises ValueError if it is invalid, if an object repeats a name (parsers differ in which value
    they take), or if it is nested too deeply: the parser recurses, and in Pyodide that would end
    the whole runtime instead of raising RecursionError.
    """
    # Few brackets, as in every OKX reply, cannot be nested too deeply.
    if text.count("[") + text.count("{") > _MAX_DEPTH:
        _check_depth(text)
    text = text.strip(_BLANKS)
    value: object
    # `decode` would search for whitespace with a regular expression, twice.
    value, end = _JSON.raw_decode(text)
    if end != len(text):
        raise ValueError("more than one value")
    return value


def _unambiguous(members: list[tuple[str, object]]) -> dict[str, object]:
    read = dict(members)
    if len(read) != len(members):
        raise ValueError("an object repeats a name")
    return read


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON (RFC 8259, 6)")


# Created once: `json.loads` with a hook would create one for each text.
_JSON: Final = json.JSONDecoder(object_pairs_hook=_unambiguous, parse_constant=_no_constant)


def _check_depth(text: str) -> None:
    depth = 0
    for bracket in re.findall(r"[\[\]{}]", _JSON_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > _MAX_DEPTH:
            raise ValueError("nested too deep")


def _object(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def _okx_code(envelope: dict[str, object]) -> str:
    code = envelope.get("code")
    # A code may come as a number (reference, section 4); a bool, a list or an object is none.
    return str(code) if isinstance(code, str) or type(code) is int else ""


def _by_status(http_status: int, okx_code: str, site: SiteName, egress: Egress) -> Answer:
    if http_status == 403:
        return Blocked(site, egress)
    if http_status == 429:
        return RateLimited(site, egress, None)
    if 500 <= http_status <= 599:
        return Busy(site, egress, None)
    if _OKX_CODE.fullmatch(okx_code):
        return Refused(site, egress, okx_code)
    return Unreadable(site, egress)


def _success(http_status: int, data: object, site: SiteName, egress: Egress) -> Answer:
    if http_status != 200 or not isinstance(data, list) or len(data) != 1:
        return Unreadable(site, egress)
    account = data[0]
    if not isinstance(account, dict):
        return Unreadable(site, egress)
    perm = account.get("perm")
    if perm is not None and not isinstance(perm, str):
        return Unreadable(site, egress)
    return Permissions(
        site,
        egress,
        permissions=read_permissions(perm or "", ","),
        ip_binding=read_binding(account.get("ip")),
        account=_account(account.get("uid"), account.get("mainUid")),
    )


def read_permissions(text: str, separator: str) -> tuple[Permission, ...]:
    """Return the permissions named in a text, each once, in their fixed order."""
    tokens = {token.strip(" \t").lower() for token in text.split(separator)} - {""}
    known = tuple([token for token in _NAMED if token in tokens])
    return known if len(known) == len(tokens) else (*known, "other")


def _account(uid: object, main_uid: object) -> Account:
    if not (_is_uid(uid) and _is_uid(main_uid)):
        return "unknown"
    return "main" if str(uid) == str(main_uid) else "sub"


def _is_uid(value: object) -> bool:
    return type(value) is int or (isinstance(value, str) and bool(value.strip()))


def _permissions_from(members: dict[str, object], site: SiteName, egress: Egress) -> Permissions:
    permissions, binding = members.get("permissions"), members.get("ip_binding")
    account = members.get("account")
    if (
        not isinstance(permissions, list)
        or any(token not in PERMISSIONS for token in permissions)
        or binding not in get_args(Binding)
        or account not in get_args(Account)
    ):
        raise ValueError("an answer whose permissions cannot be read")
    return Permissions(
        site,
        egress,
        permissions=tuple(token for token in PERMISSIONS if token in permissions),
        ip_binding=cast("Binding", binding),
        account=cast("Account", account),
    )
