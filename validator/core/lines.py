"""The candidates in a text that is read line by line."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from validator.core.candidates import SERVICE, Candidate, candidate
from validator.core.facts import PASSPHRASE_MAX_LENGTH
from validator.core.names import Name, is_okx, read_name, words_of
from validator.core.pairs import LIST_MARK, bare, cells, column, pairs, unframed
from validator.core.repair import exact, trim
from validator.core.values import KEYS, SHAPE, SIGN, literals, unquoted, value_behind

if TYPE_CHECKING:
    from validator.core.findings import Field

#: `- name: OKX_API_KEY` above `value: …`, as Kubernetes has it.
_NAME_LINE: Final = re.compile(
    r"""[\s-]*["']?(?:name|key|label)["']?\s*[:=]\s*["']?([\w -]+)["']?,?"""
)
_VALUE_LINE: Final = re.compile(r"""\s*["']?value["']?\s*[:=]\s*""")
#: A name that is none of ours, with its sign.
_OTHER_NAME: Final = re.compile(r"\A\W*[A-Za-z_][\w.\-]*(?: [\w.\-]+)?\s*[=:]")
#: A label behind its value: `K (API key)`, `K # API key`.
_LABEL_BEHIND: Final = re.compile(r"\s*(\S{6,})\s+(?:#|//|\(|←|<-|--?)\s*([^()#/]{2,40}?)\)?\s*")
#: How a message of a chat begins: when it was sent, and by whom.
_CHAT: Final = re.compile(
    r"\A\[?\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?\]?(?: -)?"
    r" [^:\n]{1,40}: "
)
_COMMENTED: Final = re.compile(r"\s*(?:#+|//+|;|--(?=\s)|<!--|/\*|rem\b)\s*(?=\S)", re.IGNORECASE)
_HEADING: Final = re.compile(r"\s*#{1,6}\s+\S")
_SECTION: Final = re.compile(r"\s*\[+([^\[\]\"'=]{1,60})\]+\s*")
#: No shorter line holds a key or a secret key, in characters.
_SHORTEST_KEY: Final = 32
#: The columns of a table that say which row it is.
_TITLES: Final = frozenset({"name", "title", "label"})
#: How much of a heading names a group, in characters.
_LONGEST_TITLE: Final = 40
#: From how many words on a line is a sentence.
_MANY_WORDS: Final = 8


class Lines:
    """The candidates in a text that is read line by line."""

    def __init__(self, text: str) -> None:
        self._lines = [_CHAT.sub("", line) for line in text.splitlines()]
        self._is_one = len([line for line in self._lines if line.strip()]) == 1
        self._found: list[Candidate] = []
        self._left: list[tuple[int, str]] = []
        #: (indentation, name) of the sections that a line stands in.
        self._sections: list[tuple[int, str]] = []
        self._label: Name | None = None
        #: The heading above.
        self._title = ""
        #: The row of a table that is being read, by its line.
        self._row_read = 0
        #: The line from which on nothing was read yet: a table is read at once.
        self._read_until = 0

    def candidates(self) -> list[Candidate]:
        """Return all of them, named ones and those that only their shape tells."""
        for number, line in enumerate(self._lines):
            if line.strip() and number >= self._read_until:
                self._read(number, line)
        self._read_left()
        return self._found

    @property
    def _path(self) -> tuple[str, ...]:
        return tuple(name for _, name in self._sections)

    def _read(self, number: int, line: str) -> None:
        if self._read_labeled(number, line) or self._read_table(number, line):
            return
        comment = _COMMENTED.match(line)
        is_heading = comment is not None and _HEADING.match(line) is not None
        body = line[comment.end() :] if comment is not None else line
        named = _NAME_LINE.fullmatch(body)
        if named is not None and (name := read_name(named[1])) is not None:
            self._label = name
            return
        found = (
            self._row(body, "\t|")
            or list(pairs(body, is_only_line=self._is_one))
            or self._row(body, ",;")
        )
        if found:
            self._leave_sections(line)
            self._label = None
            for name, value in found:
                self._add(name, value, number, is_comment=comment is not None)
            # `API key:` and its value in the next line.
            if len(found) == 1 and not found[0][1].strip() and comment is None:
                self._label = found[0][0]
            return
        if self._label_behind(number, line):
            return
        if comment is not None and not is_heading:
            self._label_of(number, body, is_comment=True)
            return
        if self._enter_section(line):
            return
        if self._label_of(number, body, is_comment=False):
            return
        if is_heading:
            self._title = bare(body)[:_LONGEST_TITLE]
            self._sections = [(0, bare(body))] if is_okx(words_of(body)) else []
            return
        self._left.append((number, body))

    def _read_labeled(self, number: int, line: str) -> bool:
        """Whether a line is the value of the name in the line before."""
        name, self._label = self._label, None
        if name is None:
            return False
        valued = _VALUE_LINE.match(line)
        if valued is not None:
            self._add(name, line[valued.end() :], number)
            return True
        other = column(bare(line))
        # `Binance API key` is the next name; `secret_key1` may be a passphrase.
        if other is not None and (not other.is_foreign or len(line.split()) > 1):
            return False
        head, *rest = SIGN.split(line, maxsplit=1)
        # A passphrase may look like `ip=secret:1`, with neither blank nor quotation mark.
        is_spaced = bool(rest) and (not rest[0].strip("\"' ") or rest[0][0] in " \t\"'")
        is_pair = is_spaced or name.entry != "passphrase" or SHAPE.search(line)
        if rest and is_pair and column(bare(head)) is not None:
            return False
        if name.entry == "passphrase":
            self._found.append(candidate(name, unquoted(trim(line)), self._path, number))
        else:
            self._add(name, line, number)
        return True

    def _add(self, name: Name, rest: str, number: int, *, is_comment: bool = False) -> None:
        value = value_behind(name, rest)
        if value is None:
            return
        found = candidate(name, value, self._path, number, is_comment=is_comment)
        self._found.append(replace(found, title=self._title, row=self._row_read))
        if value and name.entry in KEYS and not name.is_foreign and not is_comment:
            # `API key: K and the secret key is S`
            self._left += [(number, part) for part in rest.split(value)[1:] if SHAPE.search(part)]

    def _label_behind(self, number: int, line: str) -> bool:
        found = _LABEL_BEHIND.fullmatch(line)
        name = None if found is None else column(found[2])
        if found is None or name is None or name.is_foreign or read_name(found[1]) is not None:
            return False
        self._add(name, found[1], number)
        return True

    def _label_of(self, number: int, body: str, *, is_comment: bool) -> bool:
        """Whether a line is a name alone, whose value follows, or a name and a value in one."""
        name = read_name(bare(body))
        *words, value = body.split()
        named = read_name(bare(" ".join(words))) if 0 < len(words) < _MANY_WORDS else None
        is_clear = named is not None and (not named.is_vague or not value.isalpha())
        if named is not None and is_clear and (name is None or name.is_foreign):
            self._add(named, value, number, is_comment=is_comment)
            return True
        if name is not None and not is_comment and not SHAPE.search(body):
            self._label = name
            return True
        shape = SHAPE.search(body)
        named = None if shape is None else read_name(bare(body[: shape.start()]))
        if shape is not None and named is not None:
            self._add(named, shape[0], number, is_comment=is_comment)
            return True
        return False

    # Sections: `[okx]`, `okx:` with lines further in, `exchange: okx`

    def _leave_sections(self, line: str) -> None:
        """Leave the sections that a line is not further in than; `[okx]` goes on to the next."""
        indent = _indent(line)
        while self._sections and not _is_header(self._sections[-1][1]):
            if indent > self._sections[-1][0]:
                break
            self._sections.pop()

    def _enter_section(self, line: str) -> bool:
        table = _SECTION.fullmatch(line)
        if table is not None:
            self._sections = [(0, f"[{table[1]}")]
            return True
        name, sign, rest = line.partition(":")
        service, _, is_set = line.partition(":") if sign else line.partition("=")
        if is_set.strip(" \"',;") and service.strip(" -\"'").lower() in SERVICE:
            self._sections = [(0, "[" + is_set.strip(" \"',;"))]
            return True
        if sign and not rest.strip() and re.fullmatch(r"\s*[\w .\"'-]{1,40}", name):
            indent = _indent(line)
            while self._sections and self._sections[-1][0] >= indent:
                self._sections.pop()
            self._sections.append((indent, name.strip(" -\"'")))
            return True
        return False

    # Tables: a row of names, then rows of values; or a name and its value in each row

    def _read_table(self, number: int, line: str) -> bool:
        for sign in "\t|,;":
            if sign not in line.strip().strip("|") or SIGN.search(line):
                continue
            header = [column(cell) for cell in cells(line, sign)]
            header = [None if name is None or name.is_foreign else name for name in header]
            if sum(name is not None for name in header) > 1:
                titles = [cell.lower() in _TITLES for cell in cells(line, sign)]
                lines = [unframed(row, sign) for row in self._lines[number + 1 :]]
                for at, row in enumerate(csv.reader(lines, delimiter=sign, skipinitialspace=True)):
                    named = (cell for cell, is_title in zip(row, titles, strict=False) if is_title)
                    self._title = next(named, "").strip()[:_LONGEST_TITLE]
                    self._row_read = number + 1 + at
                    self._read_row(header, row, self._row_read)
                self._read_until = len(self._lines)
                return True
        return False

    def _read_row(self, header: list[Name | None], row: list[str], number: int) -> None:
        for name, cell in zip(header, row, strict=False):
            value = cell.strip()
            if not value.strip("-: "):
                continue
            if name is not None:
                self._add(name, value, number)
            else:
                for line in value.splitlines():
                    for named, rest in pairs(line, is_only_line=self._is_one):
                        self._add(named, rest, number)

    def _row(self, line: str, signs: str) -> list[tuple[Name, str]]:
        for sign in signs:
            row = cells(line, sign)
            is_table = len(row) > 1 and (sign != "|" or " | " in line)
            name = column(row[0]) if is_table else None
            if name is not None and not name.is_vague and row[1].strip(":=：＝>"):
                return [(name, row[1])]
        return []

    # What has no name

    def _read_left(self) -> None:
        """Take values by their shape, and of what is left the one that can be the passphrase."""
        rest: list[tuple[int, str]] = []
        last = 0
        shaped = 0
        for number, line in self._left:
            if _is_of_another(line):
                continue
            entries = self._shapes(number, line)
            shaped += len(entries)
            last = number if entries else last
            parts = _beside(line) if entries else [line]
            rest += [(number, bare) for part in parts if (bare := _item(part))]
        if shaped > 1 and not any(found.entry == "passphrase" for found in self._found):
            behind = [(number, part) for number, part in rest if number >= last]
            words = [(number, part) for number, part in rest if len(part.split()) == 1]
            for left in (rest, behind, words):
                if len(left) == 1 and len(left[0][1]) <= PASSPHRASE_MAX_LENGTH:
                    number, value = left[0]
                    self._found.append(
                        Candidate("passphrase", value, self._path, number, is_named=False)
                    )
                    return

    def _shapes(self, number: int, line: str) -> list[Field]:
        """Add the keys and secret keys of a line, and return which they are."""
        if len(line) < _SHORTEST_KEY:
            return []
        found: list[tuple[Field, str]] = [
            ("api_key" if match["api_key"] else "secret_key", match[0])
            for match in SHAPE.finditer(line)
        ] or [(entry, line) for entry in KEYS if exact(entry, line)][:1]
        for entry, value in found:
            self._add_shape(entry, value, number)
        return [entry for entry, _ in found]

    def _add_shape(self, entry: Field, value: str, number: int) -> None:
        self._found.append(Candidate(entry, value, ("",), number, is_named=False))


def _is_of_another(line: str) -> bool:
    """Whether a line begins with a name that is none of ours, nor in another alphabet."""
    other = _OTHER_NAME.match(line)
    return (
        other is not None
        and line.isascii()
        and not SHAPE.search(other[0].rstrip("=: "))
        and not is_okx(words_of(line[:_LONGEST_TITLE]))
    )


def _beside(line: str) -> list[str]:
    """Return what stands beside keys in a line: in quotation marks, or between signs."""
    shapes = list(SHAPE.finditer(line))
    if len(shapes) > 1 and (quoted := literals(line[shapes[-1].end() + 1 :])):
        return quoted[:1]
    unmarked = SHAPE.sub(" ", LIST_MARK.sub("", line))
    # What joins the values stands before the last of them, too.
    return [part.lstrip(":/|") for part in re.split(r"[\s,;|]+", unmarked)] if shapes else []


def _item(text: str) -> str:
    """Return a line without a list's mark and quotes, empty where it holds nothing."""
    bare = unquoted(trim(LIST_MARK.sub("", text)))
    return bare if any(map(str.isalnum, bare)) else ""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t-"))


def _is_header(section: str) -> bool:
    return section.startswith("[")
