"""The format rules: findings about the three values before OKX is asked.

A rule that OKX does not state is a warning, never an error:
an unusual but possible key must reach the live check.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from validator.core.facts import CREDENTIAL_MAX_LENGTH, TEXT_MAX_LENGTH
from validator.core.findings import FIELDS, Field, Finding, finding
from validator.core.foreign import holds_remark, identify, looks_like_login, meets_rules
from validator.core.placeholders import is_placeholder
from validator.core.repair import (
    ANY_CASE,
    API_KEY,
    LINE_ENDS_AND_TABS,
    SECRET_KEY,
    Repaired,
    is_hidden,
    is_hidden_inside,
    list_mark,
    wrapped_inside,
)
from validator.core.shapes import may_be_passphrase, shape
from validator.core.wording import described

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from validator.core.foreign_shapes import Foreign


#: Shorter texts, in characters, are not searched for in other fields (our choice).
_MIN_SEARCHED: Final = 16
#: Parts of the secret key with fewer different characters are not recognized.
_MIN_DISTINCT: Final = 5
_SEPARATORS: Final = re.compile(r"[\W_]+")
#: The codes that a value may have, the most helpful first: only that one is shown.
_MOST_HELPFUL: Final = (
    "missing-field",
    "placeholder",
    "fields-swapped",
    "repeated-value",
    "hidden-characters",
    "look-alike-characters",
    "passphrase-wrapped",
    "passphrase-not-sendable",
    "api-key-shape",
    "secret-key-shape",
    "passphrase-rules",
    "repaired-value",
    "quoted-value",
    "edge-whitespace",
)
#: The finding about an unusual value, by field.
_SHAPE_CODES: Final[Mapping[Field, str]] = {
    "api_key": "api-key-shape",
    "secret_key": "secret-key-shape",
    "passphrase": "passphrase-rules",
}
_TOO_LONG: Final = (
    f"This text is too long: we look at {TEXT_MAX_LENGTH:,} characters at most",
    "Paste the three values alone, without the rest of the text.",
)
_LIKE_LOGIN: Final = (
    "This passphrase looks like a login",
    "Enter the passphrase that you made up for this API key; if it is this one, go on.",
)
_WITH_REMARK: Final = (
    "This looks like more than the passphrase",
    "Keep only the passphrase of this API key; if all of it is the passphrase, go on.",
)
_WRAPPED_KEPT: Final = (
    "You kept the signs around the passphrase",
    "If OKX rejects the passphrase, try it without them.",
)


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """The three values; no `repr` and no traceback shows them."""

    api_key: str
    secret_key: str
    passphrase: str

    def fits_headers(self) -> bool:
        """Whether the API key and passphrase can be sent as HTTP headers."""
        return all(
            value.isascii() and value.isprintable() and 0 < len(value) <= CREDENTIAL_MAX_LENGTH
            for value in (self.api_key, self.passphrase)
        )


def format_findings(
    repaired: Mapping[Field, Repaired],
    *,
    undone: frozenset[Field],
    no_wallets: frozenset[str],
) -> Iterator[Finding]:
    """Yield the most helpful finding about each field's value, if there is any.

    `undone` are the fields whose repair the user undid or refused: quotes that were kept around the
    passphrase are mentioned, in case OKX rejects it. `no_wallets` are texts without a wallet's
    secret.
    """
    values = {name: repaired[name].value for name in FIELDS}
    foreign = {
        name: identify(name, values[name], no_wallets=values[name] in no_wallets)
        for name in FIELDS
        if not is_long(values[name])
    }
    for name in FIELDS:
        shape = foreign.get(name)
        if is_long(values[name]):
            yield finding(_SHAPE_CODES[name], name, *_TOO_LONG)
        elif shape is not None and shape.code != "fields-swapped":
            yield finding(shape.code, name, f"This looks like {shape.name}")
        elif name == "passphrase" and looks_like_login(values[name]):
            yield finding("passphrase-rules", name, *_LIKE_LOGIN)
        elif (
            name == "passphrase" and list_mark(values[name]) is None and holds_remark(values[name])
        ):
            yield finding("passphrase-rules", name, *_WITH_REMARK)
        else:
            codes = {*_about_value(name, values, foreign), *_about_repair(repaired[name])}
            if name in undone and "passphrase-not-sendable" in codes:
                codes -= {"passphrase-wrapped"}
            code = next((code for code in _MOST_HELPFUL if code in codes), None)
            if code == "passphrase-wrapped" and name in undone:
                yield finding(code, name, *_WRAPPED_KEPT)
            elif code is not None:
                yield described(code, name, repaired[name])


def is_long(text: str) -> bool:
    """Whether a text is too long to be read."""
    return len(text) > TEXT_MAX_LENGTH


def _about_repair(repaired: Repaired) -> Iterator[str]:
    if repaired.marks - {"edges", "quotes"}:
        yield "repaired-value"
    if "quotes" in repaired.marks:
        yield "quoted-value"
    if "edges" in repaired.marks:
        yield "edge-whitespace"


def _about_value(
    name: Field, values: dict[Field, str], foreign: dict[Field, Foreign | None]
) -> Iterator[str]:
    value = values[name]
    if not value:
        yield "missing-field"
        return
    if any(map(is_hidden_inside, set(value))):
        yield "hidden-characters"
    if foreign.get(name) or _is_swapped(name, values, foreign):
        yield "fields-swapped"
    if _is_repeated(name, values):
        yield "repeated-value"
    if is_placeholder(name, value):
        yield "placeholder"
    is_odd = any(not " " <= char <= "~" and not is_hidden(char) for char in set(value))
    match name:
        case "api_key" | "secret_key" if is_odd:
            yield "look-alike-characters"
        case "api_key" if not API_KEY.fullmatch(value):
            yield "api-key-shape"
        case "secret_key" if not SECRET_KEY.fullmatch(value):
            yield "secret-key-shape"
        case "passphrase":
            inside = wrapped_inside(value)
            if inside is not None and all(" " <= char <= "~" for char in inside):
                yield "passphrase-wrapped"
            if is_odd or LINE_ENDS_AND_TABS & set(value):
                yield "passphrase-not-sendable"
            if not meets_rules(value):
                yield "passphrase-rules"


def _is_swapped(
    name: Field, values: dict[Field, str], foreign: dict[Field, Foreign | None]
) -> bool:
    """Whether a value has another field's shape, and that field's value does not.

    If the other field holds another service's key, this value may be that service's, too.
    """
    other = shape(values[name])
    if other == "passphrase" and not may_be_passphrase(values[name]):
        return False
    return other != name and shape(values[other]) != other and not _is_other_service(other, foreign)


def _is_other_service(name: Field, foreign: dict[Field, Foreign | None]) -> bool:
    found = foreign.get(name)
    return found is not None and found.code == "other-service"


def _is_repeated(name: Field, values: dict[Field, str]) -> bool:
    """Whether a field holds another field's value, or the secret key among other text."""
    if list(values.values()).count(values[name]) > 1:
        return True
    # API key and passphrase leave the browser, and the secret key would leave with them.
    secret = values["secret_key"]
    is_searched = len(secret) >= _MIN_SEARCHED and len(set(secret)) > 1
    return (
        name != "secret_key"
        and is_searched
        and (
            _shares(secret, values[name])
            or any(encoded in values[name] for encoded in _encoded(secret))
        )
    )


def _shares(secret: str, value: str) -> bool:
    """Whether a value holds the secret key, or a part of it, however its digits are grouped."""
    digits = _SEPARATORS.sub("", secret[:CREDENTIAL_MAX_LENGTH].lower())
    others = _SEPARATORS.sub("", value.lower())
    if secret.lower() in value.lower() or (digits and digits in others):
        return True
    parts = (digits[at : at + _MIN_SEARCHED] for at in range(len(digits) - _MIN_SEARCHED + 1))
    return any(part in others for part in parts if len(set(part)) >= _MIN_DISTINCT)


def _encoded(secret: str) -> Iterator[str]:
    """Yield the Base64 of a secret key as text and, if it is hex, of its bytes."""
    contents = [secret.encode("utf-8", "surrogatepass")]
    if ANY_CASE["secret_key"].fullmatch(secret):
        contents.append(bytes.fromhex(secret))
    for content in contents:
        yield base64.b64encode(content).decode().rstrip("=")
