"""Values without a name, recognized by their shape."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from validator.core.candidates import Candidate
from validator.core.facts import PASSPHRASE_MAX_LENGTH
from validator.core.findings import FIELDS
from validator.core.foreign import meets_rules
from validator.core.names import is_foreign, is_okx, read_name, words_of
from validator.core.pairs import LIST_MARK
from validator.core.repair import ANY_CASE, exact, trim
from validator.core.values import KEYS, QUOTES, SHAPE, SIGN, literals, unquoted

if TYPE_CHECKING:
    from validator.core.findings import Field

#: A name at the start of a line, with its sign.
_OTHER_NAME: Final = re.compile(r"\A\W*[^\W\d][\w.\-]*(?: [\w.\-]+)?\s*[=:：]")
#: The length of the shortest line with a key or secret key, in characters.
_SHORTEST_KEY: Final = 32
_SEVERAL: Final = 2
#: The signs between the cells of a row.
_DELIMITERS: Final = frozenset("\t,;|")
_BRACKETS: Final = {"(": ")", "[": "]", "{": "}", '"': '"', "'": "'"}
#: A value in a program, alone on its line.
_STRING: Final = re.compile(r"""(["'`])(.+)\1[\s),;\]}]*""")
_ADDRESS: Final = re.compile(r"\d+(?:\.\d+){3}(?:/\d+)?")
#: A shorter name may be a part of a passphrase, in characters.
_SHORTEST_LONG_NAME: Final = 8
#: How far into a line its name may reach, in characters.
_NAME_REACH: Final = 40


def shape(value: str) -> Field:
    """Return the field whose shape a value has: the passphrase if no other's."""
    matching = (name for name, pattern in ANY_CASE.items() if pattern.fullmatch(value))
    return next(matching, "passphrase")


def may_be_passphrase(value: str) -> bool:
    """Whether OKX could take a value as a passphrase, by its length and its lines."""
    return len(value) <= PASSPHRASE_MAX_LENGTH and value.isprintable()


def by_shape(
    lines: list[tuple[int, str]], path: tuple[str, ...], *, has_passphrase: bool
) -> list[Candidate]:
    """Return the keys and secret keys in numbered lines, and what may be the passphrase."""
    rows = [(number, line) for number, line in lines if _is_pair(line)]
    if len(rows) > 1:
        return [value for number, line in rows for value in _row(number, line)]
    found: list[Candidate] = []
    left: list[tuple[int, str]] = []
    for number, line in lines:
        if _has_foreign_name(number, line):
            continue
        keys = _keys(number, line)
        found += keys
        left += [(number, part) for part in (_other_parts(line) if keys else [line])]
    is_one_key = len({value.value for value in found if value.entry == "api_key"}) < _SEVERAL
    if len(found) > 1 and is_one_key and not has_passphrase:
        items = [(number, item) for number, part in left if (item := _item(part))]
        # `OKX`, or a name with it above the keys, is a heading.
        items = [
            item
            for item in items
            if not is_okx(words_of(item[1])) or (item[0] >= found[0].line and meets_rules(item[1]))
        ]
        after = [item for item in items if item[0] >= found[-1].line]
        likely = [item for item in after if meets_rules(item[1]) and len(item[1].split()) == 1]
        words = [item for item in items if len(item[1].split()) == 1]
        # One word of letters may be a heading.
        is_heading = len(words) == 1 and words[0][1].isalpha()
        for offered in (items, after, [] if is_heading else words, likely):
            if len(offered) == 1 and len(offered[0][1]) <= PASSPHRASE_MAX_LENGTH:
                number, value = offered[0]
                return [*found, Candidate("passphrase", value, path, number, is_named=False)]
    return found


def bare_lines(text: str) -> list[Candidate]:
    """Return the three values of a text with a line for each, empty for any other text."""
    lines = [(number, line) for number, line in enumerate(text.splitlines()) if line.strip()]
    if len(lines) != len(FIELDS):
        return []
    found = []
    ends = {line.rstrip()[-1:] for _, line in lines}
    delimiter = ends.pop() if len(ends) == 1 and ends <= _DELIMITERS else ""
    for number, line in lines:
        value = _item(line.rstrip().removesuffix(delimiter))
        field = next((name for name in KEYS if ANY_CASE[name].fullmatch(value)), FIELDS[-1])
        found.append(Candidate(field, value, ("",), number, is_named=False))
    values = {candidate.entry: candidate.value for candidate in found}
    is_heading = found[0].entry == "passphrase" and is_okx(words_of(found[0].value))
    is_whole = len(values) == len(FIELDS) and _is_bare(values["passphrase"])
    return found if is_whole and not is_heading else []


def _is_bare(line: str) -> bool:
    """Whether a line is a passphrase, even `Pass=word1!`, and not a name and its value."""
    head, *rest = SIGN.split(line, maxsplit=1)
    name = read_name(head) if rest else None
    is_name = rest and (
        name is None
        or name.is_foreign
        or len(head) >= _SHORTEST_LONG_NAME
        or (name.entry == "passphrase" and meets_rules(rest[0]))
    )
    return len(line.split()) == 1 and meets_rules(line) and not is_name


def _keys(number: int, line: str) -> list[Candidate]:
    if len(line) < _SHORTEST_KEY:
        return []
    found: list[tuple[Field, str]] = [
        ("api_key" if match["api_key"] else "secret_key", match[0])
        for match in SHAPE.finditer(line)
    ] or [(entry, line) for entry in KEYS if exact(entry, line)][:1]
    return [Candidate(entry, value, ("",), number, is_named=False) for entry, value in found]


def _row(number: int, line: str) -> list[Candidate]:
    """Return the values in one of several lines that hold a key each."""
    if _has_foreign_name(number, line):
        return []
    name = _OTHER_NAME.match(line)
    title = "" if name is None else name[0].strip(" \t-*=:：")
    items = [item for part in _other_parts(line) if (item := _item(part))]
    likely = [item for item in items if meets_rules(item)]
    found = _keys(number, line)
    if len(likely) == 1:
        found.append(Candidate("passphrase", likely[0], ("",), number, is_named=False))
    return [replace(value, title=title, row=number + 1) for value in found]


def _has_foreign_name(number: int, line: str) -> bool:
    """Whether a line begins with the name of something else; a key's may be in any alphabet."""
    other = _OTHER_NAME.match(line)
    return (
        other is not None
        and (line.isascii() or not _keys(number, line))
        and not SHAPE.search(other[0].rstrip("=: "))
        and not is_okx(words_of(line[:_NAME_REACH]))
        and (is_foreign(words_of(other[0])) or not _is_pair(line))
    )


def _is_pair(line: str) -> bool:
    """Whether a line holds a key and its secret key: `api = AccountAPI("K", "S", "P")`."""
    return {match.lastgroup for match in SHAPE.finditer(line)} == set(KEYS)


def _other_parts(line: str) -> list[str]:
    """Return the other parts of a line with keys: in quotation marks, or between signs."""
    shapes = list(SHAPE.finditer(line))
    if not shapes:
        return []
    is_quoted = line[shapes[0].start() - 1] in QUOTES and shapes[0].start() > 0
    quoted = [text for text in literals(line) if not SHAPE.search(text)]
    if len(shapes) > 1 and quoted and is_quoted:
        likely = [text for text in quoted if meets_rules(text)]
        if not likely:
            likely = literals(line[shapes[-1].end() + 1 :])[:1]
        return [f'"{text}"' for text in likely]
    opening = line[: shapes[0].start()].rstrip()[-1:]
    if opening in _BRACKETS:
        line = line.rstrip(" ,;").removesuffix(_BRACKETS[opening])
    unmarked = SHAPE.sub(" ", _OTHER_NAME.sub("", LIST_MARK.sub("", line)))
    between = line[shapes[0].end() : shapes[-1].start()].strip(" ")
    if between in _DELIMITERS:
        parts = [part.strip() for part in unmarked.split(between)]
        after = [part.strip() for part in line[shapes[-1].end() :].split(between)]
        # What stands before the keys is mostly their name.
        return after if any(after) else parts if sum(map(bool, parts)) == 1 else []
    # The separator may also precede the last value.
    return [part.lstrip(":/|") for part in re.split(r"[\s,;|]+", unmarked)]


def _item(text: str) -> str:
    """Return a line without list mark and quotes; empty if it has no letter or digit."""
    bare = trim(LIST_MARK.sub("", text))
    string = _STRING.fullmatch(bare)
    bare = unquoted(bare) if string is None else string[2]
    return bare if any(map(str.isalnum, bare)) and not _ADDRESS.fullmatch(bare) else ""
