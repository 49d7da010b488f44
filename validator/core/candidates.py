"""Candidates: values that a text holds, each with its name, its owner and its line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from validator.core.foreign_shapes import EMAIL
from validator.core.names import Name, is_foreign, is_okx, names_exchange, read_name, words_of
from validator.core.places import NOWHERE, Place
from validator.core.repair import exact
from validator.core.values import KEYS, SHAPE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validator.core.vocabulary import Entry

_NAMED: Final = ("name", "label", "key", "title", "field", "fieldname", "id", "k", "n")
_VALUED: Final = ("value", "v", "val", "content", "data")
#: Names of entries whose value is the exchange of a group.
SERVICE: Final = frozenset(
    {"exchange", "connector", "platform", "broker", "service", "exchange_name"}
)


@dataclass(frozen=True, slots=True, repr=False)
class Candidate:
    """A value that a text holds.

    `owner` identifies the group of values within a text; `title` is the heading above it.
    `row` is the line of a table's row, 0 outside of tables with a row for each key. `is_login` is a
    name as logins have it.
    """

    entry: Entry
    value: str
    owner: tuple[str, ...]
    line: int
    is_named: bool = True
    is_vague: bool = False
    is_okx: bool = False
    is_foreign: bool = False
    is_comment: bool = False
    is_login: bool = False
    title: str = ""
    row: int = 0
    place: Place = NOWHERE

    @property
    def is_exact(self) -> bool:
        """Whether this is a key or a secret key, with its shape."""
        return self.entry in KEYS and exact(self.entry, self.value) is not None


def candidate(
    name: Name, value: str, sections: tuple[str, ...], line: int, *, is_comment: bool = False
) -> Candidate:
    """Return a named value as a candidate; `sections` are the names around it, from outside in."""
    words = tuple(word for section in sections for word in words_of(section))
    return Candidate(
        name.entry,
        value,
        (*(section for section in sections if not section.isdigit()), name.owner),
        line,
        is_vague=name.is_vague,
        is_okx=name.is_okx or is_okx(words),
        is_foreign=(name.is_foreign and not is_okx(words))
        or (bool(words) and not name.is_okx and is_foreign(words)),
        is_comment=is_comment,
        is_login=name.is_login,
    )


def from_json(
    value: object, path: tuple[str, ...] = (), line: int = 0, block: str = ""
) -> Iterator[Candidate]:
    """Yield the candidates in parsed JSON; `path` are the names above, `line` its place."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            # The fields of an entry are a list, too, but of one block.
            is_field = isinstance(item, dict) and _name_and_value(_small(item)) is not None
            of_item = block if is_field else f"{block}/{'/'.join(path)}/{number}"
            yield from from_json(item, (*path, str(number)), line + number, of_item)
    if not isinstance(value, dict):
        return
    members = {str(name): member for name, member in value.items()}
    small = _small(members)
    for name, service in small.items():
        if not isinstance(service, str):
            continue
        is_name = name in {"name", "id", "title"}
        if name in SERVICE or (is_name and (path[-1:] == ("exchange",) or names_exchange(service))):
            path = (*path, service)
    pair = _name_and_value(small)
    if pair is not None:
        members = {pair[0]: pair[1]}
    place = Place(block, is_beside=any(map(_is_login, small.items())))
    for number, (name, member) in enumerate(members.items()):
        if isinstance(member, list) and member and all(isinstance(item, str) for item in member):
            read = read_name(name)
            if read is not None and read.entry in {"ip", "permissions"}:
                yield candidate(read, ", ".join(member), path, line + number)
                continue
        if isinstance(member, dict | list):
            yield from from_json(member, (*path, name), line + number, block)
        elif isinstance(member, str) and (read := read_name(name)) is not None:
            found = candidate(read, member, path, line + number)
            yield replace(found, place=place)


def texts_in(value: object) -> Iterator[str]:
    """Yield the texts in parsed JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for member in value.values() if isinstance(value, dict) else value:
            yield from texts_in(member)


def _small(members: dict[str, object]) -> dict[str, object]:
    return {str(name).lower(): member for name, member in members.items()}


def _is_login(member: tuple[str, object]) -> bool:
    """Whether a member of JSON is the name that a login is for."""
    name, value = member
    if not isinstance(value, str) or SHAPE.search(value):
        return False
    found = read_name(name)
    return EMAIL.pattern.match(value) is not None or (
        found is not None and found.is_login and found.entry == "api_key"
    )


def _name_and_value(members: dict[str, object]) -> tuple[str, str] | None:
    """Return a field of a password manager's entry: `{"name": "Secret key", "value": "…"}`."""
    for name in _NAMED:
        for value in _VALUED:
            pair = members.get(name), members.get(value)
            if isinstance(pair[1], dict):
                # `{"fieldName": "Secret key", "data": {"content": "…"}}`
                pair = pair[0], next(iter(pair[1].values()), None)
            if isinstance(pair[0], str) and isinstance(pair[1], str) and read_name(pair[0]):
                return pair[0], pair[1]
    return None
