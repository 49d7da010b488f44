"""Reads names and values in a line without signs, as in `The API key is K` or `Passphrase P`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from validator.core.foreign import meets_rules
from validator.core.names import (
    Name,
    holds_name,
    is_foreign,
    is_okx,
    names_exchange,
    read_name,
    words_of,
)
from validator.core.pairs import bare
from validator.core.repair import TICK
from validator.core.rows import column
from validator.core.values import QUOTES, SHAPE

#: The first sign in a line, where no space follows it.
_GLUED_SIGN: Final = re.compile(r"(?<![=:：])[=:：](?=\S)")
_LABEL_ENDS: Final = frozenset({"", "is", "ist", "key", "value", "code", "field", "api", "text"})
#: A word of a label, maybe in brackets; without letters it is none.
_LABEL: Final = re.compile(r"\(?(?=\W*[^\W\d_])[\w.'-]+\)?|")
#: A label after its value: `K (API key)`, `K # API key`.
_LABEL_AFTER: Final = re.compile(r"\s*(\S{6,})\s+(?:#|//|\(|←|<-|--?|=)\s*([^()#/]{2,40}?)\)?\s*")
_MARKS: Final = frozenset("*_")
#: A text with at least this many words before its last is no name with its value.
_MANY_WORDS: Final = 8
#: The longest rest of a sentence that is read after a value, in characters (our choice).
_LONGEST_REST: Final = 200
#: The verbs of sentences such as `The passphrase is P.`, whose period is not the passphrase's.
_IS: Final = frozenset({"is", "es", "ist", "lautet", "est", "è", "é", "jest", "är"})


def unsigned(line: str) -> list[tuple[Name, str]]:
    """Return a passphrase's name and value in `Passphrase - a=b` or `Passphrase +a=b`."""
    sign = _GLUED_SIGN.search(line)
    if sign is None:
        return []
    before, _, start = line[: sign.start()].rpartition(" ")
    text = before.rstrip(" \t-–—")
    name = read_name(bare(text))
    if name is None or name.entry != "passphrase" or name.is_foreign:
        return []
    is_label = _LABEL.fullmatch(start) is not None
    if is_label and line[sign.end()] in QUOTES:
        return []
    if is_label and text == before.rstrip():
        whole = read_name(f"{bare(text)} {start}")
        if whole is None or whole.owner != name.owner or start.lower() in _LABEL_ENDS:
            # `Passphrase demo:P`, `Passphrase is:P`
            return []
    # `Passphrase - OKX:P`, `Passphrase - KuCoin:P`: whose it is.
    whose = words_of(start)
    is_whose = is_label and (is_okx(whose) or (is_foreign(whose) and not name.is_okx))
    return [] if is_whose else [(name, line[sign.start() - len(start) :])]


def labeled(line: str) -> list[tuple[Name, str]]:
    """Return the name and the value in a line with the name last, empty for any other line."""
    found = _LABEL_AFTER.fullmatch(line)
    name = None if found is None else column(found[2])
    if found is None or name is None or name.is_foreign or names_exchange(found[1]):
        return []
    if read_name(found[1]) is not None:
        return []
    return [(name, found[1])]


def sentence(body: str) -> list[tuple[Name, str | None]]:
    """Return the names in a line with their values; a name that ends the line has none."""
    if len({found["api_key"] for found in SHAPE.finditer(body)} - {None}) > 1:
        return []
    body = TICK.sub("", body)
    name = read_name(bare(body))
    *words, value = body.split()
    if words and words[-1] in _MARKS and not body.startswith(words[-1]):
        # `Passphrase * P`: it closes no mark, so it belongs to the value.
        value = f"{words.pop()} {value}"
    before = " ".join(words) if len(words) < _MANY_WORDS else ""
    named = None if SHAPE.search(before) else read_name(bare(before))
    is_clear = named is not None and (not named.is_vague or not value.isalpha())
    is_label = name is not None and (name.is_whole or (value.isalpha() and not name.is_foreign))
    is_label = is_label and not meets_rules(value)
    if named is not None and is_clear and not is_label:
        return [(named, value)]
    shape = SHAPE.search(body)
    if shape is None:
        return [] if name is None else [(name, None)]
    named = read_name(bare(body[: shape.start()]))
    if named is None:
        return []
    rest = body[shape.end() :]
    # `The API key is K. The passphrase is P.`
    if rest.startswith(". ") or not _IS.isdisjoint(rest.lower().split()):
        rest = rest.rstrip().removesuffix(".")
    rest = rest.lstrip(" ,.;")
    others = sentence(rest) if len(rest) <= _LONGEST_REST and holds_name(rest) else []
    # `OKX main: key K, secret S`: both are the main key's.
    owned = [(replace(name, owner=name.owner or named.owner), value) for name, value in others]
    return [(named, shape[0]), *owned]
