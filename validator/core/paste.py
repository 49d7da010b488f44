"""Finds the three values in a pasted text: first all candidates, then one group of them.

A candidate is a value with its name, owner and line. A value under another service's name is never
taken; all three values come from one group, and if a text holds several OKX keys, the user chooses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from validator.core.candidates import Candidate, from_json, texts_in
from validator.core.doubts import is_doubtful, may_be_anothers
from validator.core.lines import Lines
from validator.core.names import is_foreign, read_name, words_of
from validator.core.repair import TAG, exact, trim
from validator.core.reply import parse_json
from validator.core.values import KEYS

if TYPE_CHECKING:
    from validator.core.findings import Field

#: The end of a name before its value, where the two cannot be one passphrase.
_NAME_END: Final = re.compile(r"(?:：|[=:＝>][*_]*(?:\s+|(?=[\"'“])))[\"'“]?\Z|\n\Z")
#: A name at the start of a text without spaces.
_NAME_FIRST: Final = re.compile(r"\W*+(?:[^\W\d]|[.-])++\d*+[^\w=:：]*+[=:：]")
_VALUES: Final[tuple[Field, ...]] = ("api_key", "secret_key", "passphrase")


@dataclass(slots=True, repr=False)
class Group:
    """Values that belong together, with a label that holds none of them."""

    owner: tuple[str, ...]
    line: int
    row: int = 0
    is_okx: bool = False
    values: dict[Field, Candidate] = field(default_factory=dict)
    left_out: Candidate | None = None

    @property
    def label(self) -> str:
        """The words that distinguish this group from others."""
        titles = (found.title for found in self.values.values() if found.title)
        return " ".join(word for word in self.owner if word).strip("[ ") or next(titles, "")

    @property
    def key(self) -> str:
        """The API key as it would be sent, empty where there is none."""
        if "api_key" not in self.values:
            return ""
        value = self.values["api_key"].value
        repaired = exact("api_key", value)
        return value if repaired is None else repaired[0]


@dataclass(frozen=True, slots=True, repr=False)
class Paste:
    """The groups of values in a text (one if there is no doubt), and its claims about the key.

    `named` is the only value with a name, not counting those of other services and of logins.
    `is_foreign` is true if there is such a value, but there are no groups and no `named`.
    """

    groups: tuple[Group, ...] = ()
    claims: tuple[Candidate, ...] = ()
    is_foreign: bool = False
    named: Candidate | None = None


def read(text: str) -> Paste:
    """Read a text; it has no groups if it is just one value."""
    candidates = [_typed(candidate) for candidate in _candidates(text)]
    own = [found for found in candidates if not found.is_foreign]
    if any(not found.is_comment for found in own if found.entry in _VALUES):
        own = [found for found in own if not found.is_comment]
    values = [(found.entry, found) for found in own if found.entry in _VALUES and found.value]
    if not _is_several([found for _, found in values], text):
        named = _named_alone(values, text)
        others = [found for found in candidates if found.is_foreign or found.is_login]
        if named is not None and may_be_anothers(named, others, text):
            return Paste(is_foreign=True)
        # A single word may be a password with a sign in it: `5v8Ak8h:e`.
        may_be_name = len(text.split()) > 1 or _NAME_FIRST.match(text) is not None
        is_another = any(found.value for found in others) and may_be_name and named is None
        return Paste(is_foreign=is_another, named=named)
    groups = _choose(_grouped(values))
    passphrases = [found for entry, found in values if entry == "passphrase"]
    for group in groups:
        _leave_out_doubtful(group, passphrases)
    claims = tuple(found for found in own if found.entry in {"ip", "permissions"})
    return Paste(tuple(groups), claims, named=_named_alone(values, text))


def _named_alone(values: list[tuple[Field, Candidate]], text: str) -> Candidate | None:
    """Return the one named value in a text, None for several or in a web address."""
    named = [found for _, found in values if found.is_named and not found.is_login]
    if len(named) != 1 or "://" in text:
        return None
    before = text[: text.find(named[0].value)]
    # `pass=word` may be a passphrase itself; `Password: word` is not.
    is_part = named[0].is_vague and named[0].entry not in KEYS and not _NAME_END.search(before)
    return None if is_part else named[0]


def _is_several(values: list[Candidate], text: str) -> bool:
    """Whether a text is more than one value of a field.

    Without a key's shape, one line needs all three names: a passphrase may be `ip=secret:1`.
    """
    entries = {found.entry for found in values}
    if not entries & {"api_key", "secret_key"}:
        return False
    has_shape = any(map(_is_exact, values))
    is_multiline = len(text.strip().splitlines()) > 1
    named = {found.entry for found in values if found.is_named}
    is_clear = any(found.is_named and not found.is_vague for found in values)
    if has_shape:
        keys = {found.value for found in values if found.entry == "api_key"}
        return len(entries) > 1 or len(keys) > 1 or is_clear
    return is_clear and (len(named) > 2 or (len(named) > 1 and is_multiline))


def _typed(candidate: Candidate) -> Candidate:
    """Return a candidate of a vague name with the entry that fits its value's shape."""
    if candidate.entry in _VALUES and candidate.is_vague:
        for entry in KEYS:
            if exact(entry, candidate.value):
                return replace(candidate, entry=entry)
    return candidate


# Step 2: one group


def _grouped(values: list[tuple[Field, Candidate]]) -> list[Group]:
    """Return the values grouped by owner; a repeated entry begins another group.

    So does an API key after the name of a login, or after another service's key.
    """
    groups: list[Group] = []
    current: dict[tuple[tuple[str, ...], int], Group] = {}
    for entry, found in values:
        group = current.get((found.owner, found.row))
        earlier = None if group is None else group.values.get(entry)
        is_first_exact = earlier is not None and _is_exact(found) and not _is_exact(earlier)
        is_next_key = entry == "api_key" and is_first_exact
        if group is None or is_next_key or (earlier is not None and not _is_better(found, earlier)):
            is_unclear = found.is_vague and not _is_exact(found)
            is_repeated = earlier is not None and (earlier.value == found.value or is_unclear)
            if is_repeated and not is_next_key:
                continue
            group = current[found.owner, found.row] = Group(found.owner, found.line, found.row)
            groups.append(group)
        group.values[entry] = found
        group.is_okx |= found.is_okx
    return groups


def _is_better(found: Candidate, earlier: Candidate) -> bool:
    return earlier.is_vague and not _is_exact(earlier) and (not found.is_vague or _is_exact(found))


def _is_exact(found: Candidate) -> bool:
    """Whether a key or a secret key has its shape."""
    return found.entry in KEYS and exact(found.entry, found.value) is not None


def _choose(groups: list[Group]) -> list[Group]:
    """Return the groups with an OKX key, or the likeliest one, completed from the other groups."""
    holding = [group for group in groups if _has_shape(group, "api_key")]
    if not holding:
        holding = [group for group in groups if "api_key" in group.values] or groups
        holding = [next((group for group in holding if group.is_okx), holding[0])]
    if any(group.is_okx for group in holding):
        # If a group is named after OKX, groups named after something else are not OKX's.
        holding = [group for group in holding if group.is_okx or _may_be_okx(group)]
    distinct: dict[str, Group] = {}
    for group in holding:
        first = distinct.setdefault(group.key, group)
        for entry, found in group.values.items():
            first.values.setdefault(entry, found)
    chosen = list(distinct.values())
    others = [group for group in groups if all(group is not holder for holder in holding)]
    for group in chosen:
        for entry in _VALUES:
            if entry not in group.values:
                _fill(group, entry, others, is_only=len(chosen) == 1)
    return chosen


def _fill(group: Group, entry: Field, others: list[Group], *, is_only: bool) -> None:
    offered = [
        other
        for other in others
        if entry in other.values
        # A passphrase beside another key belongs to that one.
        and ((entry in KEYS and _has_shape(other, entry)) or "api_key" not in other.values)
    ]
    if entry == "secret_key":
        offered = [other for other in offered if _has_shape(other, entry)] or offered
    if not offered or (not is_only and len(offered) > 1):
        return
    nearest = min(
        offered,
        key=lambda other: (
            other.owner != group.owner,
            not other.is_okx,
            other.values[entry].is_vague,
            abs(other.values[entry].line - group.line),
        ),
    )
    group.values[entry] = nearest.values[entry]


def _leave_out_doubtful(group: Group, passphrases: list[Candidate]) -> None:
    """Replace a passphrase that may be another service's with the key's own, or leave it out."""
    passphrase = group.values.get("passphrase")
    keys = [group.values[entry] for entry in KEYS if entry in group.values]
    if passphrase is None or not is_doubtful(passphrase, keys):
        return
    owners = {found.owner for found in keys}
    own = [found for found in passphrases if found.owner in owners and not is_doubtful(found, keys)]
    if own:
        group.values["passphrase"] = own[0]
    else:
        group.left_out = group.values.pop("passphrase")


def _has_shape(group: Group, entry: Field) -> bool:
    return entry in group.values and _is_exact(group.values[entry])


def _may_be_okx(group: Group) -> bool:
    return not is_foreign(tuple(word for label in group.owner for word in words_of(label)))


# Step 1: all candidates


#: The end of a row or line in HTML.
_ROW: Final = re.compile(r"</(?:tr|p|div|li|dd|h\d)>|<br */?>", re.IGNORECASE)
#: `<apiKey>K</apiKey>`
_ELEMENT: Final = re.compile(r"<(\w{2,40})>([^<>\n]*)</\1>")
#: A name in JSON inside of another text: `{\\"apiKey\\": \\"K\\"}`.
_ESCAPED: Final = re.compile(r'\\"\w+\\"\s*:')
#: The end of a cell in HTML.
_CELL: Final = re.compile(r"</(?:t[dh]|dt)>", re.IGNORECASE)


def _candidates(text: str) -> list[Candidate]:
    stripped = trim(text)
    try:
        parsed = parse_json(stripped) if stripped[:1] in {"{", "[", '"'} else None
    except ValueError:
        parsed = None  # not JSON, perhaps program code
    candidates = list(from_json(parsed))
    if candidates:
        return candidates
    # Notes, or JSON inside of a text.
    text = "\n".join(texts_in(parsed)) or text.lstrip("\ufeff")
    if _ESCAPED.search(text):
        text = text.replace('\\"', '"').replace("\\n", "\n")
    if _ROW.search(text) or _CELL.search(text):
        text = TAG.sub(" ", _CELL.sub("\t", _ROW.sub("\n", text))).replace("&nbsp;", " ")
    elif "</" in text:
        text = _ELEMENT.sub(_as_line, text)
    return Lines(text).candidates()


def _as_line(element: re.Match[str]) -> str:
    is_named = read_name(element[1]) is not None
    return f"\n{element[1]}: {element[2]}\n" if is_named else element[0]
