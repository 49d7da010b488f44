"""What people paste -> the three values, in two steps: all candidates, then one group of them.

A candidate is a value with its name, whose it is, and where it stands. A value under another
service's name is never taken; all three values come from one group, and where a text holds several
OKX keys, the person chooses.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from validator.core.facts import PASSPHRASE_MAX_LENGTH
from validator.core.names import Entry, Name, is_foreign, is_okx, read_name, words_of
from validator.core.repair import ANY_CASE, COMMENT, TAG, exact, trim
from validator.core.reply import parse_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validator.core.findings import Field

_KEYS: Final[tuple[Field, ...]] = ("api_key", "secret_key")
_VALUES: Final[tuple[Field, ...]] = ("api_key", "secret_key", "passphrase")


@dataclass(frozen=True, slots=True, repr=False)
class Candidate:
    """A value that a text holds. `owner` tells the groups of values in a text apart."""

    entry: Entry
    value: str
    owner: tuple[str, ...]
    line: int
    is_named: bool = True
    is_vague: bool = False
    is_okx: bool = False
    is_foreign: bool = False
    is_comment: bool = False


@dataclass(slots=True, repr=False)
class Group:
    """Values that belong together; `label` says which they are, without any of them."""

    owner: tuple[str, ...]
    line: int
    is_okx: bool = False
    values: dict[Field, Candidate] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The words that tell this group from others."""
        return " ".join(word for word in self.owner if word).strip("[ ")

    @property
    def key(self) -> str:
        """The API key as it would be sent, empty where there is none."""
        if "api_key" not in self.values:
            return ""
        value = self.values["api_key"].value
        found = exact("api_key", value)
        return value if found is None else found[0]


@dataclass(frozen=True, slots=True, repr=False)
class Paste:
    """What a text holds: groups of values, one where there is no doubt, and claims of a key.

    `is_foreign` is a text with values of other services and none of OKX's.
    """

    groups: tuple[Group, ...] = ()
    claims: tuple[Candidate, ...] = ()
    is_foreign: bool = False


def read(text: str) -> Paste:
    """Return what a text holds; no groups where it is no more than one value."""
    candidates = [_typed(candidate) for candidate in _candidates(text)]
    own = [found for found in candidates if not found.is_foreign]
    if any(not found.is_comment for found in own if found.entry in _VALUES):
        own = [found for found in own if not found.is_comment]
    values = [(found.entry, found) for found in own if found.entry in _VALUES and found.value]
    if not _is_several([found for _, found in values], text):
        is_foreign = any(found.is_foreign for found in candidates) and not values
        return Paste(is_foreign=is_foreign)
    groups = _choose(_grouped(values))
    claims = tuple(found for found in own if found.entry in {"ip", "permissions"})
    return Paste(tuple(groups), claims)


def _is_several(values: list[Candidate], text: str) -> bool:
    """Whether a text is more than one value of a field.

    A passphrase may look like `ip=secret:1`: it stands in one line and holds no key.
    """
    entries = {found.entry for found in values}
    if not entries & {"api_key", "secret_key"}:
        return False
    has_shape = any(found.entry in _KEYS and exact(found.entry, found.value) for found in values)
    is_long = len(text.strip().splitlines()) > 1
    named = {found.entry for found in values if found.is_named}
    if has_shape:
        keys = {found.value for found in values if found.entry == "api_key"}
        is_clear = any(found.is_named and not found.is_vague for found in values)
        return len(entries) > 1 or len(keys) > 1 or is_clear
    return len(named) > 2 or (len(named) > 1 and is_long)


def _typed(candidate: Candidate) -> Candidate:
    """Return a candidate with the entry that its value's shape says, where its name is vague."""
    if candidate.entry in _VALUES and candidate.is_vague:
        for entry in _KEYS:
            if exact(entry, candidate.value):
                return replace(candidate, entry=entry)
    return candidate


# Step 2: one group


def _grouped(values: list[tuple[Field, Candidate]]) -> list[Group]:
    """Return the values in groups by whose they are; what comes again begins another one."""
    groups: list[Group] = []
    current: dict[tuple[str, ...], Group] = {}
    for entry, found in values:
        group = current.get(found.owner)
        held = None if group is None else group.values.get(entry)
        if group is None or (held is not None and not _is_better(found, held)):
            if held is not None and (held.value == found.value or found.is_vague):
                continue
            group = current[found.owner] = Group(found.owner, found.line)
            groups.append(group)
        group.values[entry] = found
        group.is_okx |= found.is_okx
    return groups


def _is_better(found: Candidate, held: Candidate) -> bool:
    return held.is_vague and not found.is_vague


def _choose(groups: list[Group]) -> list[Group]:
    """Return the groups with a key of OKX's, each with what only another group holds."""
    holding = [group for group in groups if _has_shape(group, "api_key")]
    if not holding:
        holding = [group for group in groups if "api_key" in group.values] or groups
        holding = [next((group for group in holding if group.is_okx), holding[0])]
    if any(group.is_okx for group in holding):
        # Beside a group that is called OKX's, one that is called something else is none.
        holding = [group for group in holding if group.is_okx or _may_be_okx(group)]
    distinct: dict[str, Group] = {}
    for group in holding:
        known = distinct.setdefault(group.key, group)
        for entry, found in group.values.items():
            known.values.setdefault(entry, found)
    chosen = list(distinct.values())
    others = [group for group in groups if all(group is not held for held in holding)]
    for group in chosen:
        for entry in _VALUES:
            if entry not in group.values:
                _fill(group, entry, others, is_only=len(chosen) == 1)
    return chosen


def _fill(group: Group, entry: Field, others: list[Group], *, is_only: bool) -> None:
    offered = [other for other in others if entry in other.values]
    if entry == "secret_key":
        offered = [other for other in offered if _has_shape(other, entry)] or offered
    if not offered or (not is_only and len(offered) > 1):
        return
    nearest = min(
        offered,
        key=lambda other: (
            other.owner != group.owner,
            not other.is_okx,
            other.values[entry].is_vague,
            abs(other.values[entry].line - group.line),
        ),
    )
    group.values[entry] = nearest.values[entry]


def _has_shape(group: Group, entry: Field) -> bool:
    return entry in group.values and exact(entry, group.values[entry].value) is not None


def _may_be_okx(group: Group) -> bool:
    return not is_foreign(tuple(word for label in group.owner for word in words_of(label)))


# Step 1: all candidates


def _candidates(text: str) -> list[Candidate]:
    stripped = text.strip()
    if stripped[:1] in {"{", "["}:
        try:
            return list(_from_json(parse_json(stripped), (), 0))
        except ValueError:
            pass  # a program's, then
    if _ROW.search(text) or _CELL.search(text):
        text = TAG.sub(" ", _CELL.sub("\t", _ROW.sub("\n", text)))
    return _Lines(text).candidates()


_NAMED: Final = ("name", "label", "key", "title", "field", "id", "k", "n")
_VALUED: Final = ("value", "v", "val", "content")
#: What says which exchange a group is for.
_SERVICE: Final = frozenset(
    {"exchange", "connector", "platform", "broker", "service", "exchange_name"}
)


def _from_json(value: object, path: tuple[str, ...], line: int) -> Iterator[Candidate]:
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _from_json(item, (*path, str(number)), line + number)
    if not isinstance(value, dict):
        return
    members = {str(name): member for name, member in value.items()}
    small = {name.lower(): member for name, member in members.items()}
    for name, service in small.items():
        is_service = name in _SERVICE or (name in {"name", "id"} and path[-1:] == ("exchange",))
        if is_service and isinstance(service, str):
            path = (*path, service)
    pair = _name_and_value(small)
    if pair is not None:
        members = {pair[0]: pair[1]}
    for number, (name, member) in enumerate(members.items()):
        if isinstance(member, dict | list):
            yield from _from_json(member, (*path, name), line + number)
        elif isinstance(member, str) and (read := read_name(name)) is not None:
            yield _candidate(read, member, path, line + number)


def _name_and_value(members: dict[str, object]) -> tuple[str, str] | None:
    """Return a field of a password manager's entry: `{"name": "Secret key", "value": "…"}`."""
    for name in _NAMED:
        for value in _VALUED:
            pair = members.get(name), members.get(value)
            if isinstance(pair[0], str) and isinstance(pair[1], str) and read_name(pair[0]):
                return pair[0], pair[1]
    return None


def _candidate(
    name: Name, value: str, sections: tuple[str, ...], line: int, *, is_comment: bool = False
) -> Candidate:
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
    )


#: An opening quotation mark -> those that close it.
_QUOTES: Final = {
    '"': '"',
    "'": "'",
    "`": "`",
    "“": "”“",
    "„": "“”",
    "‘": "’‘",
    "«": "»",
    "＂": "＂",
}
_QUOTED: Final = "|".join(rf"{start}[^{ends}\n]*[{ends}]" for start, ends in _QUOTES.items())
_SIGN: Final = r"[ \t]*(?:>>>|(?:=>|:=|->)(?=\s)|→|[=:：＝])"
_TOKEN: Final = re.compile(rf"(?P<quoted>{_QUOTED})|(?P<sign>{_SIGN})")
#: HTML's ends of rows and of cells.
_ROW: Final = re.compile(r"</(?:tr|p|div|li|h\d)>|<br */?>", re.IGNORECASE)
_CELL: Final = re.compile(r"</t[dh]>", re.IGNORECASE)
_FLAG: Final = re.compile(r"""(?<!\S)--?([A-Za-z][\w-]*)(?:=|\s+)("[^"]*"|'[^']*'|[^\s"']+)""")
#: `- name: OKX_API_KEY` above `value: …`, as Kubernetes has it.
_NAME_LINE: Final = re.compile(
    r"""[\s-]*["']?(?:name|key|label)["']?\s*[:=]\s*["']?([\w -]+)["']?,?"""
)
_VALUE_LINE: Final = re.compile(r"""\s*["']?value["']?\s*[:=]\s*""")
#: A name that is none of ours, with its sign.
_OTHER_NAME: Final = re.compile(r"\A\W*[A-Za-z_][\w.\-]*(?: [\w.\-]+)?\s*[=:]")
_COMMENTED: Final = re.compile(r"\s*(?:#+|//+|;|--(?=\s)|<!--|/\*|rem\b)\s*(?=\S)", re.IGNORECASE)
_HEADING: Final = re.compile(r"\s*#{1,6}\s+\S")
_SECTION: Final = re.compile(r"\s*\[+([^\[\]\"'=]{1,60})\]+\s*")
_LIST_MARK: Final = re.compile(r"\A\s*(?:(?:[-*+>•‣◦·▪●○–—|]|\d{1,2}[.)]|#{1,6})\s+)*")
#: How far left of its sign a name may begin, in characters.
_NAME_REACH: Final = 80
#: No shorter line holds a key or a secret key, in characters.
_SHORTEST_KEY: Final = 32
#: From how many words on a line is a sentence.
_MANY_WORDS: Final = 8
#: Where the name before a sign may begin.
_NAME_START: Final = re.compile(r".*[,;{}&(|\[]", re.DOTALL)
_GLUED: Final = re.compile(
    rf"\A(?:{ANY_CASE['api_key'].pattern}|{ANY_CASE['secret_key'].pattern})", re.IGNORECASE
)
_SHAPE: Final = re.compile(
    rf"(?<![\w/-])(?:(?P<api_key>{ANY_CASE['api_key'].pattern})"
    rf"|(?P<secret_key>{ANY_CASE['secret_key'].pattern}))(?![\w/-])",
    re.IGNORECASE,
)
_NAME_LIKE: Final = re.compile(r"[\w\s()./*`'-]{1,60}")
#: Letters on both sides of digits, as in no name.
_MIXED: Final = re.compile(r"[^\W\d_]\d+[^\W\d_]")
_LITERAL_SIGN: Final = re.compile(_SIGN)
#: What a program puts where the value is not, and a call or a choice that may hold it.
_CODE: Final = re.compile(
    r"\A(?:process\.env\b|os\.(?:environ|getenv)\b|import\.meta\b|System\.getenv\b|getenv\(|env\("
    r"|ENV\[|(?:config|settings)(?:\[|\.get\()"
    r"|(?:\$\{[A-Za-z_]\w*(?::-[^{}]*)?\}|\$[A-Z][A-Z0-9_]*|%[A-Za-z_]+%|\{\{[^{}]*\}\})\Z)"
)
_CALL: Final = re.compile(
    rf"\A(?:(?:new )?[A-Za-z_][\w.]*\(.*\)|[A-Za-z_][\w.<>\[\]| ]* = (?:.*\)|{_QUOTED})"
    rf"|[A-Za-z_][\w.\[\]]* (?:\|\||\?\?|or) (?:{_QUOTED}))[\s,;]*\Z"
)
_SYNTAX_BEHIND: Final = re.compile(
    r"\s*(?:[,;)}\]]\s*)*(?:(?:#|//|--|/\*|<!--|;).*|[^\w\x00-\x7f]+\s*)?\Z"
)
_MARKUP: Final = re.compile(r"\A[\s*_~]*(?:->|>)?\s*")


class _Lines:
    """The candidates in a text that is read line by line."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self._is_one = len([line for line in self._lines if line.strip()]) == 1
        self._found: list[Candidate] = []
        self._left: list[tuple[int, str]] = []
        #: (indentation, name) of the sections that a line stands in.
        self._sections: list[tuple[int, str]] = []
        self._label: Name | None = None
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
        pairs = self._row(body, "\t|") or list(self._pairs(body)) or self._row(body, ",;")
        if pairs:
            self._leave_sections(line)
            self._label = None
            for name, value in pairs:
                self._add(name, value, number, is_comment=comment is not None)
            # `API key:` and its value in the next line.
            if len(pairs) == 1 and not pairs[0][1].strip() and comment is None:
                self._label = pairs[0][0]
            return
        if comment is not None and not is_heading:
            self._label_of(number, body, is_comment=True)
            return
        if self._enter_section(line):
            return
        if self._label_of(number, body, is_comment=False):
            return
        if is_heading:
            self._sections = [(0, _bare(body))] if is_okx(words_of(body)) else []
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
        other = _column(_bare(line))
        if other is not None and not (other.is_vague and other.is_foreign):
            return False
        head, *rest = _LITERAL_SIGN.split(line, maxsplit=1)
        # A passphrase may look like `ip=secret:1`, with neither blank nor quotation mark.
        is_spaced = bool(rest) and (not rest[0].strip("\"' ") or rest[0][0] in " \t\"'")
        is_pair = is_spaced or name.entry != "passphrase" or _SHAPE.search(line)
        if rest and is_pair and _column(_bare(head)) is not None:
            return False
        if name.entry == "passphrase":
            self._found.append(_candidate(name, _unquoted(trim(line)), self._path, number))
        else:
            self._add(name, line, number)
        return True

    def _add(self, name: Name, rest: str, number: int, *, is_comment: bool = False) -> None:
        value = _value(name, rest)
        if value is None:
            return
        self._found.append(_candidate(name, value, self._path, number, is_comment=is_comment))
        if value and name.entry in _KEYS and not name.is_foreign and not is_comment:
            # `API key: K and the secret key is S`
            self._left += [(number, part) for part in rest.split(value)[1:] if _SHAPE.search(part)]

    def _label_of(self, number: int, body: str, *, is_comment: bool) -> bool:
        """Whether a line is a name alone, whose value follows, or a name and a value in one."""
        name = read_name(_bare(body))
        *words, value = body.split()
        named = read_name(_bare(" ".join(words))) if 0 < len(words) < _MANY_WORDS else None
        if named is not None and not named.is_vague and (name is None or name.is_foreign):
            self._add(named, value, number, is_comment=is_comment)
            return True
        if name is not None and not is_comment and not _SHAPE.search(body):
            self._label = name
            return True
        shape = _SHAPE.search(body)
        named = None if shape is None else read_name(_bare(body[: shape.start()]))
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
        if is_set.strip(" \"',;") and service.strip(" -\"'").lower() in _SERVICE:
            self._sections = [(0, "[" + is_set.strip(" \"',;"))]
            return True
        if sign and not rest.strip() and re.fullmatch(r"\s*[\w .\"'-]{1,40}", name):
            indent = _indent(line)
            while self._sections and self._sections[-1][0] >= indent:
                self._sections.pop()
            self._sections.append((indent, name.strip(" -\"'")))
            return True
        return False

    # Pairs of a name and what stands after it

    def _pairs(self, line: str) -> Iterator[tuple[Name, str]]:
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
                may_end = self._is_one and (
                    starts[-1][0].entry == "label" or line[name_start - 1] in " \t\"',;&"
                )
                if not is_closed and not may_end:
                    continue
            starts.append((name, name_start, token.end()))
            begin = token.end()
        if not starts:
            yield from self._other_pairs(line)
        for number, (name, _, value_start) in enumerate(starts):
            end = starts[number + 1][1] if number + 1 < len(starts) else len(line)
            yield (
                name,
                line[value_start:end].rstrip(" \t&") if end < len(line) else line[value_start:],
            )

    def _other_pairs(self, line: str) -> Iterator[tuple[Name, str]]:
        """Yield `--api-key K`, and pairs inside of quotation marks: `-H "OK-ACCESS-KEY: K"`."""
        for flag in _FLAG.finditer(line):
            if (name := read_name(flag[1])) is not None:
                yield name, flag[2]
        for literal in _literals(line):
            if _LITERAL_SIGN.search(literal):
                yield from self._pairs(literal)

    # Tables: a row of names, then rows of values; or a name and its value in each row

    def _read_table(self, number: int, line: str) -> bool:
        for sign in "\t|,;":
            if sign not in line.strip().strip("|") or _LITERAL_SIGN.search(line):
                continue
            header = [_column(cell) for cell in _cells(line, sign)]
            header = [None if name is None or name.is_foreign else name for name in header]
            if sum(name is not None for name in header) > 1:
                lines = [_unframed(row, sign) for row in self._lines[number + 1 :]]
                for at, row in enumerate(csv.reader(lines, delimiter=sign, skipinitialspace=True)):
                    self._read_row(header, row, number + 1 + at)
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
                    for named, rest in self._pairs(line):
                        self._add(named, rest, number)

    def _row(self, line: str, signs: str) -> list[tuple[Name, str]]:
        for sign in signs:
            cells = _cells(line, sign)
            is_table = len(cells) > 1 and (sign != "|" or " | " in line)
            name = _column(cells[0]) if is_table else None
            if name is not None and not name.is_vague and cells[1].strip(":=：＝>"):
                return [(name, cells[1])]
        return []

    # What has no name

    def _read_left(self) -> None:
        """Take values by their shape, and of what is left the one that can be the passphrase."""
        rest: list[tuple[int, str]] = []
        last = 0
        shaped = 0
        for number, line in self._left:
            if _OTHER_NAME.match(line) and line.isascii():
                continue
            entries = self._shapes(number, line)
            shaped += len(entries)
            if entries:
                last = number
                unmarked = _SHAPE.sub(" ", _LIST_MARK.sub("", line))
                parts = re.split(r"[\s,;|]+", unmarked) if _SHAPE.search(line) else []
            else:
                parts = [line]
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
            for match in _SHAPE.finditer(line)
        ] or [(entry, line) for entry in _KEYS if exact(entry, line)][:1]
        for entry, value in found:
            self._add_shape(entry, value, number)
        return [entry for entry, _ in found]

    def _add_shape(self, entry: Field, value: str, number: int) -> None:
        self._found.append(Candidate(entry, value, ("",), number, is_named=False))


def _bare(text: str) -> str:
    """Return a text without what marks it as an item of a list or a heading."""
    return _LIST_MARK.sub("", text).strip(" \t*_:：>-–—`\"'")


def _item(text: str) -> str:
    """Return a line without a list's mark and quotes, empty where it holds nothing."""
    bare = _unquoted(trim(_LIST_MARK.sub("", text)))
    return bare if any(map(str.isalnum, bare)) else ""


def _unquoted(text: str) -> str:
    is_quoted = len(text) > 2 and text[0] in _QUOTES and text[-1] in _QUOTES[text[0]]
    return text[1:-1] if is_quoted else text


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t-"))


def _is_header(section: str) -> bool:
    return section.startswith("[")


def _column(cell: str) -> Name | None:
    """Return the name that a cell of a table is, if it is nothing but a name."""
    is_name = _NAME_LIKE.fullmatch(cell) and not _SHAPE.search(cell) and not _MIXED.search(cell)
    return read_name(cell) if is_name else None


def _unframed(line: str, sign: str) -> str:
    """Return a row of a table of Markdown without the signs at its edges."""
    return line.strip().strip("|") if sign == "|" else line


def _cells(line: str, sign: str) -> list[str]:
    if sign not in line:
        return []
    (row,) = csv.reader([_unframed(line, sign)], delimiter=sign, skipinitialspace=True)
    return [cell.strip() for cell in row]


def _name_before(left: str, *, is_first: bool) -> tuple[Name, int] | None:
    """Return the name that ends a text, and where it begins."""
    quoted = re.search(rf"(?:{_QUOTED})\s*[)\]]?\s*\Z", left)
    if quoted is not None:
        name = read_name(quoted[0])
        if name is not None:
            return name, quoted.start()
    start = _NAME_START.match(left)
    begin = start.end() if start else 0
    chunk = left[begin:]
    marks = _LIST_MARK.match(chunk)
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
    return len(text) > 1 and text[0] in _QUOTES and text[-1] in _QUOTES[text[0]]


def _value(name: Name, rest: str) -> str | None:
    """Return the value in what stands behind a name; None where it is a program's expression."""
    entry = name.entry
    text = trim(_MARKUP.sub("", rest, count=1) if entry != "passphrase" else rest)
    text = text.removeprefix("**").strip() if text.startswith("** ") else text
    if _CODE.match(text) or (_CALL.match(text) and text[:1] not in _QUOTES and _literals(text)):
        literals = [literal for literal in _literals(text) if read_name(literal) is None]
        return literals[-1] if literals else None
    if text[:1] in _QUOTES:
        ends = _QUOTES[text[0]]
        closings = [at for at in range(1, len(text)) if text[at] in ends]
        for at in closings:
            if entry != "passphrase" or _SYNTAX_BEHIND.match(text, at + 1):
                return text[1:at]
    if entry == "passphrase":
        if name.is_code:
            text = re.sub(r"[ \t]+(?:#|//)[ \t]+\S.*\Z", "", text)
        return re.sub(r"[ \t]+[^\w\x00-\x7f]+\Z", "", text)
    if entry in _KEYS:
        found = exact(entry, text)
        shape = _SHAPE.search(text)
        if found is None and shape is not None and shape[entry]:
            return shape[0]
        return COMMENT.sub("", text).rstrip(" ,;}*") if found is None else text
    return COMMENT.sub("", text).rstrip(" ,;}")


def _literals(text: str) -> list[str]:
    return [quoted[1:-1] for quoted in re.findall(rf"(?:{_QUOTED})", text)]
