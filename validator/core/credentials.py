"""What can be said of three pasted values before anyone is asked.

What OKX does not state is a warning, never an error:
an unusual but possible key must get to the live test.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, get_args

from validator.core.facts import CREDENTIAL_MAX_LENGTH, TEXT_MAX_LENGTH
from validator.core.findings import FINDINGS, Field, Finding, finding
from validator.core.foreign import identify, looks_like_email, meets_rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from validator.core.foreign import Foreign

FIELDS: Final[tuple[Field, ...]] = get_args(Field)

#: As OKX makes them (reference 1.1 and 1.4); letter case is ignored to tell one from the other.
API_KEY: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SECRET_KEY: Final = re.compile(r"[0-9A-F]{32}")
_SHAPES: Final[dict[Field, re.Pattern[str]]] = {
    "api_key": re.compile(API_KEY.pattern, re.ASCII | re.IGNORECASE),
    "secret_key": re.compile(SECRET_KEY.pattern, re.ASCII | re.IGNORECASE),
}

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
_LIKE_EMAIL: Final = (
    "This passphrase looks like an email address",
    "Enter the passphrase that you made up for this API key; if it is this one, go on.",
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

    def fits_headers(self) -> bool:
        """Whether API key and passphrase, cleaned, can stand in an HTTP header."""
        return all(
            value.isascii() and value.isprintable() and 0 < len(value) <= CREDENTIAL_MAX_LENGTH
            for value in (self.api_key, self.passphrase)
        )


@dataclass(frozen=True, slots=True, repr=False)
class _Cleaned:
    value: str
    was_trimmed: bool
    was_quoted: bool


def format_findings(pasted: Credentials) -> tuple[Finding, ...]:
    """Return every finding about the format of three values, field by field, errors first.

    Of a value that is foreign, or too long to be looked at, nothing else is said.
    """
    cleaned = {name: _clean(name, getattr(pasted, name)) for name in FIELDS}
    values = {name: cleaned[name].value for name in FIELDS}
    foreign = {name: identify(name, values[name]) for name in FIELDS if not is_long(values[name])}
    order = list(FINDINGS)
    found: list[Finding] = []
    for name in FIELDS:
        shape = foreign.get(name)
        if is_long(values[name]):
            found.append(finding(_SHAPE_CODES[name], name, *_TOO_LONG))
        elif shape is not None and shape.code != "fields-swapped":
            found.append(finding(shape.code, name, f"This looks like {shape.name}"))
        elif name == "passphrase" and looks_like_email(values[name]):
            found.append(finding("passphrase-rules", name, *_LIKE_EMAIL))
        else:
            codes = {*_about_cleaning(cleaned[name]), *_about_value(name, values, foreign)}
            found += [finding(code, name) for code in sorted(codes, key=order.index)]
    return tuple(found)


def is_long(text: str) -> bool:
    """Whether a text is longer than anything that is looked at."""
    return len(text) > TEXT_MAX_LENGTH


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


def _about_value(
    name: Field, values: dict[Field, str], foreign: dict[Field, Foreign | None]
) -> Iterator[str]:
    value = values[name]
    if not value:
        yield "missing-field"
        return
    if _hidden(value):
        yield "hidden-characters"
    if foreign.get(name) or _is_swapped(name, values, foreign):
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
    if not meets_rules(value):
        yield "passphrase-rules"


def shape(value: str) -> Field:
    """Tell which field a value looks made for; a passphrase is what is neither UUID nor 32 hex."""
    matching = (name for name, pattern in _SHAPES.items() if pattern.fullmatch(value))
    return next(matching, "passphrase")


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
            secret.lower() in values[name].lower()
            or any(encoded in values[name] for encoded in _encoded(secret))
        )
    )


def _encoded(secret: str) -> Iterator[str]:
    """Yield the Base64 of a secret key as text and, if it is hex, of its bytes."""
    contents = [secret.encode("utf-8", "surrogatepass")]
    if _SHAPES["secret_key"].fullmatch(secret):
        contents.append(bytes.fromhex(secret))
    for content in contents:
        yield base64.b64encode(content).decode().rstrip("=")


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
