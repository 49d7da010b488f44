"""The sections that a line stands in: `[okx]`, `okx:` with lines indented below, a heading."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Final

from validator.core.candidates import SERVICE
from validator.core.foreign import meets_rules
from validator.core.names import is_okx, names_exchange, words_of
from validator.core.values import KEYS, SHAPE

_HEADER: Final = re.compile(r"\s*\[+([^\[\]\"'=]{1,60})\]+\s*")
_NAME: Final = re.compile(r"\s*[\w .\"'-]{1,40}")
#: A few words that may be a heading, without the signs or digits of a passphrase.
_TITLE: Final = re.compile(r"[^\W\d_]+(?:[ .&()-]+[^\W\d_]+){0,3}(?: \d{1,2})?\W*")
#: How much of a heading names a group, in characters.
_LONGEST_TITLE: Final = 40
#: How many words a line has at most that names another exchange, as a heading (our choice).
_MOST_WORDS: Final = 8
#: A name and its value, or a key: no heading. `binance = Client({` may be one.
_VALUE: Final = re.compile(r"\w\s*[=:]\s*\w.*[^({\[\s]\s*\Z|[0-9A-Za-z]{20}|(?:[0-9a-f]+-){4}")
#: A label of at most two words and its value: `Name: Binance`, `export EXCHANGE_ID=kucoin`.
_LABELED: Final = re.compile(
    r"[\s-]*(?:export |set )?[\"']?(\w+(?:[ .-]\w+)?)[\"']?\s*[:=]\s*(\S.{0,80})"
)
#: The end of what may stand before a value.
_VALUE_START: Final = re.compile(r"[=:：\"'`]")
#: How much of a line is searched for an exchange before its value, in characters (our choice).
_LONGEST_START: Final = 200
#: A remark below the values, as `for Bitget`, has at most this many words (our choice).
_LONGEST_REMARK: Final = 4
_NOTES: Final = frozenset({"note", "notes", "comment", "comments", "memo", "remark", "used by"})
#: Labels of what the values below are for.
_TITLE_NAMES: Final = frozenset({"name", "title", "site", "account", "app"})


class Sections:
    """The sections that the current line stands in, from outside in."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._has_exchange = names_exchange("\n".join(lines), even_with_okx=True)
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
        return self._is_exchange(self.title)

    @property
    def is_remark(self) -> bool:
        """Whether the heading may be a remark on what stands above it."""
        return (
            self.is_others
            and not self._is_below_values(len(self._lines))
            and len(self.title.split()) <= _LONGEST_REMARK
            and not any("okx" in line.lower() for line in self._lines)
        )

    def read_heading(self, number: int, heading: str, *, is_marked: bool) -> None:
        """Record a heading, without its marks, or a line that may be one.

        Another exchange's heading holds until a marked heading, or one that names an exchange.
        """
        is_for_okx = is_okx(words_of(heading))
        is_for_others = self._is_exchange(heading)
        if is_marked:
            self.begin(heading if is_for_okx else None)
            is_title = True
        elif is_for_others:
            words = heading.split()
            is_value = _VALUE.search(heading) is not None or any(map(meets_rules, words))
            is_title = len(words) <= _MOST_WORDS and not is_value and self._may_be_others(number)
        else:
            is_title = bool(_TITLE.fullmatch(heading)) and (is_for_okx or not self.is_others)
        if is_title:
            self._set_title(number, heading)

    def _may_be_others(self, number: int) -> bool:
        """Whether a line is not right below OKX's heading, as `Kraken bot` may be."""
        return number != self._title_line + 1 or not is_okx(words_of(self.title))

    def _is_below_values(self, number: int) -> bool:
        """Whether a line stands between the heading and this one."""
        return any(map(str.strip, self._lines[self._title_line + 1 : number]))

    def end_others(self, number: int) -> None:
        """Leave another exchange's heading if a paragraph below its own holds OKX's two keys."""
        is_first = number > 0 and not self._lines[number - 1].strip()
        if is_first and self.is_others and self._is_below_values(number):
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
        labeled = _LABELED.match(line)
        value = "" if labeled is None else labeled[2].strip(" \"',;")
        if labeled is not None and value:
            label = labeled[1].lower()
            is_others = self._is_exchange(value) and not self._is_exchange(label)
            if label in SERVICE or (
                is_others and label not in _NOTES and self._may_be_others(number)
            ):
                self.begin("[" + value)
                self._set_title(number, value)
                return True
            if label in _TITLE_NAMES and is_okx(words_of(value)):
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

    def names_other(self, line: str) -> bool:
        """Whether a line names another exchange before its value: `KucoinClient("K")`."""
        if not self._has_exchange:
            return False
        end = SHAPE.search(line) or _VALUE_START.search(line)
        start = line[: _LONGEST_START if end is None else end.start()]
        return names_exchange(start[:_LONGEST_START])

    def _is_exchange(self, text: str) -> bool:
        return self._has_exchange and names_exchange(text)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t-"))
