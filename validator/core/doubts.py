"""Doubts about values: a passphrase may belong to something else, or a name may have two values.

If in doubt, a value is left out: once it is in its field, the user can't see where it came from.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from validator.core.names import is_foreign, names_exchange, words_of
from validator.core.places import names_other
from validator.core.values import KEYS

if TYPE_CHECKING:
    from validator.core.candidates import Candidate
    from validator.core.groups import Group

#: The gap between two words: `Gmail P`, `Gmail,P`.
_WORD_GAP: Final = re.compile(r"(?<=[A-Za-z]{3})[,;/|]|\s+")
#: Names of what holds or restores other secrets: `Master passphrase` is hardly a key's.
_SAFES: Final = frozenset({"master", "vault", "vaults", "backup"})


def leave_out_doubtful(group: Group, passphrases: list[Candidate]) -> None:
    """Replace a passphrase that may be another service's with the key's own, or leave it out."""
    passphrase = group.values.get("passphrase")
    keys = _keys(group)
    if passphrase is None or not _is_doubtful(passphrase, keys):
        return
    owners = {found.owner for found in keys}
    own = [
        found for found in passphrases if found.owner in owners and not _is_doubtful(found, keys)
    ]
    if own:
        group.values["passphrase"] = own[0]
    else:
        group.left_out = group.values.pop("passphrase")


def leave_out_rivals(group: Group) -> None:
    """Leave out both values of a name that has two; `rivals` keeps those that were left out."""
    keys = _keys(group)
    for entry, rival in [*group.rivals.items()]:
        found = group.values.get(entry)
        is_others = entry == "passphrase" and _is_doubtful(rival, keys)
        if found is None or found.value == rival.value or is_others:
            del group.rivals[entry]
        else:
            del group.values[entry]


def _keys(group: Group) -> list[Candidate]:
    return [group.values[entry] for entry in KEYS if entry in group.values]


def _is_doubtful(found: Candidate, keys: list[Candidate]) -> bool:
    """Whether a passphrase may belong to something other than the keys in its text."""
    is_remarked = len(_WORD_GAP.split(found.value)) > 1 or names_exchange(found.value)
    if not found.is_named and is_remarked:
        return True
    if all(found.row != key.row for key in keys):
        return True
    if found.is_vague and found.place.is_beside:
        return True
    # `kucoin_passphrase` stays another's below `[okx]`.
    is_others = found.is_named and is_foreign(words_of(found.owner[-1]))
    is_apart = all(found.owner != key.owner for key in keys)
    if is_apart and (found.is_vague or is_others or _is_of_safe(found)):
        return True
    if found.is_login and not any(key.is_login for key in keys):
        return True
    if found.is_okx and found.is_named and not found.is_vague:
        return False
    if not found.is_named and all(found.line < key.line for key in keys):
        return False
    if all(found.place.block != key.place.block for key in keys):
        return True
    return found.place.is_below


def _is_of_safe(found: Candidate) -> bool:
    """Whether a name is of what holds or restores other secrets."""
    return found.is_named and not _SAFES.isdisjoint(found.owner[-1].split())


def may_be_anothers(named: Candidate, others: list[Candidate], text: str) -> bool:
    """Whether a passphrase that is alone in its text may belong to something named beside it."""
    if named.entry != "passphrase":
        return False
    place = named.place
    if named.is_login or _is_of_safe(named) or place.is_below or place.is_beside:
        return True
    if any(other.value for other in others):
        return True
    return not named.is_okx and names_other(text.replace(named.value, "\n", 1))
