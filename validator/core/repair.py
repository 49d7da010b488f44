"""Repairs a value that was pasted into its field, and records what was removed.

A key and a secret key are changed only where their shape leaves no doubt, and the letter case of
a secret key never; of a passphrase, only marks around it are removed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final, Literal

from validator.core.names import read_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validator.core.findings import Field

Mark = Literal["edges", "quotes", "label", "dashes", "spaces", "digits", "marks", "comment", "case"]

#: What is said of each, in this order.
SAID: Final[Mapping[Mark, str]] = {
    "label": "the name before it",
    "comment": "the comment after it",
    "marks": "signs around it",
    "quotes": "quotation marks",
    "spaces": "spaces inside it",
    "edges": "spaces around it",
    "dashes": "dashes that a phone made",
    "digits": "full-width characters",
    "case": "capital letters",
}

#: As OKX makes them (reference 1.1 and 1.4); letter case is ignored to tell one from the other.
API_KEY: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SECRET_KEY: Final = re.compile(r"[0-9A-F]{32}")
ANY_CASE: Final[Mapping[Field, re.Pattern[str]]] = {
    "api_key": re.compile(API_KEY.pattern, re.ASCII | re.IGNORECASE),
    "secret_key": re.compile(SECRET_KEY.pattern, re.ASCII | re.IGNORECASE),
}

#: No key and no secret begins or ends with one, so that any two of them are a pair.
_QUOTES: Final = frozenset("\"'`´“”„‟‘’‚‛«»‹›「」『』＂＇")
_HIDDEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
#: What may stand around a value in a list, in Markdown or in a program; never inside of one.
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"))
_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BLANKS_INSIDE: Final = re.compile(r"[ \t\r\n]+")
_BEFORE: Final = re.compile(r"(?:\d{1,2}[.)])?[\W_]*")
_AFTER: Final = re.compile(r"(?<![\W_])[\W_]+\Z")
COMMENT: Final = re.compile(r"(?<![ \t])[ \t]++(?:#|//|--|/\*|<!--|←|;(?=[ \t]*\w)).*\Z", re.DOTALL)
#: A value in quotation marks with the comma or bracket of a program behind it.
_CLOSED: Final = re.compile(r"""\A((["'`]).+\2)\s*[,;)}\]]+\Z""")
#: A tag of HTML.
TAG: Final = re.compile(
    r"</?(?:table|t(?:head|body|r|d|h)|p|div|span|li|ul|ol|code|pre|b|i|u|strong|em|br|h\d|a|font)"
    r"(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
_SIGN: Final = re.compile(r">>>|=>|:=|[=:：＝]")
#: A bullet or a tick: neither letter nor digit, nor a sign that OKX takes in a passphrase.
_BULLET: Final = re.compile(r"\A[^\w\x00-\x7f]+[ \t]+")
TICK: Final = re.compile(r"(?<![ \t])[ \t]++[^\w\x00-\x7f]+\Z")
_WRAPPED: Final = re.compile(
    r"""(["'`´])[^\n]+\1|[“„”][^\n]+[”“]|[‘‚’][^\n]+[’‘]|«[^\n]+»|「[^\n]+」"""
    r"""|<[^\n]+>|\[[^\n]+\]|\([^\n]+\)|\{[^\n]+\}|(\*\*|__|~~)[^\n]+\2"""
)


@dataclass(frozen=True, slots=True, repr=False)
class Repaired:
    """A value as it would be sent, and what was removed from the pasted text."""

    value: str
    marks: frozenset[Mark] = frozenset()


def repair(field: Field, text: str, *, undone: bool = False) -> Repaired:
    """Return the value in its field's text; if its repair was undone, only trimmed."""
    value = trim(text)
    marks: set[Mark] = {"edges"} if value != text and value else set()
    if undone:
        return Repaired(value, frozenset(marks))
    if field not in ANY_CASE:
        unwrapped, more = _passphrase(value)
    else:
        unwrapped, more = _key(field, value)
    return Repaired(unwrapped, frozenset(marks | more) if unwrapped else frozenset())


def trim(text: str) -> str:
    """Return the text without spaces and hidden characters at its edges."""
    # A hidden character is not printable: the quick answer for most texts.
    hidden = set() if text.isprintable() else set(filter(is_hidden, set(text)))
    return text.strip("".join({" "} | hidden))


def is_hidden(character: str) -> bool:
    """Whether a character is invisible; a plain space counts as visible."""
    return character != " " and unicodedata.category(character) in _HIDDEN


def wrapped_inside(passphrase: str) -> str | None:
    """Return a passphrase without the quotes or brackets around it, None if there are none."""
    found = _WRAPPED.fullmatch(passphrase)
    if found is None:
        return None
    width = 2 if found[2] else 1
    return passphrase[width:-width].strip() or None


def exact(field: Field, text: str) -> tuple[str, set[Mark]] | None:
    """Return the key or secret key in a text, and what was removed around and inside it."""
    marks: set[Mark] = set()

    def after(mark: Mark, changed: str, before: str) -> str:
        if changed != before:
            marks.add(mark)
        return changed

    if not _SHORTEST <= len(text) <= _LONGEST:
        return None
    value = after("marks", TAG.sub("", text), text)
    value = after("comment", COMMENT.sub("", value), value)
    if not value.isascii():
        value = after("digits", value.translate(_FULL_WIDTH), value)
        if field == "api_key":
            value = after("dashes", value.translate(_DASHES), value)
    bare = _AFTER.sub("", _BEFORE.sub("", value, count=1))
    if not ANY_CASE[field].fullmatch(_BLANKS_INSIDE.sub("", bare)):
        # A number that begins the value is no list's.
        bare = _AFTER.sub("", value.lstrip("".join(_QUOTES) + " \t*•-_"))
    value = after("marks", bare, value)
    value = after("spaces", _BLANKS_INSIDE.sub("", value), value)
    if not ANY_CASE[field].fullmatch(value):
        return None
    return (after("case", value.lower(), value) if field == "api_key" else value), marks


#: No text that holds a single key is longer or shorter, in characters, or has more signs before it
#: (our choice).
_LONGEST: Final = 400
_SHORTEST: Final = 32
_MOST_SIGNS: Final = 4


def _key(field: Field, value: str) -> tuple[str, set[Mark]]:
    quoted, marks = _unquote(value)
    if ANY_CASE[field].fullmatch(quoted) and (field == "secret_key" or quoted == quoted.lower()):
        return quoted, marks
    labeled = _after_label(field, value)
    if labeled is not None:
        labeled = trim(_after_label(field, labeled) or labeled)
    for text in (value, labeled):
        if text is not None and (found := exact(field, text)) is not None:
            return found[0], found[1] | ({"label"} if text is labeled else set())
    if labeled is not None:
        unlabeled, more = _unquote(labeled)
        return unlabeled, {"label", *more}
    return quoted, marks


def _passphrase(value: str) -> tuple[str, set[Mark]]:
    marks: set[Mark] = set()
    bare = TICK.sub("", _BULLET.sub("", value))
    if bare and bare != value:
        marks.add("marks")
        value = bare
    labeled = _after_label("passphrase", value)
    if labeled is not None:
        value, marks = _CLOSED.sub(r"\1", trim(labeled)), marks | {"label"}
        inside = wrapped_inside(value)
        if inside is not None and value[0] in _QUOTES:
            # Behind a name, quotes are syntax.
            value, marks = value[1:-1], marks | {"quotes"}
    return value, marks


def _after_label(field: Field, value: str) -> str | None:
    """Return the text after the field's own name, None if there is no such name."""
    above, _, below = value[:_LONGEST].partition("\n")
    name = read_name(above.strip(" \t\r*_#"))
    if name is not None and name.entry == field and not name.is_foreign and below.strip():
        return value[len(above) + 1 :]
    for sign in islice(_SIGN.finditer(value[:_LONGEST]), _MOST_SIGNS):
        label, rest = value[: sign.start()], value[sign.end() :]
        name = read_name(re.sub(r"\A\W*\d{1,2}[.)]\s+", "", label))
        if name is None:
            continue
        if "?" in label or "//" in label:
            return None  # a web address
        if name.entry != field or name.is_foreign or not rest.strip():
            return None
        # `pass=word` may be a passphrase itself; `Password: word` is none.
        return None if name.is_vague and not rest[0].isspace() else rest
    return None


def _unquote(value: str) -> tuple[str, set[Mark]]:
    # By index, since a slice per pair of quotes takes minutes for megabytes of them.
    start, end = 0, len(value)
    blanks = {" "} | (set() if value.isprintable() else set(filter(is_hidden, set(value))))
    marks: set[Mark] = set()
    while end - start > 1 and value[start] in _QUOTES and value[end - 1] in _QUOTES:
        start, end = start + 1, end - 1
        marks.add("quotes")
        while start < end and value[start] in blanks:
            start += 1
        while start < end and value[end - 1] in blanks:
            end -= 1
    return value[start:end], marks
