"""Finds the three values in a pasted text: first all candidates, then one group of them.

A candidate is a value with its name, owner and line. A value under another service's name is never
taken; all three values come from one group, and if a text holds several OKX keys, the user chooses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from validator.core.candidates import Candidate, from_json, texts_in
from validator.core.doubts import leave_out_doubtful, leave_out_rivals, may_be_anothers
from validator.core.findings import FIELDS
from validator.core.foreign import meets_rules
from validator.core.groups import Group, add_claims, choose, end_alike, grouped
from validator.core.lines import Lines
from validator.core.names import read_name
from validator.core.repair import TAG, exact, trim
from validator.core.reply import parse_json
from validator.core.shapes import bare_lines
from validator.core.values import KEYS

if TYPE_CHECKING:
    from validator.core.findings import Field

#: The end of a name before its value, where the two cannot be one passphrase.
_NAME_END: Final = re.compile(r"(?:：|[=:＝>][*_]*(?:\s+|(?=[\"'“])))[\"'“]?\Z|\n\Z")
#: A name of a password that is hardly a part of one.
_LONG_NAME: Final = re.compile(r"\W*[^\W\d_]{8,}[=:：][\"'“]?")
_SIGN_LAST: Final = re.compile(r"[=:：]\W*\Z")
#: A name at the start of a text without spaces.
_NAME_FIRST: Final = re.compile(r"\W*+(?:[^\W\d]|[.-])++\d*+[^\w=:：]*+[=:：]")


@dataclass(frozen=True, slots=True, repr=False)
class Paste:
    """The groups of values in a text, one if there is no doubt.

    `named` is the only value with a name, not counting those of other services and of logins.
    `is_foreign` is true if there is such a value, but there are no groups and no `named`.
    """

    groups: tuple[Group, ...] = ()
    is_foreign: bool = False
    named: Candidate | None = None


def read(text: str) -> Paste:
    """Read a text; it has no groups if it is just one value."""
    candidates = [_typed(candidate) for candidate in _candidates(text)]
    own = [found for found in candidates if not found.is_foreign]
    if any(not found.is_comment for found in own if found.entry in FIELDS):
        own = [found for found in own if not found.is_comment]
    values = [(found.entry, found) for found in own if found.entry in FIELDS and found.value]
    if not _is_several([found for _, found in values], text):
        named = _named_alone(values, text)
        others = [found for found in candidates if found.is_foreign or found.is_login]
        if named is not None and may_be_anothers(named, others, text):
            return Paste(is_foreign=True)
        if len(candidates) == 1 and _is_name_alone(candidates[0], text):
            return Paste(named=candidates[0])
        # A single word may be a password with a sign in it: `5v8Ak8h:e`.
        may_be_name = len(text.split()) > 1 or _NAME_FIRST.match(text) is not None
        is_another = any(found.value for found in others) and may_be_name and named is None
        return Paste(is_foreign=is_another, named=named)
    groups = choose(grouped(values))
    passphrases = [found for entry, found in values if entry == "passphrase"]
    for group in groups:
        leave_out_doubtful(group, passphrases)
        leave_out_rivals(group)
        end_alike(group)
    add_claims([found for found in own if found.entry not in FIELDS], groups)
    return Paste(tuple(groups), named=_named_alone(values, text))


def _named_alone(values: list[tuple[Field, Candidate]], text: str) -> Candidate | None:
    """Return the one named value in a text, None for several or in a web address."""
    named = [found for _, found in values if found.is_named and not found.is_login]
    if len(named) != 1 or "://" in text:
        return None
    before = text[: text.find(named[0].value)]
    # `pass=word` may be a passphrase itself; `Password: word` and `Password=Word-123` are not.
    is_name = _NAME_END.search(before) is not None or (
        _LONG_NAME.fullmatch(before) is not None and meets_rules(named[0].value)
    )
    return named[0] if is_name or not named[0].is_vague or named[0].entry in KEYS else None


def _is_name_alone(found: Candidate, text: str) -> bool:
    """Whether a text is just a name with its sign, as in `Passphrase:`."""
    is_empty = found.is_named and not found.value and not meets_rules(text.strip())
    return is_empty and _SIGN_LAST.search(text) is not None


def _is_several(values: list[Candidate], text: str) -> bool:
    """Whether a text is more than one value of a field.

    Without a key's shape, one line needs all three names: a passphrase may be `ip=secret:1`.
    """
    entries = {found.entry for found in values}
    if not entries & {"api_key", "secret_key"}:
        return False
    has_shape = any(found.is_exact for found in values)
    is_multiline = len(text.strip().splitlines()) > 1
    named = {found.entry for found in values if found.is_named}
    is_clear = any(found.is_named and not found.is_vague for found in values)
    if has_shape:
        keys = {found.value for found in values if found.entry == "api_key"}
        return len(entries) > 1 or len(keys) > 1 or is_clear
    return is_clear and (len(named) > 2 or (len(named) > 1 and is_multiline))


def _typed(candidate: Candidate) -> Candidate:
    """Return a candidate of a vague name with the entry that fits its value's shape."""
    if candidate.entry in FIELDS and candidate.is_vague:
        for entry in KEYS:
            if exact(entry, candidate.value):
                return replace(candidate, entry=entry)
    return candidate


# All candidates


#: The end of a row or line in HTML.
_ROW: Final = re.compile(r"</(?:tr|p|div|li|dd|h\d)>|<br */?>", re.IGNORECASE)
#: `<apiKey>K</apiKey>`
_ELEMENT: Final = re.compile(r"<(\w{2,40})>([^<>\n]*)</\1>")
#: `<Key>Secret key</Key><Value>S</Value>`, `<add key="ApiKey" value="K" />`
_PAIR_OF_ELEMENTS: Final = re.compile(
    r"<Key>([^<>\n]*)</Key>\s*<Value\b[^<>\n]*>([^<>\n]*)</Value>"
    r'|<\w+ (?:key|name)="([^"\n]*)" value="([^"\n]*)"\s*/?>'
)
_ENTITY: Final = re.compile(r"&(?:#(\d{1,5})|#x([0-9A-Fa-f]{1,5})|(\w{2,5}));")
_ENTITIES: Final = {"nbsp": " ", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&"}
_CDATA: Final = re.compile(r"<!\[CDATA\[([^<>\n]*)\]\]>")
#: A name in JSON inside of another text: `{\\"apiKey\\": \\"K\\"}`.
_ESCAPED: Final = re.compile(r'\\"\w+\\"\s*:')
#: A comment over several lines in a program or in HTML; or a text that is quoted like one.
_BLOCK_COMMENT: Final = re.compile(
    r"^[ \t]*(?:/\*.*?\*/|<!--.*?-->)|(?P<quoted>(?P<quotes>\"\"\"|\'\'\').*?(?P=quotes))",
    re.DOTALL | re.MULTILINE,
)
#: The end of a cell in HTML.
_CELL: Final = re.compile(r"</(?:t[dh]|dt)>", re.IGNORECASE)


def _candidates(text: str) -> list[Candidate]:
    stripped = trim(text)
    try:
        parsed = parse_json(stripped) if stripped[:1] in {"{", "[", '"'} else None
    except ValueError:
        parsed = None  # not JSON, perhaps program code
    candidates = list(from_json(parsed))
    if candidates:
        return candidates
    # Notes, or JSON inside of a text.
    text = "\n".join(texts_in(parsed)) or text.lstrip("\ufeff")
    if _ESCAPED.search(text):
        text = text.replace('\\"', '"').replace("\\n", "\n")
    if _ROW.search(text) or _CELL.search(text):
        text = _decoded(TAG.sub(" ", _CELL.sub("\t", _ROW.sub("\n", text))))
    elif "</" in text or "/>" in text:
        text = _CDATA.sub(lambda found: found[1].replace("&", "&amp;"), text)
        text = _decoded(_ELEMENT.sub(_as_line, _PAIR_OF_ELEMENTS.sub(r"\n\1\3: \2\4\n", text)))
    return bare_lines(text) or Lines(_BLOCK_COMMENT.sub(_as_comments, text)).candidates()


def _as_comments(block: re.Match[str]) -> str:
    """Return a comment over several lines with each of its lines commented out."""
    before = block.string[: block.start()].rpartition("\n")[2]
    if block["quoted"] and before.strip():
        return block[0]
    after = block.string[block.end() :].partition("\n")[0]
    return "// " + block[0].replace("\n", "\n// ") + ("\n" if after.strip() else "")


def _decoded(text: str) -> str:
    """Return a text from HTML or XML with its entities as characters."""

    def decode(found: re.Match[str]) -> str:
        if found[3]:
            return _ENTITIES.get(found[3], found[0])
        return chr(int(found[1]) if found[1] else int(found[2], 16))

    return _ENTITY.sub(decode, text)


def _as_line(element: re.Match[str]) -> str:
    is_named = read_name(element[1]) is not None
    return f"\n{element[1]}: {element[2]}\n" if is_named else element[0]
