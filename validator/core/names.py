"""Reads names: which entry of a key a text names, and whose."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from validator.core.vocabulary import (
    CALLED,
    LOGIN_WORDS,
    OKX,
    SETUP_WORDS,
    SMALL_WORDS,
    VAGUE,
    Entry,
)

#: In one word that begins small, or with the sign for a blank.
_AS_CODE: Final = re.compile(r"\A\W*(?:[a-z][A-Za-z]*\W*\Z|\w*_)")
_LONGEST_NAME: Final = 60
#: From how many different characters on `str.translate` is faster than one replacement each.
_MANY: Final = 20
#: A word, or what no name has between its words.
_WORD: Final = re.compile(
    r"((?<![^\W_])\d+[A-Za-z]{2,}|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+)|\d+|[^\w\s./()*:'’\"“”`$-]"
)
#: Marks the place in a list of words where a name would end.
_BREAK: Final = " "


@dataclass(frozen=True, slots=True)
class Name:
    """A name: the entry that it names, and whose it is.

    `owner` are the words that tell one group of values from another, such as `okx` or `demo 2`.
    `is_vague` is a name such as `key` or `password`, `is_code` one as programs spell it, `is_login`
    one as logins have it. `head` are the words of something else, before a bracket or a comma.
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
        """Whether all words of the name are names, OKX's or of set-up."""
        return all(word in OKX | _SETUP or word.isdigit() for word in self.owner.split())


@lru_cache(maxsize=256)
def read_name(text: str) -> Name | None:
    """Return the name that a text is, None if it is no name or more than that."""
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


def forget() -> None:
    """Clear the caches, since a text that was read as a name may be a secret."""
    read_name.cache_clear()
    words_of.cache_clear()


def is_foreign(words: tuple[str, ...]) -> bool:
    """Whether words beside a name make it another service's."""
    return not is_okx(words) and any(word not in _HARMLESS for word in words)


def is_okx(words: tuple[str, ...]) -> bool:
    """Whether words name OKX."""
    return any(word in OKX for word in words)


@lru_cache(maxsize=256)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a name, in small letters without accents, cut as programs spell it.

    Where a name would end, a blank stands between two words.
    """
    words: list[str] = []
    for word in _WORD.findall(plain(text)):
        small = word.lower()
        if not small:
            words.append(_BREAK)
            continue
        # `OKXAPIKEY`: no case tells its words apart.
        for okx in ("okx", "okex"):
            if small.startswith(okx) and len(small) > len(okx) and small not in OKX:
                words.append(okx)
                small = small.removeprefix(okx)
                break
        words.append(small)
    return tuple(words)


#: Letters that Unicode does not take for one with an accent.
_NO_ACCENT: Final = {"ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d"}


def plain(text: str) -> str:
    """Return a text without accents and invisible characters."""
    if text.isascii():
        return text
    plain_text = unicodedata.normalize("NFKD", text)
    for letter, instead in _NO_ACCENT.items():
        plain_text = plain_text.replace(letter, instead)
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


_ONE_ENTRY: Final = _entries(CALLED)
_VAGUE_ENTRY: Final = _entries(VAGUE)

#: How every name begins: most words begin none.
_HEAD: Final = 3
_HEADS: Final = frozenset(name[:_HEAD] for name in (*_ONE_ENTRY, *_VAGUE_ENTRY)) | frozenset(
    name[:length] for name in (*_ONE_ENTRY, *_VAGUE_ENTRY) for length in range(1, _HEAD)
)


def _called(name: str) -> Entry | None:
    return _ONE_ENTRY.get(name) or _VAGUE_ENTRY.get(name)


def _entry_in(words: tuple[str, ...]) -> tuple[int, int, Entry, bool, str] | None:
    best: tuple[int, int, Entry, bool, str] | None = None
    for start in range(len(words)):
        name = ""
        for end in range(start, min(len(words), start + 8)):
            if words[end] == _BREAK:
                break
            name += words[end]
            if name[:_HEAD] not in _HEADS:
                break
            entry = _ONE_ENTRY.get(name)
            is_vague = entry is None
            entry = entry or _VAGUE_ENTRY.get(name)
            if entry is None:
                continue
            # A clear name goes before a vague one, then a longer one, then the later one.
            if best is None or (not is_vague, len(name)) >= (not best[3], len(best[4])):
                best = (start, end + 1, entry, is_vague, name)
    return best
