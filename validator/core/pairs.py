"""Names, and what stands behind them, in a line or in a row of a table."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Final

from validator.core.names import Name, read_name
from validator.core.repair import ANY_CASE
from validator.core.values import QUOTED, QUOTES, SHAPE, SIGN, literals

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN: Final = re.compile(rf"(?P<quoted>{QUOTED})|(?P<sign>{SIGN.pattern})")
_FLAG: Final = re.compile(r"""(?<!\S)--?([A-Za-z][\w-]*)(?:=|\s+)("[^"]*"|'[^']*'|[^\s"']+)""")
LIST_MARK: Final = re.compile(r"\A\s*(?:(?:[-*+>•‣◦·▪●○–—|]|\d{1,2}[.)]|#{1,6})\s+)*")
#: How far left of its sign a name may begin, in characters.
_NAME_REACH: Final = 80
#: Where the name before a sign may begin.
_NAME_START: Final = re.compile(r".*[,;{}&(|\[]", re.DOTALL)
_GLUED: Final = re.compile(
    rf"\A(?:{ANY_CASE['api_key'].pattern}|{ANY_CASE['secret_key'].pattern})", re.IGNORECASE
)
_NAME_LIKE: Final = re.compile(r"[\w\s()./*`'-]{1,60}")
#: Letters on both sides of digits, as in no name.
_MIXED: Final = re.compile(r"[^\W\d_]\d+[^\W\d_]")


def pairs(line: str, *, is_only_line: bool = False) -> Iterator[tuple[Name, str]]:
    """Yield each name in a line with what stands behind it, up to the next name.

    Where line ends were lost, a passphrase ends at the next name; else it goes on to the line's
    end, whatever is in it.
    """
    starts: list[tuple[Name, int, int]] = []
    begin = 0
    for token in _TOKEN.finditer(line):
        if token["sign"] is None:
            continue
        # No name is longer: what stands further left makes none.
        left_start = max(begin, token.start() - _NAME_REACH)
        found = _name_before(line[left_start : token.start()], is_first=not starts)
        if found is None:
            continue
        name, at = found
        name_start = left_start + at
        if starts and starts[-1][0].entry in {"passphrase", "label"}:
            held = line[starts[-1][2] : name_start]
            is_closed = _is_closed(held)
            may_end = is_only_line and (
                starts[-1][0].entry == "label" or line[name_start - 1] in " \t\"',;&"
            )
            if not is_closed and not may_end:
                continue
        starts.append((name, name_start, token.end()))
        begin = token.end()
    if not starts:
        yield from _other_pairs(line)
    for number, (name, _, value_start) in enumerate(starts):
        end = starts[number + 1][1] if number + 1 < len(starts) else len(line)
        yield (
            name,
            line[value_start:end].rstrip(" \t&") if end < len(line) else line[value_start:],
        )


def _other_pairs(line: str) -> Iterator[tuple[Name, str]]:
    """Yield `--api-key K`, and pairs inside of quotation marks: `-H "OK-ACCESS-KEY: K"`."""
    for flag in _FLAG.finditer(line):
        if (name := read_name(flag[1])) is not None:
            yield name, flag[2]
    for literal in literals(line):
        if SIGN.search(literal):
            yield from pairs(literal)


def column(cell: str) -> Name | None:
    """Return the name that a cell of a table is, if it is nothing but a name."""
    is_name = _NAME_LIKE.fullmatch(cell) and not SHAPE.search(cell) and not _MIXED.search(cell)
    return read_name(cell) if is_name else None


def cells(line: str, sign: str) -> list[str]:
    """Return the cells of a row, none where the sign is not in it."""
    if sign not in line:
        return []
    (row,) = csv.reader([unframed(line, sign)], delimiter=sign, skipinitialspace=True)
    return [cell.strip() for cell in row]


def unframed(line: str, sign: str) -> str:
    """Return a row of a table of Markdown without the signs at its edges."""
    return line.strip().strip("|") if sign == "|" else line


def bare(text: str) -> str:
    """Return a text without what marks it as an item of a list or a heading."""
    return LIST_MARK.sub("", text).strip(" \t*_:：>-–—`\"'")


def _name_before(left: str, *, is_first: bool) -> tuple[Name, int] | None:
    """Return the name that ends a text, and where it begins."""
    quoted = re.search(rf"(?:{QUOTED})\s*[)\]]?\s*\Z", left)
    if quoted is not None:
        name = read_name(quoted[0])
        if name is not None:
            return name, quoted.start()
    if is_first and (name := read_name(left)) is not None and not name.is_foreign:
        marks = LIST_MARK.match(left)
        return name, marks.end() if marks else 0
    start = _NAME_START.match(left)
    begin = start.end() if start else 0
    chunk = left[begin:]
    marks = LIST_MARK.match(chunk)
    begin += marks.end() if marks else 0
    chunk = left[begin:]
    if is_first or start:
        name = read_name(chunk)
        return None if name is None else (name, begin)
    words = list(re.finditer(r"\S+", chunk))
    best: tuple[Name, int] | None = None
    for word in reversed(words[-5:]):
        at = word.start()
        glued = _GLUED.match(chunk[at:])
        at += glued.end() if glued else 0
        closing = re.match(r".*[\"'`”’]", chunk[at:])
        at += closing.end() if closing else 0
        name = read_name(chunk[at:])
        if name is not None and (best is None or not name.is_foreign):
            best = name, begin + at
        if glued or closing:
            break
    return best


def _is_closed(held: str) -> bool:
    """Whether a value that begins with a quotation mark has ended."""
    text = held.strip().rstrip(",;)}] ")
    return len(text) > 1 and text[0] in QUOTES and text[-1] in QUOTES[text[0]]
