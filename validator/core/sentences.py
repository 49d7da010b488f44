"""Reads names and values in a line without signs, as in `The API key is K` or `Passphrase P`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from validator.core.foreign import meets_rules
from validator.core.names import Name, holds_name, names_exchange, read_name
from validator.core.pairs import bare
from validator.core.repair import TICK
from validator.core.rows import column
from validator.core.values import SHAPE

#: A label after its value: `K (API key)`, `K # API key`.
_LABEL_AFTER: Final = re.compile(r"\s*(\S{6,})\s+(?:#|//|\(|←|<-|--?|=)\s*([^()#/]{2,40}?)\)?\s*")
_MARKS: Final = frozenset("*_")
#: A text with at least this many words before its last is no name with its value.
_MANY_WORDS: Final = 8
#: The longest rest of a sentence that is read after a value, in characters (our choice).
_LONGEST_REST: Final = 200
#: The verbs of sentences such as `The passphrase is P.`, whose period is not the passphrase's.
_IS: Final = frozenset({"is", "es", "ist", "lautet", "est", "è", "é", "jest", "är"})


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
