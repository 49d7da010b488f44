"""Groups of values that belong together, of which the text's one key is chosen."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from validator.core.findings import FIELDS
from validator.core.names import is_foreign, words_of
from validator.core.repair import exact
from validator.core.values import KEYS, SHAPE

if TYPE_CHECKING:
    from validator.core.candidates import Candidate
    from validator.core.findings import Field

#: A label of a key: letters and digits in OKX (reference 1.14), here with some signs between them.
_LABEL: Final = re.compile(r"\w(?:[\w .-]{0,48}\w)?")


@dataclass(slots=True, repr=False)
class Group:
    """Values that belong together, with a label that holds none of them."""

    owner: tuple[str, ...]
    line: int
    row: int = 0
    is_okx: bool = False
    values: dict[Field, Candidate] = field(default_factory=dict)
    left_out: Candidate | None = None
    #: What the text says about the key: its label, permissions and IP addresses.
    claims: list[Candidate] = field(default_factory=list)
    #: Second values of the same names, each as likely the key's as the one in `values`.
    rivals: dict[Field, Candidate] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The words that distinguish this group from others."""
        labels = [found.value for found in self.claims if found.entry == "label"]
        labels = [label for label in labels if _LABEL.fullmatch(label) and not SHAPE.search(label)]
        titles = [found.title for found in self.values.values() if found.title]
        owner = " ".join(word for word in self.owner if word).strip("[ ")
        return next(iter([*labels, *filter(None, [owner]), *titles]), "")

    @property
    def key(self) -> str:
        """The API key as it would be sent, empty where there is none."""
        if "api_key" not in self.values:
            return ""
        value = self.values["api_key"].value
        repaired = exact("api_key", value)
        return value if repaired is None else repaired[0]

    @property
    def is_whole(self) -> bool:
        """Whether the group has all three values, and its keys have their shapes."""
        return len(self.values) == len(FIELDS) and all(_has_shape(self, entry) for entry in KEYS)

    @property
    def block(self) -> str:
        """The block of the text that the first value stands in, empty without values."""
        return next((found.place.block for found in self.values.values()), "")


def grouped(values: list[tuple[Field, Candidate]]) -> list[Group]:
    """Return the values grouped by owner; a repeated entry begins another group.

    So does an API key after the name of a login, or after another service's key.
    """
    groups: list[Group] = []
    current: dict[tuple[tuple[str, ...], int], Group] = {}
    for entry, found in values:
        group = current.get((found.owner, found.row))
        earlier = None if group is None else group.values.get(entry)
        if group is not None and earlier is not None:
            if entry == "api_key" and found.is_exact and not earlier.is_exact:
                group = None
            elif not _is_better(found, earlier):
                if _is_rival(found, earlier, group):
                    group.rivals.setdefault(entry, found)
                    continue
                if earlier.value == found.value or (found.is_vague and not found.is_exact):
                    continue
                group = None
        if group is None:
            group = current[found.owner, found.row] = Group(found.owner, found.line, found.row)
            groups.append(group)
        group.values[entry] = found
        group.is_okx |= found.is_okx
    return groups


def end_alike(group: Group) -> None:
    """Leave out the sign that ends all three values, as in a list."""
    ends = {found.value[-1:] for found in group.values.values()}
    passphrase = group.values.get("passphrase")
    if passphrase is not None and len(group.values) == len(FIELDS) and len(ends) == 1:
        end = ends.pop()
        if end in {",", ";", "."}:
            value = passphrase.value.removesuffix(end)
            group.values["passphrase"] = replace(passphrase, value=value)


def _is_better(found: Candidate, earlier: Candidate) -> bool:
    return earlier.is_vague and not earlier.is_exact and (not found.is_vague or found.is_exact)


def _is_rival(found: Candidate, earlier: Candidate, group: Group) -> bool:
    """Whether a value is as likely the key's as the one right above it."""
    return (
        found.entry != "api_key"
        and (found.is_named or found.is_exact)
        and found.value != earlier.value
        and group.values[next(reversed(group.values))] is earlier
        and not _is_better(earlier, found)
    )


def choose(groups: list[Group]) -> list[Group]:
    """Return the groups with an OKX key, or the likeliest one, completed from the other groups."""
    holding = [group for group in groups if _has_shape(group, "api_key")]
    if not holding:
        holding = [group for group in groups if "api_key" in group.values] or groups
        holding = [next((group for group in holding if group.is_okx), holding[0])]
    if any(group.is_okx for group in holding):
        # If a group is named after OKX, groups named after something else are not OKX's.
        holding = [group for group in holding if group.is_okx or _may_be_okx(group)]
    by_key: dict[str, Group] = {}
    for group in holding:
        first = by_key.setdefault(group.key, group)
        for entry, found in group.values.items():
            first.values.setdefault(entry, found)
    chosen = list(by_key.values())
    others = [group for group in groups if all(group is not holder for holder in holding)]
    for group in chosen:
        if len(chosen) == 1:
            _find_rivals(group, others)
        for entry in FIELDS:
            if entry not in group.values:
                _fill(group, entry, others, is_only=len(chosen) == 1)
    return chosen


def _find_rivals(group: Group, others: list[Group]) -> None:
    """Record values of the same names that stand elsewhere in the text, without another key."""
    for other in others:
        if (other.owner, other.row) == (group.owner, group.row) and "api_key" not in other.values:
            for entry, found in other.values.items():
                if entry in group.values and found.is_named:
                    group.rivals.setdefault(entry, found)


def _fill(group: Group, entry: Field, others: list[Group], *, is_only: bool) -> None:
    offered = [
        other
        for other in others
        if entry in other.values
        # A passphrase beside another key belongs to that one.
        and ((entry in KEYS and _has_shape(other, entry)) or "api_key" not in other.values)
    ]
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
    if entry in nearest.rivals:
        group.rivals[entry] = nearest.rivals[entry]


def add_claims(claims: list[Candidate], groups: list[Group]) -> None:
    """Give each claim to the group that it stands below, or above if the text begins with one."""
    first = {found.entry for found in claims if found.line < groups[0].line}
    for found in claims:
        nearest = min(
            groups,
            key=lambda group: (
                group.block != found.place.block,
                (group.line < found.line) == (found.entry in first),
                abs(group.line - found.line),
            ),
        )
        nearest.claims.append(found)


def distinct(groups: list[Group]) -> list[Group]:
    """Return one group per key, completed from the texts in other fields."""
    by_key: dict[str, Group] = {}
    for group in groups:
        known = by_key.get(group.key)
        if known is None:
            by_key[group.key] = group
        else:
            known.values = group.values | known.values
            known.claims += group.claims
    keyless = by_key.pop("", None)
    if keyless is None:
        return list(by_key.values())
    if not by_key:
        return [keyless]
    for group in by_key.values():
        group.values = keyless.values | group.values
    return list(by_key.values())


def _has_shape(group: Group, entry: Field) -> bool:
    return entry in group.values and group.values[entry].is_exact


def _may_be_okx(group: Group) -> bool:
    return not is_foreign(tuple(word for label in group.owner for word in words_of(label)))
