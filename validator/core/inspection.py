"""Inspects three pasted values: what they are, and whether they may be sent to OKX."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from validator.core import names
from validator.core.block import claims_of
from validator.core.credentials import (
    Credentials,
    format_findings,
    is_long,
)
from validator.core.facts import PASSPHRASE_MAX_LENGTH
from validator.core.findings import FIELDS, INLINE_LABELS, LABELS, Field, Finding, finding
from validator.core.foreign import PHRASE, identify, wallet_secret
from validator.core.groups import Group, distinct
from validator.core.paste import Paste, read
from validator.core.phrases import is_phrase
from validator.core.repair import Repaired, exact, repair, wrapped_inside
from validator.core.shapes import shape
from validator.core.values import SHAPE
from validator.core.wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from validator.core.candidates import Candidate

Sendable = Literal["yes", "ask", "no"]

#: Findings that the user may confirm: unusual values that may still be right.
_ASKED_ABOUT: Final = frozenset(
    {"api-key-shape", "secret-key-shape", "passphrase-rules", "passphrase-wrapped"}
)
_OTHER_SERVICE: Final = "These values may be another service's"
_OTHER_PASSPHRASE: Final = (
    "This passphrase stands under another service's name",
    "Enter the passphrase that you made up for this API key; if it is this one, go on.",
)
#: The number of characters of an API key that identify a choice.
_LAST_CHARACTERS: Final = 4


@dataclass(frozen=True, slots=True, repr=False)
class Repair:
    """A repair of a field's text `before` to the value `after`, offered if `is_done` is false."""

    field: Field
    before: str
    after: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several keys in a text: its label, and the last characters of its API key."""

    label: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Inspection:
    """The result of inspecting three pasted values.

    `values` are those to send, taken apart and repaired. `fields` are the values to show in the
    form, and `summary` says what was found; both are None if nothing was taken apart. `findings`
    are about the fields, at most one each, then, with the field None, a text's claims about its
    key. `asked_about` are the fields whose values are sent only after the user confirmed them.
    `swapped` are the values in their own fields, if two of them are in each other's.
    """

    values: Credentials
    findings: tuple[Finding, ...]
    sendable: Sendable
    fields: Credentials | None
    summary: str | None
    repairs: tuple[Repair, ...]
    choices: tuple[Choice, ...]
    asked_about: tuple[Field, ...]
    swapped: Credentials | None

    def may_send(self, confirmed: Mapping[Field, str]) -> bool:
        """Whether the values may be sent, given the values that the user confirmed.

        A confirmation holds for that very value, as it would be sent, and never overrides "no".
        """
        return self.sendable != "no" and not self.unconfirmed(confirmed)

    def unconfirmed(self, confirmed: Mapping[Field, str]) -> tuple[Field, ...]:
        """Return the fields whose values still have to be confirmed, if they may be sent then."""
        return tuple(
            name
            for name in self.asked_about
            if self.sendable == "ask" and confirmed.get(name) != getattr(self.values, name)
        )


def inspect(
    api_key: str,
    secret_key: str,
    passphrase: str,
    *,
    undone: Mapping[Field, str] | None = None,
    chosen: int | None = None,
) -> Inspection:
    """Inspect three pasted values.

    `undone` holds the texts whose repair the user undid or whose quotes the user kept: a field that
    holds that very text is not repaired.
    `chosen` is the number of the choice, from 0, if a text holds several keys.
    """
    pasted = {"api_key": api_key, "secret_key": secret_key, "passphrase": passphrase}
    texts: dict[Field, str] = {name: pasted[name] for name in FIELDS}
    kept = frozenset(name for name in FIELDS if (undone or {}).get(name) == texts[name])
    pastes = {name: read(text) for name, text in texts.items() if not is_long(text)}
    taken_apart = [
        name for name in pastes if name not in kept and _is_taken_apart(name, pastes[name], texts)
    ]
    groups = distinct([group for name in taken_apart for group in pastes[name].groups])
    choices = _choices(groups) if len(groups) > 1 else ()
    group = groups[0] if len(groups) == 1 else None
    if choices and chosen is not None and 0 <= chosen < len(choices):
        group, choices = groups[chosen], ()
    fields = None if group is None else _unpacked(texts, taken_apart, group)
    current = texts if fields is None else fields
    alone = {name: pastes[name].named for name in pastes if current[name] == texts[name]}
    repaired = {name: _repaired(name, current[name], kept, alone.get(name)) for name in FIELDS}
    if choices:
        repaired |= {name: Repaired("") for name in taken_apart}
    values = Credentials(*(repaired[name].value for name in FIELDS))
    overriding: dict[Field | None, Finding] = dict(
        _overriding(texts, pastes, taken_apart if choices else [])
    )
    no_wallets = frozenset(
        texts[name].strip()
        for name in pastes
        if name not in overriding or overriding[name].code != "wallet-secret"
    )
    found_in_format = format_findings(repaired, undone=kept, no_wallets=no_wallets)
    by_field = {finding.field: finding for finding in found_in_format} | overriding
    known = by_field.get("passphrase")
    if (
        current["passphrase"] == texts["passphrase"]
        and "passphrase" in pastes
        and pastes["passphrase"].is_foreign
        and (known is None or known.severity != "error")
    ):
        by_field["passphrase"] = finding("passphrase-rules", "passphrase", *_OTHER_PASSPHRASE)
    findings = tuple(
        by_field[name]
        for name in FIELDS
        # The key that the user chooses fills the other fields.
        if name in by_field and not (choices and by_field[name].code == "missing-field")
    )
    asked_about = tuple(
        finding.field
        for finding in findings
        if finding.field
        and finding.code in _ASKED_ABOUT
        and not (finding.code == "passphrase-wrapped" and finding.field in kept)
    )
    inspection = Inspection(
        values=values,
        findings=(*findings, *(claims_of(group) if group else ())),
        sendable=_sendable(values, findings, asked_about),
        fields=None if fields is None else Credentials(*(fields[name] for name in FIELDS)),
        summary=None if group is None else _summary(group, values),
        repairs=tuple(_repairs(current, repaired, kept)),
        choices=choices,
        asked_about=asked_about,
        swapped=_swapped(values, findings),
    )
    names.forget()
    return inspection


def check_format(api_key: str, secret_key: str, passphrase: str) -> tuple[Finding, ...]:
    """Return the findings of `inspect`."""
    return inspect(api_key, secret_key, passphrase).findings


def _is_taken_apart(name: Field, paste: Paste, texts: dict[Field, str]) -> bool:
    """Whether a text holds more than the value of its own field, which is merely repaired.

    All three values replace what the form holds. Otherwise, a value without a name goes to its
    field only if that field is empty: a finding says that it is in the wrong field.
    """
    values = [value for group in paste.groups for value in group.values.items()]
    return (len(paste.groups) > 1 or any(entry != name for entry, _ in values)) and (
        any(group.is_whole for group in paste.groups)
        or all(
            found.is_named or entry == name or not texts[entry].strip() for entry, found in values
        )
    )


def _choices(groups: list[Group]) -> tuple[Choice, ...]:
    """Return the choice between groups; labels that are equal get a number."""
    labels = Counter(group.label for group in groups)
    return tuple(
        Choice(
            group.label if labels[group.label] == 1 else f"{group.label or 'Key'} {number}",
            group.key[-_LAST_CHARACTERS:],
        )
        for number, group in enumerate(groups, 1)
    )


def _unpacked(texts: dict[Field, str], taken_apart: list[Field], group: Group) -> dict[Field, str]:
    emptied = texts | dict.fromkeys(taken_apart, "")
    return emptied | {name: found.value for name, found in group.values.items()}


def _repaired(name: Field, text: str, kept: frozenset[Field], found: Candidate | None) -> Repaired:
    if is_long(text):
        return Repaired(text)
    named = found.value if found is not None and found.entry == name else None
    return repair(name, text, named, undone=name in kept)


def _overriding(
    texts: dict[Field, str], pastes: dict[Field, Paste], several: list[Field]
) -> Iterable[tuple[Field, Finding]]:
    """Yield the findings that take precedence over those about a field's format."""
    # Words that were spread over the fields.
    parts = [text for text in texts.values() if text.strip() and not SHAPE.search(text)]
    is_spread = is_phrase(" ".join(parts)) and not any(map(wallet_secret, parts))
    for name, paste in pastes.items():
        secret = PHRASE if is_spread and texts[name] in parts else wallet_secret(texts[name])
        if secret is not None:
            yield name, finding("wallet-secret", name, f"This looks like {secret.name}")
        elif name in several:
            yield name, finding("several-keys", name)
        elif (
            paste.is_foreign
            and name != "passphrase"
            and not _is_named(name, texts[name])
            and exact(name, texts[name]) is None
        ):
            yield name, finding("other-service", name, _OTHER_SERVICE)


def _is_named(name: Field, text: str) -> bool:
    """Whether the shape of a text names what it is."""
    found = identify(name, text)
    return found is not None and found.code != "fields-swapped"


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
    summary = f"{listed([LABELS[first], *(INLINE_LABELS[name] for name in others)])} found."
    doubled = [f"two {INLINE_LABELS[name]}s" for name in group.rivals if not getattr(values, name)]
    if doubled:
        return f"{summary} There were {listed(doubled)}: enter the right one."
    if "passphrase" in group.values or values.passphrase:
        return summary
    if group.left_out is not None:
        return (
            f"{summary} A password in this text may be another service's, so we left it out: enter "
            "the passphrase of this API key."
        )
    return f"{summary} OKX never copies the passphrase: enter it."


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
