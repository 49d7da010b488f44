"""Recovery phrases of wallets: 12 words or more, numbered and separated in any way."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from validator.core.names import without

#: No text is searched further once its characters are made compatible, in characters (our choice).
_LONGEST: Final = 8_000
_PHRASE_MIN_WORDS: Final = 12
_PHRASE_MAX_WORDS: Final = 33
_NUMBERS: Final = frozenset(range(1, _PHRASE_MIN_WORDS + 1))
#: The shortest and the longest word of any list in an alphabet with capitals (BIP-39, SLIP-39).
_WORD_LENGTHS: Final = range(3, 10)

#: Words of settings and of OKX's pages, which are in no wallet's list.
_OTHER_WORD: Final = re.compile(r"(?i)(?<![^\W\d_])(?:api|okx)(?![^\W\d_])")
_DIGIT: Final = re.compile(r"\d")
_WORDS: Final = re.compile(r"[^\W\d_]+")
_BETWEEN: Final = r"(?:[\s,;|\"'`*•·‣◦>\[\]–—-]|\.(?=\S)|(?<!\w)[(#]?\d{1,2}[.):]?(?!\d))++"
_RUN: Final = re.compile(rf"(?<![^\W\d_])[^\W\d_]++(?:{_BETWEEN}[^\W\d_]++){{11,}}+")
#: `abandon_ability_able`: 12 words, joined by one and the same sign.
_JOINED: Final = re.compile(
    r"(?<![^\W_])[^\W\d_]{3,8}([_/+&~\\])(?:[^\W\d_]{3,8}\1){10,}[^\W\d_]{3,8}(?![^\W_])"
)
#: `Word 1: abandon`
_NUMBERED_WORD: Final = re.compile(
    r"(?m)(?:^|[,;|\t])[^\w\n,;|\t]*+(?:[^\W\d_]{1,12}[ _#.-]*)?(\d{1,2})"
    r"(?:st|nd|rd|th|er|e|º|ª|\.)?(?: ?[^\W\d_]{1,12})?[ \t]*[:=.)>-]+[ \t]*[\"']?"
    r"[^\W\d_]{1,8}[\"',;]*[ \t]*(?=$|[,;|\t])"
)
#: Words of one sign each, without blanks, after a name that says so.
_GLUED_PHRASE: Final = re.compile(
    r"(?i)(?:助记词|助記詞|恢[复復](?:短语|短語|词|詞)|种子|種子|recovery|mnemonic|seed)"
    r"[^\n\u4e00-\u9fff]{0,12}?[:=：＝\s][\s\"'“「]*"
    r"(?:[\u4e00-\u9fff]{3}){4,8}(?![\u4e00-\u9fff])"
)
_NUMBER: Final = re.compile(
    r"(?<!\w)[(#]?\d{1,2}[.):]?(?![\d\w])|(?<!\w)\d{1,2}(?=[^\W\d_])|(?<=[^\W\d_])\d{1,2}(?=[.:)\s])"
)


def is_phrase(text: str) -> bool:
    """Whether a text is only 12 to 33 words, however they are numbered and separated.

    The words' number as BIP-39, SLIP-39 and Monero have it; words of one or two letters of an
    alphabet with capitals stand in sentences, and in none of their lists.
    """
    plain = compatible(text)
    words = _WORDS.findall(plain)
    return (
        _PHRASE_MIN_WORDS <= len(words) <= _PHRASE_MAX_WORDS
        and all(len(word) >= _WORD_LENGTHS.start or not _is_cased(word) for word in words)
        and not _DIGIT.search(_NUMBER.sub(" ", plain))
        and not is_about_keys(plain)
    )


def is_about_keys(text: str) -> bool:
    """Whether several lines of a text name OKX or an API, as settings without values do."""
    return sum(_OTHER_WORD.search(line) is not None for line in text.splitlines()) > 1


def holds_phrase(text: str) -> bool:
    """Whether a text has 12 words in a row, on one or more lines, that may be a wallet's."""
    numbered = {int(number) for number in _NUMBERED_WORD.findall(text)}
    if numbered >= _NUMBERS or _JOINED.search(text) or _GLUED_PHRASE.search(text):
        return True
    for run in _RUN.finditer(text):
        in_a_row: list[str] = []
        for word in _WORDS.findall(run[0]):
            if _is_cased(word) and len(word) not in _WORD_LENGTHS:
                in_a_row.clear()
                continue
            # A sentence has capitals here and there; a phrase has them everywhere, or first.
            if len(in_a_row) > 1 and _case(word) != _case(in_a_row[-1]):
                in_a_row.clear()
            in_a_row.append(word)
            if len(in_a_row) == _PHRASE_MIN_WORDS:
                return True
    return False


def _is_cased(word: str) -> bool:
    return word.lower() != word.upper()


def _case(word: str) -> tuple[bool, bool]:
    return word == word.lower(), word == word.upper()


def compatible(text: str) -> str:
    """Return a text in compatible characters, without accents and invisible characters."""
    if text.isascii():
        return text
    # One character may stand for many: `…` for three dots.
    return without(("Mn", "Mc", "Me", "Cf"), unicodedata.normalize("NFKD", text)[:_LONGEST])
