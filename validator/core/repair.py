"""Repairs a value that was pasted into its field, and records what was removed.

An API key or secret key is changed only if its shape is certain, and a secret key keeps its
letter case. Of a passphrase, only the marks around it are removed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validator.core.findings import Field

Mark = Literal[
    "edges", "quotes", "label", "comment", "copies", "dashes", "spaces", "digits", "marks", "case"
]

#: How a finding names what was removed, in this order.
REMOVED: Final[Mapping[Mark, str]] = {
    "label": "its name",
    "comment": "the comment after it",
    "copies": "a second copy of it",
    "marks": "signs around it",
    "quotes": "quotation marks",
    "spaces": "spaces inside it",
    "edges": "spaces around it",
}
#: How a finding names what was changed, in this order.
CHANGED: Final[Mapping[Mark, str]] = {
    "dashes": "dashes that a phone made",
    "digits": "full-width characters",
    "case": "capital letters",
}

#: As OKX generates them (reference 1.1 and 1.4). To distinguish them, letter case is ignored.
API_KEY: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SECRET_KEY: Final = re.compile(r"[0-9A-F]{32}")
ANY_CASE: Final[Mapping[Field, re.Pattern[str]]] = {
    "api_key": re.compile(API_KEY.pattern, re.ASCII | re.IGNORECASE),
    "secret_key": re.compile(SECRET_KEY.pattern, re.ASCII | re.IGNORECASE),
}

#: No API key or secret key begins or ends with a quote, so any two of these count as a pair.
_QUOTES: Final = frozenset("\"'`´“”„‟‘’‚‛«»‹›「」『』＂＇")
_HIDDEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
#: Dashes that phones and editors put in place of a hyphen.
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"))
_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BLANKS_INSIDE: Final = re.compile(r"[ \t\r\n]+")
#: Symbols and list numbers around a value, as in a list, in Markdown or in program code.
_BEFORE: Final = re.compile(r"(?:[\W_]*\d{1,2}[.)])?[\W_]*")
_AFTER: Final = re.compile(r"(?<![\W_])[\W_]+\Z")
COMMENT: Final = re.compile(
    r"(?<![ \t])[ \t]++(?:#|//|--|/\*|<!?--?|←|;(?=[ \t]*\w)|\([^()]*\)\Z).*\Z", re.DOTALL
)
#: The same value twice.
_TWICE: Final = re.compile(r"\A([0-9A-Fa-f-]{32,36})(?:[\s,;|]+\1)+\Z")
#: An HTML tag.
TAG: Final = re.compile(
    r"</?(?:table|t(?:head|body|r|d|h)|p|div|span|li|ul|ol|d[ltd]|code|pre|b|i|u|strong|em|br|h\d|a|font)"
    r"(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
#: A bullet or tick: a non-ASCII symbol, which OKX doesn't accept in a passphrase.
_BULLET: Final = re.compile(r"\A[^\w\x00-\x7f]+[ \t]+")
TICK: Final = re.compile(r"(?<![ \t])[ \t]++[^\w\x00-\x7f]+\Z")
#: `- P`, `1. P`: of a list, or of the passphrase itself.
_LIST_MARK: Final = re.compile(r"([-+>]|\d{1,2}[.)])[ \t]+(?=\S+\Z)")
_WRAPPED: Final = re.compile(
    r"""(["'`´])[^\n]+\1|[“„”][^\n]+[”“]|[‘‚’][^\n]+[’‘]|«[^\n]+»|「[^\n]+」"""
    r"""|<[^\n]+>|\[[^\n]+\]|\([^\n]+\)|\{[^\n]+\}|(\*\*|__|~~)[^\n]+\2"""
)


#: Not hidden characters, since most programs show them.
LINE_ENDS_AND_TABS: Final = frozenset("\t\n\r")


@dataclass(frozen=True, slots=True, repr=False)
class Repaired:
    """A value as it would be sent, and what was removed from the pasted text."""

    value: str
    marks: frozenset[Mark] = frozenset()


def repair(field: Field, text: str, named: str | None = None, *, undone: bool = False) -> Repaired:
    """Return the repaired value, or the trimmed text if the user undid the repair.

    `named` is the value after its field's own name, None if the text holds no such name.
    """
    value = trim(text)
    marks: set[Mark] = {"edges"} if value != text and value else set()
    if undone:
        return Repaired(value, frozenset(marks))
    if named is not None:
        value, marks = trim(named), marks | {"label"}
    if field not in ANY_CASE:
        unwrapped, more = _passphrase(value)
    else:
        unwrapped, more = _key(field, value)
    return Repaired(unwrapped, frozenset(marks | more) if unwrapped else frozenset())


def trim(text: str) -> str:
    """Return the text without spaces and hidden characters at its edges."""
    # Most texts are printable and have no hidden characters, which makes this fast.
    hidden = set() if text.isprintable() else set(filter(is_hidden, set(text)))
    return text.strip("".join({" "} | hidden))


def is_hidden(character: str) -> bool:
    """Whether a character is invisible; a plain space counts as visible."""
    return character != " " and unicodedata.category(character) in _HIDDEN


def is_hidden_inside(char: str) -> bool:
    """Whether a character inside a value is invisible; line ends and tabs count as visible."""
    return char not in LINE_ENDS_AND_TABS and is_hidden(char)


def wrapped_inside(passphrase: str) -> str | None:
    """Return a passphrase without what may only surround it, None if there is nothing.

    Quotes or brackets, the mark of a list, and a comma behind quotes.
    """
    mark = list_mark(passphrase)
    if mark is not None:
        return passphrase.removeprefix(mark).lstrip(" \t")
    text = passphrase.rstrip(" ,;")
    found = _WRAPPED.fullmatch(text)
    if found is None:
        return None
    width = 2 if found[2] else 1
    return text[width:-width].strip() or None


def list_mark(passphrase: str) -> str | None:
    """Return the mark of a list before a passphrase, as in `- P` and `1. P`, None if none."""
    found = _LIST_MARK.match(passphrase)
    return None if found is None else found[1]


#: The length of a text with a single key, in characters (our choice).
_LENGTHS: Final = range(32, 401)


def exact(field: Field, text: str) -> tuple[str, set[Mark]] | None:
    """Return the key or secret key in a text, and what was removed around and inside it."""
    marks: set[Mark] = set()

    def record(mark: Mark, changed: str, before: str) -> str:
        if changed != before:
            marks.add(mark)
        return changed

    if len(text) not in _LENGTHS:
        return None
    if ANY_CASE[field].fullmatch(text) and (field == "secret_key" or text == text.lower()):
        return text, marks
    value = record("marks", TAG.sub("", text), text)
    value = record("comment", COMMENT.sub("", value), value)
    value = record("copies", _TWICE.sub(r"\1", value), value)
    if not value.isascii():
        value = record("digits", value.translate(_FULL_WIDTH), value)
        if field == "api_key":
            value = record("dashes", value.translate(_DASHES), value)
    bare = _AFTER.sub("", _BEFORE.sub("", value, count=1))
    if not ANY_CASE[field].fullmatch(_BLANKS_INSIDE.sub("", bare)):
        # The number at the start belongs to the value, not to a list.
        bare = _AFTER.sub("", value.lstrip("".join(_QUOTES) + " \t*•-_"))
    value = record("marks", bare, value)
    value = record("spaces", _BLANKS_INSIDE.sub("", value), value)
    if not ANY_CASE[field].fullmatch(value):
        return None
    return (record("case", value.lower(), value) if field == "api_key" else value), marks


def _key(field: Field, value: str) -> tuple[str, set[Mark]]:
    quoted, marks = _unquote(value)
    if ANY_CASE[field].fullmatch(quoted) and (field == "secret_key" or quoted == quoted.lower()):
        return quoted, marks
    return exact(field, value) or (quoted, marks)


def _passphrase(value: str) -> tuple[str, set[Mark]]:
    quoted, removed = _unquote(value)
    if removed and any(pattern.fullmatch(quoted) for pattern in ANY_CASE.values()):
        # A key in the wrong field.
        return quoted, removed
    bare = TICK.sub("", _BULLET.sub("", value))
    return (bare, {"marks"}) if bare and bare != value else (value, set())


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
