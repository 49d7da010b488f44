"""Where the values of a text stand: below which heading, after which login."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from validator.core.names import is_foreign, is_okx, words_of
from validator.core.values import SIGN

#: The signs of a rule around a heading: `--- Gmail ---`, `=== Gmail ===`.
_RULE: Final = "-=*#_~– —"
#: How much of a line tells what it is about, in characters (our choice).
_LONGEST_HEADING: Final = 200
#: `- name: gmail`, as a list has it; `Wallet: Exodus`.
_TITLE_LINE: Final = re.compile(
    r"""["']?(?:name|title|site|id|service|account|wallet|app)["']?\s*[:=]\s*(?=\S)""",
    re.IGNORECASE,
)
#: Another thing that a line names, as people write it: `Bank: ING`, `Host: 10.0.0.1`.
_SUBJECT: Final = re.compile(
    r"([^\W_][^=:：\n]{1,40})(?::\s|：)\s*([^\W\d_].*|\+\d.*|\d+\.\d+\..*)"
)
#: Signs of a login: an email address, or a website.
_LOGIN: Final = re.compile(r"\w@\w|\w\.[A-Za-z]{2,6}(?![\w.(])")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands among what else a text holds.

    A `block` begins at each line, or item of a list, that may be about something else. `is_below`
    says that a line above is about something else and no key stands between, `is_beside` that a
    line above or the next one has what a password may belong to.
    """

    block: str = ""
    is_below: bool = False
    is_beside: bool = False


#: The start of a text, or a text without lines.
NOWHERE: Final = Place()


class Places:
    """The place of each line, while a text is read."""

    def __init__(self) -> None:
        self.current = NOWHERE
        self._by_line: dict[int, Place] = {}
        self._logins: set[int] = set()

    def enter(self, number: int) -> None:
        """Enter a line, whose values stand where those of the line before did."""
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
        named = _TITLE_LINE.match(heading)
        heading = heading if named is None else heading[named.end() :]
        words = words_of(heading)
        is_pair = SIGN.search(heading.rstrip(":")) is not None
        is_login = _LOGIN.search(heading) is not None and not (is_okx(words) and "@" not in heading)
        if is_login or (not is_pair and is_foreign(words)):
            self.begin_other(number, is_login=is_login)
        elif is_okx(words) and not is_pair:
            self.current = Place(str(number + 1))
        elif is_pair and (subject := _SUBJECT.fullmatch(heading)) is not None and not is_okx(words):
            parts = [part for part in subject.groups() if part[0].isalpha()]
            if all(is_foreign(words_of(part)) for part in parts):
                self.current = replace(self.current, is_beside=True)
