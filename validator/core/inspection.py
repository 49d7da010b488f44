"""The inspection of three pasted values: what they are, and whether they may be sent to OKX."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from validator.core import names
from validator.core.block import claims_of
from validator.core.credentials import FIELDS, Credentials, format_findings, is_long, shape
from validator.core.facts import PASSPHRASE_MAX_LENGTH
from validator.core.findings import INLINE_LABELS, LABELS, Field, Finding, finding
from validator.core.foreign import PHRASE, identify, wallet_secret
from validator.core.paste import Group, Paste, read
from validator.core.phrases import is_phrase
from validator.core.repair import Repaired, repair, wrapped_inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from validator.core.candidates import Candidate

Sendable = Literal["yes", "ask", "no"]

#: Findings that the user may confirm: unusual values that may still be right.
_ASKED_ABOUT: Final = frozenset(
    {"api-key-shape", "secret-key-shape", "passphrase-rules", "passphrase-wrapped"}
)
_ANOTHER_SERVICES: Final = "These are values of another service"
_OF_ANOTHER: Final = (
    "This passphrase stands under another service's name",
    "Enter the passphrase that you made up for this API key; if it is this one, go on.",
)
#: How many characters of an API key tell one choice from another.
_LAST: Final = 4


@dataclass(frozen=True, slots=True, repr=False)
class Repair:
    """What was removed from a field's text, or could be if `is_done` is false.

    `before` is the text of the field, `after` the repaired value.
    """

    field: Field
    before: str
    after: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several keys in a text: its label, and the last characters of its API key."""

    label: str
    last: str


@dataclass(frozen=True, slots=True, repr=False)
class Inspection:
    """What three pasted values are.

    `values` are as they would be sent, taken apart and repaired; `fields` are those to show in the
    form instead of what was pasted, None where nothing was taken apart, and `summary` says then
    what was found. `findings` are about the fields, one each, and after them, with the field None,
    what a text claims of its key. `asked_about` are the fields whose values are sent only after
    the user confirmed them. `swapped` are the values where two of them stand in
    each other's fields, each in its own.
    """

    values: Credentials
    findings: tuple[Finding, ...]
    sendable: Sendable
    fields: Credentials | None = None
    summary: str | None = None
    repairs: tuple[Repair, ...] = ()
    choices: tuple[Choice, ...] = ()
    asked_about: tuple[Field, ...] = ()
    swapped: Credentials | None = None

    def may_send(self, confirmed: Mapping[Field, str]) -> bool:
        """Whether the values may be sent, given the values that the user confirmed.

        A confirmation holds for that very value, as it would be sent, and never overrides "no".
        """
        return self.sendable == "yes" or (
            self.sendable == "ask" and not self.unconfirmed(confirmed)
        )

    def unconfirmed(self, confirmed: Mapping[Field, str]) -> tuple[Field, ...]:
        """Return the fields whose values still have to be confirmed."""
        return tuple(
            name for name in self.asked_about if confirmed.get(name) != getattr(self.values, name)
        )


def inspect(
    api_key: str,
    secret_key: str,
    passphrase: str,
    *,
    undone: Mapping[Field, str] | None = None,
    chosen: int | None = None,
) -> Inspection:
    """Inspect three pasted values: what they are, and whether they may be sent to OKX.

    `undone` holds the texts of fields whose repair the user undid, or whose quotes the user
    kept: as long as a field holds that very text, it is judged as it stands.
    `chosen` is the number of the choice, from 0, where a text holds several keys.
    """
    pasted = {"api_key": api_key, "secret_key": secret_key, "passphrase": passphrase}
    texts: dict[Field, str] = {name: pasted[name] for name in FIELDS}
    kept = frozenset(name for name in FIELDS if (undone or {}).get(name) == texts[name])
    pastes = {name: read(text) for name, text in texts.items() if not is_long(text)}
    held_in = [
        name for name in pastes if name not in kept and _is_taken_apart(name, pastes[name], texts)
    ]
    groups = _distinct([group for name in held_in for group in pastes[name].groups])
    choices = _choices(groups) if len(groups) > 1 else ()
    group = None
    if len(groups) == 1:
        group = groups[0]
    elif choices and chosen is not None and 0 <= chosen < len(choices):
        group, choices = groups[chosen], ()
    fields = None if group is None else _unpacked(texts, held_in, group)
    now = texts if fields is None else fields
    alone = {name: pastes[name].named for name in pastes if now[name] == texts[name]}
    repaired = {name: _repaired(name, now[name], kept, alone.get(name)) for name in FIELDS}
    if choices:
        repaired |= {name: Repaired("") for name in held_in}
    values = Credentials(*(repaired[name].value for name in FIELDS))
    instead: dict[Field | None, Finding] = dict(
        _instead_of_format(texts, pastes, held_in if choices else [])
    )
    no_wallets = frozenset(
        texts[name].strip()
        for name in pastes
        if name not in instead or instead[name].code != "wallet-secret"
    )
    found_in_format = format_findings(repaired, undone=kept, no_wallets=no_wallets)
    by_field = {finding.field: finding for finding in found_in_format} | instead
    known = by_field.get("passphrase")
    if (
        now["passphrase"] == texts["passphrase"]
        and "passphrase" in pastes
        and pastes["passphrase"].is_foreign
        and (known is None or known.severity != "error")
    ):
        by_field["passphrase"] = finding("passphrase-rules", "passphrase", *_OF_ANOTHER)
    findings = tuple(by_field[name] for name in FIELDS if name in by_field)
    asked_about = tuple(
        finding.field
        for finding in findings
        if finding.field
        and finding.code in _ASKED_ABOUT
        and not (finding.code == "passphrase-wrapped" and finding.field in kept)
    )
    inspection = Inspection(
        values,
        (*findings, *(claims_of(pastes[name] for name in held_in) if group else ())),
        _sendable(values, findings, asked_about),
        None if fields is None else Credentials(*(fields[name] for name in FIELDS)),
        None if group is None else _summary(group, values),
        tuple(_repairs(now, repaired, kept)),
        choices,
        asked_about,
        _swapped(values, findings),
    )
    names.forget()
    return inspection


def check_format(api_key: str, secret_key: str, passphrase: str) -> tuple[Finding, ...]:
    """Return the findings of `inspect`."""
    return inspect(api_key, secret_key, passphrase).findings


def _is_taken_apart(name: Field, paste: Paste, texts: dict[Field, str]) -> bool:
    """Whether a text holds more than the value of its own field, which is merely repaired.

    A value without a name goes to its field only if that field is empty: a secret key beside an
    API key is said to be in the wrong field, and takes no other's place.
    """
    values = [value for group in paste.groups for value in group.values.items()]
    return (len(paste.groups) > 1 or any(entry != name for entry, _ in values)) and all(
        found.is_named or entry == name or not texts[entry].strip() for entry, found in values
    )


def _distinct(groups: list[Group]) -> list[Group]:
    """Return one group per key, completed from the other fields."""
    by_key: dict[str, Group] = {}
    for group in groups:
        known = by_key.get(group.key)
        if known is None:
            by_key[group.key] = group
        else:
            known.values = group.values | known.values
    keyless = by_key.pop("", None)
    if keyless is None:
        return list(by_key.values())
    if not by_key:
        return [keyless]
    for group in by_key.values():
        group.values = keyless.values | group.values
    return list(by_key.values())


def _choices(groups: list[Group]) -> tuple[Choice, ...]:
    """Return the choice between groups; labels that are equal get a number."""
    labels = Counter(group.label for group in groups)
    return tuple(
        Choice(
            group.label if labels[group.label] == 1 else f"{group.label or 'Key'} {number}",
            group.key[-_LAST:],
        )
        for number, group in enumerate(groups, 1)
    )


def _unpacked(texts: dict[Field, str], held_in: list[Field], group: Group) -> dict[Field, str]:
    emptied = texts | dict.fromkeys(held_in, "")
    return emptied | {name: found.value for name, found in group.values.items()}


def _repaired(name: Field, text: str, kept: frozenset[Field], found: Candidate | None) -> Repaired:
    if is_long(text):
        return Repaired(text)
    named = found.value if found is not None and found.entry == name else None
    return repair(name, text, named, undone=name in kept)


def _instead_of_format(
    texts: dict[Field, str], pastes: dict[Field, Paste], several: list[Field]
) -> Iterable[tuple[Field, Finding]]:
    """Yield the findings that take precedence over those about a field's format."""
    # Words that were spread over the fields, or pasted into all of them.
    spread = is_phrase(" ".join(texts.values()))
    for name, paste in pastes.items():
        secret = PHRASE if spread and texts[name].strip() else wallet_secret(texts[name])
        if secret is not None:
            yield name, finding("wallet-secret", name, f"This looks like {secret.name}")
        elif name in several:
            yield name, finding("several-keys", name)
        elif paste.is_foreign and name != "passphrase" and not _is_named(name, texts[name]):
            yield name, finding("other-service", name, _ANOTHER_SERVICES)


def _is_named(name: Field, text: str) -> bool:
    """Whether the shape of a text names what it is."""
    shape = identify(name, text)
    return shape is not None and shape.code != "fields-swapped"


def _repairs(
    texts: dict[Field, str], repaired: dict[Field, Repaired], kept: frozenset[Field]
) -> Iterable[Repair]:
    for name in FIELDS:
        value = repaired[name].value
        if repaired[name].marks - {"edges"}:
            yield Repair(name, texts[name], value, is_done=True)
        inside = wrapped_inside(value) if name == "passphrase" and name not in kept else None
        if inside is not None:
            yield Repair(name, texts[name], inside, is_done=False)


def _swapped(values: Credentials, findings: tuple[Finding, ...]) -> Credentials | None:
    texts = asdict(values)
    fields = [finding.field for finding in findings if finding.code == "fields-swapped"]
    by_shape = {shape(texts[field]): texts[field] for field in fields if field}
    return replace(values, **by_shape) if len(fields) == 2 and {*by_shape} == {*fields} else None


def _summary(group: Group, values: Credentials) -> str:
    first, *others = [name for name in FIELDS if name in group.values]
    summary = f"{_listed([LABELS[first], *(INLINE_LABELS[name] for name in others)])} found."
    if "passphrase" in group.values or values.passphrase:
        return summary
    if group.left_out is not None:
        return (
            f"{summary} A password that stood apart from them may be another service's, so we "
            "left it out: enter the passphrase of this API key."
        )
    return f"{summary} OKX never copies the passphrase: enter it."


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _sendable(
    values: Credentials, findings: tuple[Finding, ...], asked_about: tuple[Field, ...]
) -> Sendable:
    if (
        any(finding.severity == "error" or finding.code == "several-keys" for finding in findings)
        or any(is_long(getattr(values, name)) for name in FIELDS)
        or not values.fits_headers()
        or len(values.passphrase) > PASSPHRASE_MAX_LENGTH
    ):
        return "no"
    return "ask" if asked_about else "yes"
