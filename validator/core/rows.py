"""Rows of tables, as in Markdown, in a spreadsheet or in an export."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from validator.core.candidates import SERVICE
from validator.core.names import Name, read_name
from validator.core.values import SHAPE, SIGN

if TYPE_CHECKING:
    from collections.abc import Iterable

#: No table that people keep has more columns (our choice).
_MOST_CELLS: Final = 60
_PAIR: Final = 2
#: What may follow a name in its cell: a number, or words in brackets.
_MAY_END: Final = re.compile(r"\d*|\(?[^()]*\)")
_NAME_LIKE: Final = re.compile(r"[\w\s()./*`'-]{1,60}")
#: Digits between letters, which no name has.
_MIXED: Final = re.compile(r"[^\W\d_]\d+[^\W\d_]")
#: The headers of columns whose cells name their row.
_TITLES: Final = frozenset({"name", "title", "label"})


@dataclass(frozen=True, slots=True, repr=False)
class Table:
    """A table: the names of its columns, the columns whose cells name their row, and its rows."""

    columns: list[Name | None]
    titles: list[int]
    rows: Iterable[list[str]]


def table(lines: list[str]) -> Table | None:
    """Return the table in lines that begin with its header, None if they don't."""
    if SHAPE.search(lines[0]):
        return None
    for delimiter in "\t|,;":
        if delimiter not in lines[0].strip().strip("|") or SIGN.search(lines[0]):
            continue
        header = cells(lines[0], delimiter)
        columns = [column(cell) for cell in header]
        columns = [None if name is None or name.is_foreign else name for name in columns]
        if sum(name is not None for name in columns) > 1:
            titles = [at for at, cell in enumerate(header) if cell.lower() in _TITLES | SERVICE]
            below = [f"{_unframed(row, delimiter)}\n" for row in lines[1:]]
            rows = csv.reader(below, delimiter=delimiter, skipinitialspace=True)
            return Table(columns, titles, rows)
    return None


def column(cell: str) -> Name | None:
    """Return the name in a table's cell, None if the cell holds anything else."""
    is_name = _NAME_LIKE.fullmatch(cell) and not SHAPE.search(cell) and not _MIXED.search(cell)
    return read_name(cell) if is_name else None


def cells(line: str, delimiter: str) -> list[str]:
    """Return the cells of a row, empty if it has no delimiter or too many for a table."""
    if not 0 < line.count(delimiter) < _MOST_CELLS:
        return []
    text = _unframed(line, delimiter)
    if " | " in text and delimiter == "|":
        # A `|` without spaces is a value's own.
        return [cell.strip() for cell in text.split(" | ")]
    try:
        (row,) = csv.reader([text], delimiter=delimiter, skipinitialspace=True, strict=True)
    except csv.Error:
        # The quotation marks are a value's own.
        row = text.split(delimiter)
    return [cell.strip() for cell in row]


def columns_of(line: str, above: str) -> list[str]:
    """Return the titles of the columns in a row with several keys, empty for any other row."""
    row = _row(line)
    if sum(SHAPE.fullmatch(cell) is not None for cell in row[1:]) < _PAIR or not column(row[0]):
        return []
    header = _row(above)
    is_header = len(header) == len(row) and all(header[1:]) and not SHAPE.search(above)
    return header[1:] if is_header else [f"column {at}" for at in range(1, len(row))]


def by_column(line: str, titles: list[str]) -> list[tuple[Name, str]]:
    """Return the values in a row of a table with a column for each key, named by their columns."""
    row = _row(line)
    name = column(row[0]) if row else None
    if name is None or len(row) != len(titles) + 1:
        return []
    return [
        (replace(name, owner=f"{name.owner} {title}".strip()), value)
        for title, value in zip(titles, row[1:], strict=True)
        if value
    ]


def _row(line: str) -> list[str]:
    delimiter = next((sign for sign in "\t|,;" if sign in line.strip("|")), "")
    return cells(line, delimiter) if delimiter else []


def row_pair(line: str, delimiters: str) -> list[tuple[Name, str]]:
    """Return the name and the value in the first two cells of a row, empty for any other line."""
    for delimiter in delimiters:
        row = cells(line, delimiter) if _is_row(line, delimiter) else []
        name = column(row[0]) if len(row) > 1 else None
        is_clear = name is not None and (not name.is_vague or line.lstrip().startswith("|"))
        if name is not None and is_clear and row[1].strip(":=：＝>"):
            return [(name, row[1])]
    return []


def _is_row(line: str, delimiter: str) -> bool:
    """Whether a line is a row, and not a name and a passphrase that holds the delimiter."""
    before, _, after = line.partition(delimiter)
    if not after:
        return False
    if delimiter == "\t" or (delimiter == "|" and " | " in line):
        return True
    *words, last = before.split() or [""]
    name = column(" ".join(words))
    # `Passphrase ab,c`: not all of it is a name.
    is_part = name is not None and not name.is_vague and column(last) is None
    is_glued = before.endswith(" ") and not after.startswith(" ")
    return not is_glued and " - " not in before and not (is_part and not _MAY_END.fullmatch(last))


def _unframed(line: str, delimiter: str) -> str:
    """Return a row of a Markdown table without the delimiters at its edges."""
    return line.strip().strip("|") if delimiter == "|" else line
