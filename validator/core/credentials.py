"""What can be said of three pasted values before anyone is asked.

What OKX does not state is a warning, never an error:
an unusual but possible key must get to the live test.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, get_args

from validator.core.facts import (
    CREDENTIAL_MAX_LENGTH,
    PASSPHRASE_MAX_LENGTH,
    PASSPHRASE_MIN_LENGTH,
)
from validator.core.findings import FINDINGS, Field, Finding, finding

if TYPE_CHECKING:
    from collections.abc import Iterator

FIELDS: Final[tuple[Field, ...]] = get_args(Field)

#: As OKX makes them (reference 1.1 and 1.4); letter case is ignored to tell one from the other.
API_KEY: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SECRET_KEY: Final = re.compile(r"[0-9A-F]{32}")
_SHAPES: Final[dict[Field, re.Pattern[str]]] = {
    "api_key": re.compile(API_KEY.pattern, re.ASCII | re.IGNORECASE),
    "secret_key": re.compile(SECRET_KEY.pattern, re.ASCII | re.IGNORECASE),
}

_SECRET_INSIDE: Final = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{32}(?![0-9A-Za-z])")

#: No key and no secret begins or ends with one, so that any two of them are a pair.
_QUOTES: Final = frozenset("\"'`´“”„‟‘’‚‛«»‹›「」『』＂＇")
_HIDDEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})

_MASK: Final = re.compile(r"[*•●]{2,}|x{4,}|\.{3}|…", re.IGNORECASE)
_MASK_ALONE: Final = re.compile(r"[*•●]+")
#: Shorter texts than this, in characters, are not looked for in other fields (our choice).
_TELLING_LENGTH: Final = 16
#: Words that stand where a value should be, as in `your-api-key` or `<insert secret here>`.
_NAME: Final = r"(okx|okex)?(v5)?(api|secret|access|private)*(key|secret|id|token|value|string)*"
_STAND_IN: Final = re.compile(
    r"(please|enter|insert|paste|put|type|add|fill|replace|change|use|copy|in|with|me|this|here)*"
    r"(your|my|the|an?|own|real|some)*" + _NAME + r"(goes)?(here)?[0-9]*"
    r"|(your|my|an?)?(example|sample|test|dummy|demo|fake|placeholder|none|null|undefined|todo)"
    + _NAME
)
#: No stand-in is longer, in characters (our choice).
_STAND_IN_MAX_LENGTH: Final = 100
_STAND_IN_PASSPHRASE: Final = re.compile(
    r"(please|enter|insert|paste|put|type)?(your|the)(own|okx|api|key|secret)*"
    r"(passphrase|password|pass|phrase)(goes)?(here)?"
)
_BRACKETED: Final = re.compile(r"<[^<>]+>|\[[^\[\]]+\]|\$?\{+[^{}]+\}+|%[^%]+%")
_BRACKETED_PASSPHRASE: Final = re.compile(r"(your|my|the|okx|api|key|secret)*pass(phrase|word)?")
#: Secrets that OKX's documentation and widely copied clients print as examples
#: (tests/vectors/signing.json names each one's source), in lower case.
_SAMPLES: Final = frozenset(
    {
        "22582bd0cff14c41edbf1ab98506286d",
        "e65791902180e9ef4510db6a77f6ebae",
        "chnoos4kvnxr_xq4k4c9qsfokwvndeclatcrlcbwykdynwgo",
        "arg13sdfgs",
    }
)


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """The three values; never shown in a `repr`, so that no log or traceback can hold them."""

    api_key: str
    secret_key: str
    passphrase: str

    def cleaned(self) -> Credentials:
        """Return the values as they are used: trimmed, and key and secret without quotes."""
        return Credentials(*(_clean(name, getattr(self, name)).value for name in FIELDS))

    def is_sendable(self) -> bool:
        """Tell whether the cleaned key and passphrase can and may stand in an HTTP header.

        An API key in which a secret stands, whole, beside other text or alone, may not; nor may
        a passphrase with one beside other text, which is longer than any of OKX's.
        """
        sent = (self.api_key, self.passphrase)
        longer = self.passphrase if len(self.passphrase) > PASSPHRASE_MAX_LENGTH else ""
        return not any(map(_SECRET_INSIDE.search, (self.api_key, longer))) and all(
            value.isascii() and value.isprintable() and 0 < len(value) <= CREDENTIAL_MAX_LENGTH
            for value in sent
        )


@dataclass(frozen=True, slots=True, repr=False)
class _Cleaned:
    value: str
    was_trimmed: bool
    was_quoted: bool


def check_format(api_key: str, secret_key: str, passphrase: str) -> tuple[Finding, ...]:
    """Return every format finding of three pasted values, field by field, errors first."""
    pasted = Credentials(api_key, secret_key, passphrase)
    cleaned = {name: _clean(name, getattr(pasted, name)) for name in FIELDS}
    values = {name: cleaned[name].value for name in FIELDS}
    order = list(FINDINGS)
    return tuple(
        finding(code, name)
        for name in FIELDS
        for code in sorted(
            {*_about_cleaning(cleaned[name]), *_about_value(name, values)}, key=order.index
        )
    )


def _clean(name: Field, raw: str) -> _Cleaned:
    # By index, since a slice per pair of quotes takes minutes for megabytes of them.
    value = trim(raw)
    start, end = 0, len(value)
    blanks = _blanks(value)
    was_trimmed, was_quoted = value != raw, False
    while (
        name != "passphrase"
        and end - start > 1
        and value[start] in _QUOTES
        and value[end - 1] in _QUOTES
    ):
        start, end, was_quoted = start + 1, end - 1, True
        while start < end and value[start] in blanks:
            start, was_trimmed = start + 1, True
        while start < end and value[end - 1] in blanks:
            end, was_trimmed = end - 1, True
    return _Cleaned(value[start:end], was_trimmed, was_quoted)


def _blanks(text: str) -> set[str]:
    return {" "} | _hidden(text)


def _hidden(text: str) -> set[str]:
    # A hidden character is not printable: the quick answer for most texts.
    return set() if text.isprintable() else set(filter(_is_hidden, set(text)))


def trim(text: str) -> str:
    """Return the text without spaces and hidden characters at its edges."""
    return text.strip("".join(_blanks(text)))


def _is_hidden(character: str) -> bool:
    return character != " " and unicodedata.category(character) in _HIDDEN


def _about_cleaning(cleaned: _Cleaned) -> Iterator[str]:
    if cleaned.was_trimmed and cleaned.value:
        yield "edge-whitespace"
    if cleaned.was_quoted and cleaned.value:
        yield "quoted-value"


def _about_value(name: Field, values: dict[Field, str]) -> Iterator[str]:
    value = values[name]
    if not value:
        yield "missing-field"
        return
    if _hidden(value):
        yield "hidden-characters"
    if _is_swapped(name, values):
        yield "fields-swapped"
    if _is_repeated(name, values):
        yield "repeated-value"
    if _is_placeholder(name, value):
        yield "placeholder"
    match name:
        case "api_key" if not API_KEY.fullmatch(value):
            yield "api-key-shape"
        case "secret_key" if not SECRET_KEY.fullmatch(value):
            yield "secret-key-shape"
        case "passphrase":
            yield from _about_passphrase(value)


def _about_passphrase(value: str) -> Iterator[str]:
    if any(not " " <= character <= "~" and not _is_hidden(character) for character in set(value)):
        yield "passphrase-not-sendable"
    # Reference 1.7: one digit, one capital, one small letter and one special character.
    classes = (r"[0-9]", r"[A-Z]", r"[a-z]", r"[!-/:-@\[-`{-~]")
    if not PASSPHRASE_MIN_LENGTH <= len(value) <= PASSPHRASE_MAX_LENGTH or not all(
        re.search(one, value) for one in classes
    ):
        yield "passphrase-rules"


def shape(value: str) -> Field:
    """Tell which field a value looks made for; a passphrase is what is neither UUID nor 32 hex."""
    matching = (name for name, pattern in _SHAPES.items() if pattern.fullmatch(value))
    return next(matching, "passphrase")


def _is_swapped(name: Field, values: dict[Field, str]) -> bool:
    """Tell whether a field holds another one's shape, while that other one lacks it."""
    other = shape(values[name])
    return other != name and shape(values[other]) != other


def _is_repeated(name: Field, values: dict[Field, str]) -> bool:
    """Tell whether a field holds another one's value, or the secret key beside other text."""
    if list(values.values()).count(values[name]) > 1:
        return True
    # API key and passphrase leave the browser, and the secret would leave with them.
    secret = values["secret_key"].lower()
    is_telling = len(secret) >= _TELLING_LENGTH and len(set(secret)) > 1
    return name != "secret_key" and is_telling and secret in values[name].lower()


def _is_placeholder(name: Field, value: str) -> bool:
    if _MASK_ALONE.fullmatch(value) or (name != "passphrase" and _MASK.search(value)):
        return True
    if len(value) > _STAND_IN_MAX_LENGTH:
        return False
    words = re.sub(r"[^0-9a-z]", "", value.lower())
    if name == "passphrase":
        return bool(
            (_BRACKETED.fullmatch(value) and _BRACKETED_PASSPHRASE.fullmatch(words))
            or _STAND_IN_PASSPHRASE.fullmatch(words)
        )
    return bool(
        _BRACKETED.fullmatch(value)
        or value.lower() in _SAMPLES
        or len(set(words)) == 1
        # Digits, also behind an `a`, may be a key of the right shape.
        or (words and shape(value) == "passphrase" and _STAND_IN.fullmatch(words))
    )
