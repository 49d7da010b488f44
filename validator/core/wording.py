"""The titles of findings that say what is in the very value."""

from __future__ import annotations

import unicodedata
from typing import Final

from validator.core.findings import INLINE_LABELS, LABELS, Field, Finding, finding
from validator.core.foreign import holds_secret_key
from validator.core.repair import CHANGED, REMOVED, Repaired, is_hidden_inside, list_mark
from validator.core.shapes import may_be_passphrase, shape

#: Where the user finds each value.
_FIND_IT: Final[dict[Field, str]] = {
    "api_key": "You find it in OKX, in your list of API keys.",
    "secret_key": "OKX shows it when you create the key.",
    "passphrase": "It's the one you chose when you created the key.",
}


def described(code: str, name: Field, repaired: Repaired) -> Finding:
    """Return a finding with a title that says what is in this value, where we know it."""
    match code:
        case "missing-field":
            return finding(code, name, f"Enter your {INLINE_LABELS[name]}", _FIND_IT[name])
        case "fields-swapped" if _holds_more(name, repaired.value):
            title = "This field holds a secret key"
            fix = (
                f"Keep only your {INLINE_LABELS[name]} here, or clear the form and paste the whole "
                "text again."
            )
            return finding(code, name, title, fix)
        case "fields-swapped" if (other := shape(repaired.value)) != name:
            title = f"This is your {INLINE_LABELS[other]}"
            return finding(code, name, title, f"It belongs in the field {LABELS[other]}.")
        case "repaired-value":
            done = [
                f"{verb} {listed(words)}"
                for verb, names in (("removed", REMOVED), ("changed", CHANGED))
                if (words := [names[mark] for mark in names if mark in repaired.marks])
            ]
            if done:
                return finding(code, name, f"We {listed(done)}")
        case "passphrase-wrapped" if (mark := list_mark(repaired.value)) is not None:
            title = f"The passphrase starts with “{mark}” and a space"
            return finding(code, name, title, "Is that part of it? Remove it or keep it.")
        case "look-alike-characters" | "passphrase-not-sendable":
            (at, char), *others = _unusual(name, repaired.value)
            title = f"Character {at} is {_displayed(char)} OKX doesn't use"
            if others:
                title += f"; {len(others)} more {'are' if len(others) > 1 else 'is'} like it"
            return finding(code, name, title)
    return finding(code, name)


def _holds_more(name: Field, value: str) -> bool:
    """Whether a text that is too long for one value holds a secret key."""
    return not may_be_passphrase(value) and holds_secret_key(name, value)


def listed(words: list[str]) -> str:
    """Return words joined as in a sentence: `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _displayed(char: str) -> str:
    """Return a character as a message names it, up to the verb: `“é”, which`, `a tab, which`."""
    known = {"\t": "a tab, which", "\n": "a line break, which", "\r": "a line break, which"}
    if char in known:
        return known[char]
    if not char.isprintable():
        return f"U+{ord(char):04X}, which"
    # `CYRILLIC SMALL LETTER A` looks like the Latin letter.
    alphabet, _, kind = unicodedata.name(char, "").partition(" ")
    if "QUOTATION" in kind.split():
        return f"the quotation mark {char}, which"
    is_look_alike = alphabet != "LATIN" and "LETTER" in kind.split()
    return f"“{char}”, a {alphabet.title()} letter that" if is_look_alike else f"“{char}”, which"


def _unusual(name: Field, value: str) -> list[tuple[int, str]]:
    return [
        (number, char)
        for number, char in enumerate(value, 1)
        if not " " <= char <= "~" and (name == "passphrase" or not is_hidden_inside(char))
    ]
