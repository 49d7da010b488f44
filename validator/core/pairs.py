"""Names and the texts after them, in a line or in a row of a table."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from validator.core.findings import FIELDS
from validator.core.foreign import meets_rules
from validator.core.names import Name, is_foreign, is_okx, names_exchange, read_name, words_of
from validator.core.repair import ANY_CASE
from validator.core.rows import column
from validator.core.shell import argument, is_command, name_of, setting
from validator.core.values import QUOTED, QUOTES, SHAPE, SIGN, literals

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN: Final = re.compile(rf"(?P<quoted>{QUOTED})|(?P<sign>{SIGN.pattern})")
_FLAG: Final = re.compile(r"""(?<!\S)--?([A-Za-z][\w-]*)(?:=|\s+)("[^"]*"|'[^']*'|[^\s"']+)""")
LIST_MARK: Final = re.compile(
    r"\A\s*(?:(?:[-*+>|]|[^\w\s\x00-\x7f]{1,3}|(?:\d{1,2}|[A-Za-z]|[IVXivx]{1,4})[.)]|\d/|#{1,6}"
    r"|\[[ xX]?\])\s+)*"
)
#: How far left of its sign a name may begin, in characters.
_NAME_REACH: Final = 80
#: Where the name before a sign may begin.
_NAME_START: Final = re.compile(r".*[,;{}&(|\[]", re.DOTALL)
#: A bracket, or a sign between items.
_ITEM_END: Final = re.compile(r"([(){}\[\],;&|])")
#: An API key or secret key, even inside a longer word.
KEY: Final = re.compile(
    rf"{ANY_CASE['api_key'].pattern}|{ANY_CASE['secret_key'].pattern}", re.IGNORECASE
)
#: Marks around a name in Markdown or in a chat: `**Passphrase:** P`.
_MARK: Final = re.compile(r"\*{1,3}|_{1,3}|~~")
#: `key, secret = "K", "S"`, `const [key, secret] = ["K", "S"]`
_TUPLE: Final = re.compile(
    r"\s*+(?:(?:const|let|var)\s++)?(?:[(\[{]\s*+)?"
    r"([A-Za-z_][\w.]*+(?:\s*+,\s*+[A-Za-z_][\w.]*+)+)\s*+(?:,\s*+)?(?:[)\]}]\s*+)?:?=(?!=)"
)
#: `setItem("apiKey", "K")`
_ARGUMENTS: Final = re.compile(rf"[(\[]\s*({QUOTED})\s*,\s*({QUOTED})")
#: `setApiKey("K")`, `.apiKey("K")`
_SETTER: Final = re.compile(rf"\b(?:set|with)?([A-Za-z]\w*)\(\s*({QUOTED})\s*\)")
#: `ApiKey { get; set; } = "K"`
_ACCESSORS: Final = re.compile(r"\{\s*get;[^{}]*\}")
#: `INSERT INTO t (key, secret) VALUES ('K', 'S')`
_INSERT: Final = re.compile(r"[^()]*\(([\w\s,`\"]+)\)\s*VALUES\s*(?=\()", re.IGNORECASE)
_ITEM: Final = re.compile(rf"{QUOTED}|[^\s,()\[\]{{}};]+")
#: The end of `{passphrase: P}`.
_BRACE_END: Final = re.compile(r"(?<![\s\"'])\s*[})][\s,;]*\Z")
_CLOSING: Final = frozenset("".join(QUOTES.values()))
_QUOTED_FIRST: Final = re.compile(rf"=?\s*({QUOTED})")
#: The signs between several names in a line.
_DELIMITERS: Final = frozenset(",;|.")
#: With more names than this in a line, the sign between them may also end it.
_FEW: Final = 2
_SPACED: Final = frozenset({", ", "; ", "| "})
#: A line that is no value, below a name: `LOG_LEVEL=1`, `Created: today`, a comment, a row.
_NO_VALUE: Final = re.compile(
    r"\s*(?:[^\W\d][\w.-]*(?: [\w.-]+)?\s*(?::\s|：)|[A-Z][A-Z0-9]+(?:_[A-Z0-9]{2,})+\s*="
    r"|(?:#|//)\s|\[[\w .-]+\]\s*\Z|-{3,}\s*\Z|\|\s)"
)
_QUOTED_NAME: Final = re.compile(rf"(?:{QUOTED})[\s)\]]*\Z")


def pairs(line: str, *, is_only_line: bool = False) -> Iterator[tuple[Name, str]]:
    """Yield each name in a line with the text after it, up to the next name.

    A passphrase or label extends to the end of the line. It ends at the next name only if it is
    quoted, in a command, or in a text of one line, whose line ends may be lost.
    """
    line = _ACCESSORS.sub("", line)
    several = _tuple(line)
    if several:
        yield from several
        return
    in_command = is_command(line)
    starts: list[tuple[Name, int, int]] = []
    begin = 0
    for token in _TOKEN.finditer(line):
        if token["sign"] is None:
            continue
        # No name is longer, so text further left is not part of it.
        left_start = max(begin, token.start() - _NAME_REACH)
        if in_command and token["sign"] == "=":
            left_start = token.start() - len(name_of(line[left_start : token.start()]))
        found = _name_before(line[left_start : token.start()], is_first=not starts)
        if found is None:
            continue
        name, at = found
        name_start = left_start + at
        if starts and starts[-1][0].entry in {"passphrase", "label"}:
            may_end = (is_only_line or in_command) and (
                starts[-1][0].entry == "label" or line[name_start - 1] in " \t\"',;&"
            )
            # `Passphrase: P; IP: 1.2.3.4`
            is_apart = line[name_start - 2 : name_start] in _SPACED and name.entry not in FIELDS
            may_end |= is_apart and line[token.end() :][:1] == " "
            if not may_end and not _is_closed(line[starts[-1][2] : name_start]):
                continue
        if not starts and (head := _head(line[:name_start])):
            name = replace(name, head=head)
        starts.append((name, name_start, token.end()))
        begin = token.end()
    if not starts:
        yield from _other_pairs(line)
    yield from _closed(_values(line, starts, in_command=in_command))


def _values(
    line: str, starts: list[tuple[Name, int, int]], *, in_command: bool
) -> list[tuple[Name, str]]:
    """Return the names with the texts from each one's sign up to the next name."""
    values: list[tuple[Name, str]] = []
    before = {
        line[at] if line[at] in _DELIMITERS else line[:at].rstrip()[-1:] for _, at, _ in starts[1:]
    }
    delimiter = before.pop() if len(before) == 1 and before <= _DELIMITERS else ""
    for number, (name, name_start, value_start) in enumerate(starts):
        end = starts[number + 1][1] if number + 1 < len(starts) else len(line)
        rest = line[value_start:end].rstrip(" \t&") if end < len(line) else line[value_start:]
        if delimiter and (end < len(line) or len(starts) > _FEW):
            rest = rest.rstrip().removesuffix(delimiter)
        if in_command and line[value_start - 1] == "=":
            rest = argument(rest)
        if end == len(line) and line.lstrip()[:1] in {"{", "("}:
            rest = _BRACE_END.sub("", rest)
        values.append((name, _unmarked(line[name_start:value_start], rest)))
    return values


def _closed(values: list[tuple[Name, str]]) -> list[tuple[Name, str]]:
    """Return values, the last up to its closing quotation mark if all others are quoted."""
    if len(values) > 1 and all(_is_closed(value) for _, value in values[:-1]):
        name, rest = values[-1]
        quoted = _QUOTED_FIRST.match(rest)
        if quoted is not None and not _is_closed(rest):
            return [*values[:-1], (name, quoted[1])]
    return values


def _head(before: str) -> tuple[str, ...]:
    """Return the words of something else before a name: `kucoin(password=P)`, `Gmail, pw: P`."""
    parts = _ITEM_END.split(LIST_MARK.sub("", before))
    heads = [
        words
        for words, sign in zip(parts[::2], parts[1::2], strict=False)
        if sign in "({[" or not SIGN.search(words)
    ]
    words = words_of(" ".join(heads))
    return words if is_foreign(words) else ()


def _tuple(line: str) -> list[tuple[Name, str]]:
    """Return the names and values of an assignment to several names, empty for any other line."""
    found = _TUPLE.match(line) or _INSERT.match(line)
    if found is None:
        return []
    names = [read_name(name) for name in found[1].split(",")]
    values = [value.strip("'\"") for value in _ITEM.findall(line, found.end())]
    if len(names) != len(values):
        return []
    return [
        (name, f'"{value}"')
        for name, value in zip(names, values, strict=True)
        if name is not None and '"' not in value
    ]


def _unmarked(name: str, rest: str) -> str:
    """Return the text after a name without the mark that closes the name.

    A passphrase may itself begin with such a sign: it is a mark only where the name has it too.
    """
    opened = _MARK.match(name)
    if opened is None or name.rstrip(" \t:=：＝").endswith(opened[0]):
        return rest
    mark = opened[0]
    if rest.startswith(mark) and not rest[len(mark) :][:1].strip():
        return rest[len(mark) :]
    whole = rest.rstrip()
    return whole.removesuffix(mark) if mark != "_" and len(whole) > len(mark) else rest


def _other_pairs(line: str) -> Iterator[tuple[Name, str]]:
    """Yield `--api-key K`, `setx API_KEY K`, and pairs inside of quotation marks."""
    found = setting(line)
    if found is not None and (name := read_name(found[0])) is not None:
        yield name, found[1]
        return
    for call in _ARGUMENTS.finditer(line):
        name = read_name(call[1])
        if name is not None and read_name(call[2]) is None:
            yield name, call[2]
            return
    for call in _SETTER.finditer(line):
        if (name := read_name(call[1])) is not None:
            yield name, call[2]
    for flag in _FLAG.finditer(line):
        if (name := read_name(flag[1])) is not None:
            yield name, flag[2]
    for literal in literals(line):
        if SIGN.search(literal):
            yield from pairs(literal)


def is_next_name(name: Name, line: str) -> bool:
    """Whether the line below a name is the next name rather than a value."""
    other = column(bare(line))
    is_word = meets_rules(line.strip()) and len(line.split()) == 1
    if name.entry == "passphrase" and is_word and not _NO_VALUE.match(line):
        return False
    if line.strip().isalpha() and (is_okx(words_of(line)) or names_exchange(line)):
        return True
    # `Binance API key` is the next name; `secret_key1` may be a passphrase.
    if other is not None and (not other.is_foreign or len(line.split()) > 1):
        return True
    if _NO_VALUE.match(line):
        return True
    head, *rest = SIGN.split(line, maxsplit=1)
    # A passphrase may look like `ip=secret:1`, without a space or quote after the sign.
    is_spaced = bool(rest) and (not rest[0].strip("\"' ") or rest[0][0] in " \t\"'")
    is_pair = is_spaced or name.entry != "passphrase" or SHAPE.search(line)
    return bool(rest and is_pair) and column(bare(head)) is not None


def bare(text: str) -> str:
    """Return a text without the marks of a list or a heading."""
    return LIST_MARK.sub("", text).strip(" \t*_:：>-–—`\"'")


def _name_before(left: str, *, is_first: bool) -> tuple[Name, int] | None:
    """Return the name at the end of a text and its start; None if there is none."""
    if left.rstrip(" \t)]")[-1:] in _CLOSING and (quoted := _QUOTED_NAME.search(left)) is not None:
        name = read_name(quoted[0])
        if name is not None:
            return name, quoted.start()
    if is_first:
        marks = LIST_MARK.match(left)
        at = marks.end() if marks else 0
        if (name := read_name(left[at:])) is not None and not name.is_foreign:
            return name, at
    start = _NAME_START.match(left)
    begin = start.end() if start else 0
    chunk = left[begin:]
    marks = LIST_MARK.match(chunk)
    begin += marks.end() if marks else 0
    chunk = left[begin:]
    if is_first or start:
        name = read_name(chunk)
        return None if name is None else (name, begin)
    # After another value, the name may begin at any of the last five words: try from the right.
    words = list(re.finditer(r"\S+", chunk))
    best: tuple[Name, int] | None = None
    for word in reversed(words[-5:]):
        at = word.start()
        glued = KEY.match(chunk[at:])
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
    text = held.strip().lstrip("= ").rstrip(",;)}] ")
    return len(text) > 1 and text[0] in QUOTES and text[-1] in QUOTES[text[0]]
