"""The sections that a line stands in: `[okx]`, `okx:` with lines indented below, a heading."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Final

from validator.core.candidates import SERVICE
from validator.core.names import is_okx, words_of
from validator.core.values import KEYS, SHAPE
from validator.core.vocabulary import EXCHANGES

_HEADER: Final = re.compile(r"\s*\[+([^\[\]\"'=]{1,60})\]+\s*")
_NAME: Final = re.compile(r"\s*[\w .\"'-]{1,40}")
#: A few words that may be a heading, without the signs or digits of a passphrase.
_TITLE: Final = re.compile(r"[^\W\d_]+(?:[ .&()-]+[^\W\d_]+){0,3}(?: \d{1,2})?\W*")
#: How much of a heading names a group, in characters.
_LONGEST_TITLE: Final = 40
_EXCHANGE: Final = re.compile(rf"(?<![a-z])(?:{EXCHANGES})(?![a-z])", re.IGNORECASE)
#: Names of a title, as in `Name: Binance`.
_TITLE_NAMES: Final = frozenset({"name", "title", "site", "account", "app"})


class Sections:
    """The sections that the current line stands in, from outside in."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        #: Indentation and name of each.
        self._open: list[tuple[int, str]] = []
        #: The heading above.
        self.title = ""
        self._title_line = 0

    @property
    def path(self) -> tuple[str, ...]:
        """The names of the sections."""
        return tuple(name for _, name in self._open)

    def begin(self, name: str | None) -> None:
        """Leave all sections, and enter the one of a heading if it has a name."""
        self._open = [] if name is None else [(0, name)]

    @property
    def is_others(self) -> bool:
        """Whether the heading above names another exchange."""
        return _is_exchange(self.title)

    def read_heading(self, number: int, heading: str, *, is_marked: bool) -> None:
        """Record a heading, without its marks, or a line that may be one.

        Another exchange's heading holds until a marked heading, or one that names an exchange.
        """
        is_for_okx = is_okx(words_of(heading))
        if is_marked:
            self.begin(heading if is_for_okx else None)
        names_exchange = is_for_okx or _is_exchange(heading)
        is_title = _TITLE.fullmatch(heading) and (names_exchange or not self.is_others)
        if is_marked or is_title:
            self._set_title(number, heading)

    def end_others(self, number: int) -> None:
        """Leave another exchange's heading if a paragraph below its own holds OKX's two keys."""
        above = self._lines[self._title_line + 1 : number]
        if self.is_others and any(map(str.strip, above)) and not above[-1].strip():
            paragraph = "\n".join(takewhile(str.strip, self._lines[number:]))
            if {match.lastgroup for match in SHAPE.finditer(paragraph)} == set(KEYS):
                self.title = ""

    def enter(self, number: int) -> bool:
        """Enter the section that a line begins: `[okx]`, `exchange: okx`, `okx:`."""
        line = self._lines[number]
        header = _HEADER.fullmatch(line)
        if header is not None:
            self.begin(f"[{header[1]}")
            self._set_title(number, header[1])
            return True
        name, sign, rest = line.partition(":")
        service, _, value = line.partition(":" if sign else "=")
        service, value = service.strip(" -\"'").lower(), value.strip(" \"',;")
        if value and (service in SERVICE or (service in _TITLE_NAMES and _is_exchange(value))):
            self.begin("[" + value)
            self._set_title(number, value)
            return True
        if service in _TITLE_NAMES and is_okx(words_of(value)):
            self.read_heading(number, value, is_marked=True)
            return True
        if sign and not rest.strip() and _NAME.fullmatch(name):
            indent = _indent(line)
            below = self._lines[number + 1 : number + 2]
            if not below or _indent(below[0]) <= indent:
                # It has no lines of its own: a heading.
                self.read_heading(number, name.strip(" -\"'"), is_marked=False)
            while self._open and self._open[-1][0] >= indent:
                self._open.pop()
            self._open.append((indent, name.strip(" -\"'")))
            return True
        return False

    def leave(self, line: str) -> None:
        """Leave the sections that a line is not indented in; `[okx]` ends at the next one."""
        indent = _indent(line)
        while self._open and not self._open[-1][1].startswith("["):
            if indent > self._open[-1][0]:
                break
            self._open.pop()

    def _set_title(self, number: int, title: str) -> None:
        self.title, self._title_line = title[:_LONGEST_TITLE], number


def _is_exchange(heading: str) -> bool:
    return _EXCHANGE.search(heading) is not None and not is_okx(words_of(heading))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t-"))
