"""The format rules: what can be said about three values before OKX is asked.

What OKX does not state is a warning, never an error:
an unusual but possible key must get to the live test.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, get_args

from validator.core.facts import CREDENTIAL_MAX_LENGTH, TEXT_MAX_LENGTH
from validator.core.findings import INLINE_LABELS, LABELS, Field, Finding, finding
from validator.core.foreign import identify, looks_like_login, meets_rules
from validator.core.placeholders import is_placeholder
from validator.core.repair import (
    ANY_CASE,
    API_KEY,
    MARK_NAMES,
    SECRET_KEY,
    Repaired,
    is_hidden,
    wrapped_inside,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from validator.core.foreign_shapes import Foreign

FIELDS: Final[tuple[Field, ...]] = get_args(Field)

#: Shorter texts than this, in characters, are not looked for in other fields (our choice).
_TELLING_LENGTH: Final = 16
#: How many different characters a part of the secret key has at least to be known again.
_FEWEST_SIGNS: Final = 5
_NO_SIGN: Final = re.compile(r"[\W_]+")
#: The codes that a value may have, the one that helps most first: it alone is shown.
_MOST_HELPFUL: Final = (
    "missing-field",
    "placeholder",
    "fields-swapped",
    "repeated-value",
    "hidden-characters",
    "look-alike-characters",
    "passphrase-not-sendable",
    "api-key-shape",
    "secret-key-shape",
    "passphrase-wrapped",
    "passphrase-rules",
    "repaired-value",
    "quoted-value",
    "edge-whitespace",
)
#: The finding that says of each field's value that it looks unusual.
_SHAPE_CODES: Final[Mapping[Field, str]] = {
    "api_key": "api-key-shape",
    "secret_key": "secret-key-shape",
    "passphrase": "passphrase-rules",
}
_TOO_LONG: Final = (
    f"This text is too long: we look at {TEXT_MAX_LENGTH:,} characters at most",
    "Paste the three values alone, without the rest of the text.",
)
#: Where the user finds each value.
_FIND_IT: Final[dict[Field, str]] = {
    "api_key": "You find it in OKX, in your list of API keys.",
    "secret_key": "OKX shows it when you create the key.",
    "passphrase": "It's the one you chose when you created the key.",
}
_LIKE_LOGIN: Final = (
    "This passphrase looks like a login",
    "Enter the passphrase that you made up for this API key; if it is this one, go on.",
)
_WRAPPED_KEPT: Final = (
    "You kept the quotation marks or brackets around the passphrase",
    "If OKX refuses the passphrase, try it without them.",
)
#: These are no hidden characters: a line end or a tab is seen in most programs.
_LINE_ENDS_AND_TABS: Final = frozenset("\t\n\r")


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """The three values; no `repr` and no traceback shows them."""

    api_key: str
    secret_key: str
    passphrase: str

    def fits_headers(self) -> bool:
        """Whether API key and passphrase can stand in an HTTP header."""
        return all(
            value.isascii() and value.isprintable() and 0 < len(value) <= CREDENTIAL_MAX_LENGTH
            for value in (self.api_key, self.passphrase)
        )


def format_findings(
    repaired: Mapping[Field, Repaired],
    *,
    undone: frozenset[Field] = frozenset(),
    no_wallets: frozenset[str] = frozenset(),
) -> Iterator[Finding]:
    """Yield the one finding about each field's value that helps most, if there is any.

    `undone` are the fields whose values the person wants as they stand: quotes around the
    passphrase that were kept are mentioned, in case OKX rejects it. `no_wallets` are texts without
    a wallet's secret.
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
        else:
            codes = {*_about_value(name, values, foreign), *_about_repair(repaired[name])}
            code = next((code for code in _MOST_HELPFUL if code in codes), None)
            if code == "passphrase-wrapped" and name in undone:
                yield finding(code, name, *_WRAPPED_KEPT)
            elif code is not None:
                yield _worded(code, name, repaired[name])


def is_long(text: str) -> bool:
    """Whether a text is too long to be read."""
    return len(text) > TEXT_MAX_LENGTH


def shape(value: str) -> Field:
    """Return the field that a value looks made for: the passphrase if no other."""
    matching = (name for name, pattern in ANY_CASE.items() if pattern.fullmatch(value))
    return next(matching, "passphrase")


def _worded(code: str, name: Field, repaired: Repaired) -> Finding:
    match code:
        case "missing-field":
            return finding(code, name, f"Enter your {INLINE_LABELS[name]}", _FIND_IT[name])
        case "fields-swapped" if (other := shape(repaired.value)) != name:
            title = f"This is your {INLINE_LABELS[other]}"
            return finding(code, name, title, f"It belongs in the field {LABELS[other]}.")
        case "repaired-value":
            done = [words for mark, words in MARK_NAMES.items() if mark in repaired.marks]
            if done:
                return finding(code, name, f"We removed {_listed(done)}")
        case "look-alike-characters" | "passphrase-not-sendable":
            at, sign = _first_unusual(name, repaired.value)
            return finding(code, name, f"Character {at} is {_named(sign)}, which OKX doesn't use")
    return finding(code, name)


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _named(sign: str) -> str:
    """Return a character as a message names it: in quotation marks, or in words."""
    known = {"\t": "a tab", "\n": "a line break", "\r": "a line break"}
    return known.get(sign) or (f"“{sign}”" if sign.isprintable() else f"U+{ord(sign):04X}")


def _first_unusual(name: Field, value: str) -> tuple[int, str]:
    return next(
        (number, sign)
        for number, sign in enumerate(value, 1)
        if not " " <= sign <= "~" and (name == "passphrase" or not _is_hidden_inside(sign))
    )


def _is_hidden_inside(character: str) -> bool:
    return character not in _LINE_ENDS_AND_TABS and is_hidden(character)


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
    if any(map(_is_hidden_inside, set(value))):
        yield "hidden-characters"
    if foreign.get(name) or _is_swapped(name, values, foreign):
        yield "fields-swapped"
    if _is_repeated(name, values):
        yield "repeated-value"
    if is_placeholder(name, value):
        yield "placeholder"
    is_odd = any(not " " <= sign <= "~" and not is_hidden(sign) for sign in set(value))
    match name:
        case "api_key" | "secret_key" if is_odd:
            yield "look-alike-characters"
        case "api_key" if not API_KEY.fullmatch(value):
            yield "api-key-shape"
        case "secret_key" if not SECRET_KEY.fullmatch(value):
            yield "secret-key-shape"
        case "passphrase":
            if is_odd or _LINE_ENDS_AND_TABS & set(value):
                yield "passphrase-not-sendable"
            if wrapped_inside(value) is not None:
                yield "passphrase-wrapped"
            if not meets_rules(value):
                yield "passphrase-rules"


def _is_swapped(
    name: Field, values: dict[Field, str], foreign: dict[Field, Foreign | None]
) -> bool:
    """Whether a field holds another one's shape, while that other one lacks it.

    Beside another service's key, what has the shape of one of OKX's need not be OKX's.
    """
    other = shape(values[name])
    return other != name and shape(values[other]) != other and not _is_other_service(other, foreign)


def _is_other_service(name: Field, foreign: dict[Field, Foreign | None]) -> bool:
    found = foreign.get(name)
    return found is not None and found.code == "other-service"


def _is_repeated(name: Field, values: dict[Field, str]) -> bool:
    """Whether a field holds another one's value, or the secret key beside other text."""
    if list(values.values()).count(values[name]) > 1:
        return True
    # API key and passphrase leave the browser, and the secret would leave with them.
    secret = values["secret_key"]
    is_telling = len(secret) >= _TELLING_LENGTH and len(set(secret)) > 1
    return (
        name != "secret_key"
        and is_telling
        and (
            _shares(secret, values[name])
            or any(encoded in values[name] for encoded in _encoded(secret))
        )
    )


def _shares(secret: str, value: str) -> bool:
    """Whether a value holds the secret key, or a part of it, however its digits are grouped."""
    digits = _NO_SIGN.sub("", secret[:CREDENTIAL_MAX_LENGTH].lower())
    others = _NO_SIGN.sub("", value.lower())
    if secret.lower() in value.lower() or (digits and digits in others):
        return True
    parts = (digits[at : at + _TELLING_LENGTH] for at in range(len(digits) - _TELLING_LENGTH + 1))
    return any(part in others for part in parts if len(set(part)) >= _FEWEST_SIGNS)


def _encoded(secret: str) -> Iterator[str]:
    """Yield the Base64 of a secret key as text and, if it is hex, of its bytes."""
    contents = [secret.encode("utf-8", "surrogatepass")]
    if ANY_CASE["secret_key"].fullmatch(secret):
        contents.append(bytes.fromhex(secret))
    for content in contents:
        yield base64.b64encode(content).decode().rstrip("=")
