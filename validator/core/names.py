"""Reads names: which entry of a key a text names, and whose."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from validator.core.vocabulary import (
    CALLED,
    EXCHANGES,
    LOGIN_WORDS,
    OKX,
    SETUP_WORDS,
    SMALL_WORDS,
    VAGUE,
    Entry,
)

#: As in program code: a single word with a lowercase first letter, or a first word with a `_`.
_AS_CODE: Final = re.compile(r"\A\W*(?:[a-z][A-Za-z]*\W*\Z|\w*_)")
_LONGEST_NAME: Final = 60
#: A name of at most two words, and the sign between it and a value.
_START: Final = re.compile(
    r"\s*([A-Za-z]{2,10}[ _-]?[A-Za-z]{2,10})([ \t]*[=:：](?:[ \t]+(?=\S)|(?=[0-9A-Fa-f-]{32})))"
)
#: The words with which the names of other exchanges begin: looking for these is fast.
_EXCHANGE_WORDS: Final = tuple(
    re.split(r"[\[ ]", name.replace("\\.", "."))[0] for name in EXCHANGES.split("|")
)
#: Also within a name of a program: `KucoinClient`.
_EXCHANGE: Final = re.compile(rf"(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z]))(?i:{EXCHANGES})(?![a-z])")
_OFTEN_MISSPELT: Final = ("apikey", "secretkey", "passphrase")
_LONGEST_MISSPELT: Final = 11
#: Above this many different characters, `str.translate` is faster than repeated `str.replace`.
_MANY: Final = 20
#: A word (the group), or a number or sign at which a name ends.
_WORD: Final = re.compile(
    r"((?<![^\W_])\d+[A-Za-z]{2,}|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+)|\d+|[^\w\s./()*:'’\"“”`$-]"
)
#: Marks the place in a list of words where a name would end.
_BREAK: Final = " "


@dataclass(frozen=True, slots=True)
class Name:
    """A name: the entry that it names, and whose it is.

    `owner` are the words that distinguish one group of values from another, such as `okx` or
    `demo 2`. `is_vague` is true for a name such as `key` or `password`, `is_code` for one as in
    program code, `is_login` for a login's. `head` are words before a bracket or comma that name
    something else.
    """

    entry: Entry
    owner: str
    is_vague: bool
    is_foreign: bool
    is_okx: bool
    is_code: bool
    is_login: bool
    head: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether all words around the name are OKX's, setup words, small words, or numbers."""
        return all(word in OKX | _SETUP or word.isdigit() for word in self.owner.split())


@lru_cache(maxsize=256)
def read_name(text: str) -> Name | None:
    """Return the name in a text and whose it is, None if the text is long or has no name."""
    if not 0 < len(text) <= _LONGEST_NAME:
        return None
    words = words_of(text)
    best = _entry_in(words)
    if best is None:
        return None
    start, end, entry, is_vague, name = best
    if name == "api" and any(word not in OKX for word in (*words[:start], *words[end:])):
        return None
    # `密钥 (Secret Key)`: the same name in two languages.
    sides = [side for side in (words[:start], words[end:]) if _called("".join(side)) != entry]
    around = tuple(word for side in sides for word in side if word != _BREAK)
    numbers = re.findall(r"\d+", text)
    return Name(
        entry,
        " ".join([*(word for word in around if word not in _SMALL), *numbers]),
        is_vague=is_vague,
        is_foreign=is_foreign(around),
        is_okx=is_okx(around) or name.startswith("okaccess"),
        is_code=_AS_CODE.search(text) is not None,
        is_login=is_vague and not LOGIN_WORDS.isdisjoint(words),
    )


def holds_name(text: str) -> bool:
    """Whether a text holds a name."""
    return _entry_in(words_of(text)) is not None


def corrected(line: str) -> str:
    """Return a line with the name before its value as it is spelled right: `Aip key: K`."""
    start = _START.match(line)
    if start is None:
        return line
    word = "".join(words_of(start[1]))
    if word in _RIGHT or len(word) > _LONGEST_MISSPELT:
        return line
    near = (name for name in _OFTEN_MISSPELT if not _shorter(name).isdisjoint(_shorter(word)))
    name = next(near, None)
    return line if name is None else f"{name}{start[2]}{line[start.end() :]}"


def _shorter(word: str) -> set[str]:
    """Return a word, and the word without each of its letters.

    Words that differ in one letter, or in the order of two, have one of these in common.
    """
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def forget() -> None:
    """Clear the caches, since a text that was read as a name may be a secret."""
    read_name.cache_clear()
    words_of.cache_clear()
    names_exchange.cache_clear()


def is_foreign(words: tuple[str, ...]) -> bool:
    """Whether words beside a name make it another service's."""
    return not is_okx(words) and any(word not in _HARMLESS for word in words)


def is_okx(words: tuple[str, ...]) -> bool:
    """Whether words name OKX."""
    return any(word in OKX for word in words)


@lru_cache(maxsize=256)
def names_exchange(text: str, *, even_with_okx: bool = False) -> bool:
    """Whether a text names another exchange, and not OKX."""
    lower = text.lower()
    if not any(word in lower for word in _EXCHANGE_WORDS) or _EXCHANGE.search(text) is None:
        return False
    return even_with_okx or not is_okx(words_of(text))


@lru_cache(maxsize=256)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a name in lowercase, without accents, with camelCase split.

    `_BREAK` stands wherever a name would end.
    """
    words: list[str] = []
    for word in _WORD.findall(plain(text)):
        lower = word.lower()
        if not lower:
            words.append(_BREAK)
            continue
        # `OKXAPIKEY`: no case tells its words apart.
        for okx in ("okx", "okex"):
            if lower.startswith(okx) and len(lower) > len(okx) and lower not in OKX:
                words.append(okx)
                lower = lower.removeprefix(okx)
                break
        words.append(lower)
    return tuple(words)


#: Letters that NFKD does not decompose -> their plain form.
_NO_ACCENT: Final = {"ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D"}


def plain(text: str) -> str:
    """Return a text without accents and invisible characters."""
    if text.isascii():
        return text
    plain_text = unicodedata.normalize("NFKD", text)
    for letter, replacement in _NO_ACCENT.items():
        plain_text = plain_text.replace(letter, replacement)
    return without(("Mn", "Cf"), plain_text)


def without(categories: tuple[str, ...], text: str) -> str:
    """Return a text without the characters of some categories of Unicode."""
    left_out = [sign for sign in set(text) if unicodedata.category(sign) in categories]
    if len(left_out) > _MANY:
        return text.translate(dict.fromkeys(map(ord, left_out)))
    for sign in left_out:
        text = text.replace(sign, "")
    return text


_SETUP: Final = frozenset(plain(SETUP_WORDS).split())
_SMALL: Final = frozenset(plain(SMALL_WORDS).split())
_HARMLESS: Final = _SETUP | _SMALL | {_BREAK}


def _entries(called: dict[Entry, str]) -> dict[str, Entry]:
    return {plain(name): entry for entry, names in called.items() for name in names.split()}


_CLEAR_ENTRY: Final = _entries(CALLED)
_VAGUE_ENTRY: Final = _entries(VAGUE)
#: Names that are spelled right; an app key is another service's.
_RIGHT: Final = frozenset({*_CLEAR_ENTRY, "appkey"})

#: The length of the prefixes below, which rule out most words at once.
_PREFIX_LENGTH: Final = 3
_PREFIXES: Final = frozenset(
    name[:length]
    for name in (*_CLEAR_ENTRY, *_VAGUE_ENTRY)
    for length in range(1, _PREFIX_LENGTH + 1)
)


def _called(name: str) -> Entry | None:
    return _CLEAR_ENTRY.get(name) or _VAGUE_ENTRY.get(name)


def _entry_in(words: tuple[str, ...]) -> tuple[int, int, Entry, bool, str] | None:
    """Return the best name in words: its start, end, entry, whether it is vague, and its text."""
    best: tuple[int, int, Entry, bool, str] | None = None
    for start in range(len(words)):
        name = ""
        for end in range(start, min(len(words), start + 8)):
            if words[end] == _BREAK:
                break
            name += words[end]
            if name[:_PREFIX_LENGTH] not in _PREFIXES:
                break
            entry = _CLEAR_ENTRY.get(name)
            is_vague = entry is None
            entry = entry or _VAGUE_ENTRY.get(name)
            if entry is None:
                continue
            # Prefer a clear name to a vague name, then a longer name, then a later name.
            if best is None or (not is_vague, len(name)) >= (not best[3], len(best[4])):
                best = (start, end + 1, entry, is_vague, name)
    return best
