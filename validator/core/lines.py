"""Reads the candidates in a text, line by line."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from validator.core.candidates import Candidate, candidate, from_json
from validator.core.names import Name, corrected, holds_name, names_exchange, read_name
from validator.core.pairs import KEY, bare, is_next_name, pairs
from validator.core.places import Places
from validator.core.repair import exact, trim
from validator.core.reply import parse_object
from validator.core.rows import by_column, columns_of, row_pair, table
from validator.core.sections import Sections
from validator.core.sentences import labeled, sentence, unsigned
from validator.core.shapes import by_shape
from validator.core.values import KEYS, SHAPE, SIGN, unquoted, value_after

#: `- name: OKX_API_KEY` above `value: …`, as in Kubernetes.
_NAME_LINE: Final = re.compile(
    r"""[\s-]*["']?(?:name|key|label)["']?\s*[:=]\s*["']?([\w -]+)["']?,?"""
)
_VALUE_LINE: Final = re.compile(r"""\s*(?:["']?(?:value|default)["']?\s*[:=]|:(?=\s))\s*""")
#: The start of a chat message: its time and its sender.
_CHAT: Final = re.compile(
    r"\A(?:\[\d{1,2}:\d{2}(?::\d{2})?(?:, [\d./-]+)?\] [^:\n]{1,40}: |<[^<>\n]{1,30}> (?!.*</))"
    r"|\A\[?\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?\]?(?: -)?"
    r" [^:\n]{1,40}: "
)
_COMMENTED: Final = re.compile(
    r"\s*(?:#+(?!define\b)|//+|;|--(?=\s)|<!--|/\*|rem\b)\s*(?=\S)", re.IGNORECASE
)
#: A button of OKX between a label and its value.
_BUTTONS: Final = frozenset(
    {"copy", "show", "hide", "复制", "複製", "kopieren", "copier", "copiar"}
)
#: A part of a key or of a secret key.
_PART: Final = re.compile(r"[0-9A-Fa-f-]{2,35}")
_HEADING: Final = re.compile(r"\s*#{1,6}\s+\S")
#: A line with at least this many words is a sentence; a comment with half of them is no heading.
_MANY_WORDS: Final = 8
#: No text that people keep holds more lines, or more signs between names and values, in 4,000
#: characters (our choice): what stands further down is not read.
_MOST_LINES: Final = 300
_MOST_SIGNS: Final = 120


class Lines:
    """Reads lines in order: each may set the name, section or place of the lines below it."""

    def __init__(self, text: str) -> None:
        lines = text.splitlines()
        filled = [number for number, line in enumerate(lines) if line.strip()]
        end = filled[_MOST_LINES] if len(filled) > _MOST_LINES else len(lines)
        self._lines = [_CHAT.sub("", line) for line in lines[:end]]
        self._is_only_line = len(filled) == 1
        self._signs_read = 0
        self._found: list[Candidate] = []
        #: Lines, and parts of lines, that were not read as names with values, with their numbers.
        self._unnamed: list[tuple[int, str]] = []
        self._sections = Sections(self._lines)
        self._label: Name | None = None
        #: The row of a table that is being read, by its line.
        self._row_read = 0
        #: The titles of the columns, in a table with a column for each key.
        self._columns: list[str] = []
        self._places = Places()
        #: The heads of names in lines with a key.
        self._own_heads: set[tuple[str, ...]] = set()
        #: Lines before this number are skipped: a table is read all at once.
        self._read_until = 0

    def candidates(self) -> list[Candidate]:
        """Return the candidates, those with a name first."""
        for number, line in enumerate(self._lines):
            if line.strip() and number >= self._read_until:
                self._places.enter(number)
                self._sections.end_others(number)
                first, first_unnamed = len(self._found), len(self._unnamed)
                is_heading = self._read(number, line)
                if self._sections.is_others or self._sections.names_other(line):
                    self._give_to_others(first, first_unnamed)
                if KEY.search(line):
                    self._places.end_other()
                elif is_heading:
                    self._places.read_heading(number, line)
        if self._sections.is_remark:
            # `for Bitget`, below the values.
            self._give_to_others(0, 0)
        shaped = by_shape(
            self._unnamed,
            self._sections.path,
            has_passphrase=any(found.entry == "passphrase" for found in self._found),
        )
        return [self._placed(found) for found in (*self._found, *shaped)]

    def _give_to_others(self, first: int, first_unnamed: int | None = None) -> None:
        """Record that what was found from here on is another exchange's, unless named as OKX's."""
        if first_unnamed is not None:
            unnamed = self._unnamed[first_unnamed:]
            del self._unnamed[first_unnamed:]
            self._found += by_shape(unnamed, self._sections.path, has_passphrase=True)
        self._found[first:] = [
            found if found.is_okx else replace(found, is_foreign=True)
            for found in self._found[first:]
        ]

    def _placed(self, found: Candidate) -> Candidate:
        place = found.place if found.is_named else self._places.at(found.line)
        if self._places.is_above_login(found.line) and not found.row:
            place = replace(place, is_beside=True)
        return found if place is found.place else replace(found, place=place)

    def _read(self, number: int, line: str) -> bool:
        """Read a line; returns whether it may be a heading."""
        if line.startswith("{") and not KEY.search(line) and (members := parse_object(line)):
            self._found += from_json(members, self._sections.path, number, f"{number} in JSON")
            return False
        if self._read_labeled(number, line):
            return False
        line = corrected(line)
        comment = _COMMENTED.match(line)
        is_heading = comment is not None and _HEADING.match(line) is not None
        body = line[comment.end() :] if comment is not None else line
        has_name = holds_name(KEY.sub(" ", line))
        if has_name and (
            self._exceeds_limit(line)
            or self._read_table(number)
            or self._read_pairs(number, line, body, is_comment=comment is not None)
        ):
            return False
        if comment is not None and not is_heading:
            if has_name:
                self._read_sentence(number, body, is_comment=True)
            if has_name or len(body.split()) >= _MANY_WORDS // 2:
                return False
            self._sections.read_heading(number, bare(body), is_marked=False)
            return True
        if self._sections.enter(number):
            return True
        if has_name:
            self._sections.leave(line)
        if has_name and self._read_sentence(number, body, is_comment=False):
            is_foreign = self._label is not None and self._label.is_foreign
            if is_foreign or names_exchange(body):
                self._sections.read_heading(number, bare(body), is_marked=False)
            return is_foreign
        self._sections.read_heading(number, bare(body), is_marked=is_heading)
        if not is_heading:
            self._unnamed.append((number, body))
        return True

    def _exceeds_limit(self, line: str) -> bool:
        """Count a line and its signs; returns True, and ends reading, if the text has too many."""
        self._signs_read += 1 + len(SIGN.findall(line))
        if self._signs_read <= _MOST_SIGNS:
            return False
        self._read_until = len(self._lines)
        return True

    def _read_pairs(self, number: int, line: str, body: str, *, is_comment: bool) -> bool:
        """Read the names in a line and their values; returns whether there are any."""
        name_line = _NAME_LINE.fullmatch(body)
        if name_line is not None and (name := read_name(name_line[1])) is not None:
            self._label = name
            return True
        above = (text for text in self._lines[:number][::-1] if any(map(str.isalnum, text)))
        self._columns = self._columns or columns_of(body, next(above, ""))
        named_values = (
            (self._columns and by_column(body, self._columns))
            or row_pair(body, "\t|")
            or unsigned(body)
            or list(pairs(body, is_only_line=self._is_only_line))
            or row_pair(body, ",;")
            or labeled(body)
        )
        if not named_values:
            return False
        self._sections.leave(line)
        self._read_head(number, line, named_values[0][0])
        for name, value in named_values:
            self._add(name, value, number, is_comment=is_comment)
        # `API key:` and its value in the next line; below `API_KEY=` there is none.
        is_open = len(named_values) == 1 and not named_values[0][1].strip() and not is_comment
        first = named_values[0][0]
        self._label = first if is_open and not line.rstrip().endswith("=") else None
        if is_open and (first.is_foreign or first.is_okx):
            self._sections.read_heading(number, bare(body), is_marked=False)
        return True

    def _read_head(self, number: int, line: str, name: Name) -> None:
        """Begin a block if a line without a key names something else before its first name."""
        if KEY.search(line):
            self._own_heads.add(name.head)
            self._places.end_other()
        elif name.head and name.head not in self._own_heads:
            self._places.begin_other(number)

    def _read_labeled(self, number: int, line: str) -> bool:
        """Read a line as the value of the name on the line before; returns whether it is that."""
        name, self._label = self._label, None
        if name is None:
            return False
        if line.strip().lower() in _BUTTONS:
            self._label = name
            return True
        value_line = _VALUE_LINE.match(line)
        if value_line is not None:
            self._add(name, line[value_line.end() :], number)
            return True
        if is_next_name(name, line):
            if name.entry == "api_key" and name.is_login:
                # `Login`, without a value: a heading.
                self._places.begin_other(number)
            return False
        if name.entry == "passphrase":
            found = candidate(name, unquoted(trim(line)), self._sections.path, number)
            self._found.append(replace(found, place=self._places.current))
        else:
            self._add(name, line, number)
        return True

    def _add(self, name: Name, rest: str, number: int, *, is_comment: bool = False) -> None:
        value = value_after(name, rest)
        if value is None:
            return
        if name.entry == "api_key" and name.is_vague and value and not SHAPE.search(value):
            # The name that a login is for.
            self._places.begin_other(number, is_login=True)
        found = candidate(name, value, self._sections.path, number, is_comment=is_comment)
        place = self._places.current
        title = self._sections.title
        self._found.append(replace(found, title=title, row=self._row_read, place=place))
        if value and name.entry in KEYS:
            self._join(value, number)
            if not name.is_foreign and not is_comment:
                # `API key: K and the secret key is S`
                parts = rest.split(value)[1:]
                self._unnamed += [(number, part) for part in parts if SHAPE.search(part)]

    def _join(self, value: str, number: int) -> None:
        """Join a key or secret key with the next line if it continues there."""
        entry = self._found[-1].entry
        below = self._lines[number + 1].strip() if number + 1 < len(self._lines) else ""
        if entry in KEYS and _PART.fullmatch(below) and _PART.fullmatch(value):
            joined = exact(entry, value + below)
            if joined is not None and exact(entry, value) is None:
                self._found[-1] = replace(self._found[-1], value=joined[0])
                self._read_until = number + 2

    def _read_sentence(self, number: int, body: str, *, is_comment: bool) -> bool:
        """Read names and values without signs, or a name alone; returns whether there are any."""
        found = sentence(body)
        for name, value in found:
            if value is not None:
                self._add(name, value, number, is_comment=is_comment)
            elif not is_comment:
                self._label = name
        return bool(found)

    # Tables: a row of names, then rows of values; or a name and its value in each row

    def _read_table(self, number: int) -> bool:
        """Read a table and all lines after its header; returns whether the line is a header."""
        found = table(self._lines[number:])
        if found is None:
            return False
        title = self._sections.title
        for at, row in enumerate(found.rows, number + 1):
            if found.titles:
                self._sections.title = " ".join(row[at] for at in found.titles if at < len(row))
            self._row_read = at
            if self._exceeds_limit("".join(row)):
                break
            first = len(self._found)
            self._read_row(found.columns, row, at)
            if self._sections.is_others:
                self._give_to_others(first)
        self._sections.title = title
        self._read_until = len(self._lines)
        return True

    def _read_row(self, header: list[Name | None], row: list[str], number: int) -> None:
        self._places.end_other()
        for name, cell in zip(header, row, strict=False):
            value = cell.strip()
            if not value.strip("-: "):
                continue
            if name is not None:
                self._add(name, value, number)
            else:
                for line in filter(holds_name, value.splitlines()):
                    named_values = list(pairs(line, is_only_line=self._is_only_line))
                    for named, rest in named_values:
                        self._add(named, rest, number)
                    if not named_values:
                        self._read_sentence(number, line, is_comment=False)
