"""The places of values in a text: the headings above them, and logins next to them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from validator.core.names import is_foreign, is_okx, read_name, words_of
from validator.core.values import SIGN

#: The signs of a rule around a heading: `--- Gmail ---`, `=== Gmail ===`.
_RULE: Final = "-=*#_~– —"
#: The part of a line that is read as a heading, in characters (our choice).
_LONGEST_HEADING: Final = 200
#: The label of an item's title, as in `- name: gmail` or `Wallet: Exodus`.
_TITLE_LINE: Final = re.compile(
    r"""["']?(?:name|title|site|id|service|account|wallet|app)["']?\s*[:=]\s*(?=\S)""",
    re.IGNORECASE,
)
#: A sign or line end between two parts of a text.
_PART_END: Final = re.compile(r"[\n\r,;|:=：()\[\]{}\"<>]")
#: A line that may be about something else: `Bank: ING`, `Host: 10.0.0.1`.
_SUBJECT: Final = re.compile(
    r"([^\W_][^=:：\n]{1,40})(?::\s|：)\s*([^\W\d_].*|\+\d.*|\d+\.\d+\..*)"
)
#: Signs of a login: an email address, or a website.
_LOGIN: Final = re.compile(r"\w@\w|\w\.[A-Za-z]{2,6}(?![\w.(])")


@dataclass(frozen=True, slots=True)
class Place:
    """The surroundings of a value in a text.

    A new `block` begins at each line, or list item in JSON, that may be about something else.
    `is_below` is true if a line above is about something else, `is_beside` if a pair above, a login
    on the next line or a login in the same JSON object may be what a password belongs to. A key or
    a heading for OKX ends what the lines above have set.
    """

    block: str = ""
    is_below: bool = False
    is_beside: bool = False


#: The default place: nothing above or beside is known.
NOWHERE: Final = Place()


class Places:
    """The place of each line, while a text is read."""

    def __init__(self) -> None:
        self.current = NOWHERE
        self._by_line: dict[int, Place] = {}
        self._logins: set[int] = set()

    def enter(self, number: int) -> None:
        """Give a line the current place, as set by the lines above it."""
        self._by_line[number] = self.current

    def at(self, number: int) -> Place:
        """Return the place of a line."""
        return self._by_line.get(number, NOWHERE)

    def is_above_login(self, number: int) -> bool:
        """Whether the line after this one has signs of a login."""
        return number + 1 in self._logins

    def end_other(self) -> None:
        """Record that the lines after a key are about that key again."""
        if self.current.is_below or self.current.is_beside:
            self.current = Place(self.current.block)

    def begin_other(self, number: int, *, is_login: bool = False) -> None:
        """Begin a block that is about something else."""
        self.current = Place(str(number + 1), is_below=True)
        if is_login:
            self._logins.add(number)

    def read_heading(self, number: int, line: str) -> None:
        """Begin a block at a line without a value if it may be about something else."""
        heading = line[:_LONGEST_HEADING].strip(_RULE)
        label = _TITLE_LINE.match(heading)
        if label is not None:
            heading = heading[label.end() :]
        words = words_of(heading)
        is_for_okx = is_okx(words)
        is_pair = SIGN.search(heading.rstrip(":")) is not None
        # `okx.com` is not a login, but `okx@example.org` is.
        is_login = _LOGIN.search(heading) is not None and (not is_for_okx or "@" in heading)
        if is_login or (not is_pair and is_foreign(words)):
            self.begin_other(number, is_login=is_login)
        elif is_for_okx and not is_pair:
            self.current = Place(str(number + 1))
        elif not is_for_okx and is_pair and _is_subject(heading):
            # A bank, a host or a phone: a password nearby may be its own.
            self.current = replace(self.current, is_beside=True)


def names_other(text: str) -> bool:
    """Whether a part of a text, between its lines and signs, names something else."""
    parts = [part.strip() for part in _PART_END.split(text)]
    return any(
        read_name(part) is None and is_foreign(tuple(filter(str.strip, words_of(part))))
        for part in parts
    )


def _is_subject(heading: str) -> bool:
    """Whether the label and value of a pair name something else; numbers count as such."""
    subject = _SUBJECT.fullmatch(heading)
    if subject is None:
        return False
    if "flicker" in words_of(subject[1]):
        # Flicker has logins of its own.
        return True
    return all(not part[0].isalpha() or is_foreign(words_of(part)) for part in subject.groups())
