"""What is known of three pasted values before OKX is asked, and whether they may be sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from validator.core.block import unpack
from validator.core.credentials import FIELDS, Credentials, format_findings, is_long
from validator.core.facts import PASSPHRASE_MAX_LENGTH
from validator.core.findings import Field, Finding, finding
from validator.core.foreign import wallet_secret

if TYPE_CHECKING:
    from collections.abc import Mapping

Sendable = Literal["yes", "ask", "no"]

#: What a person may confirm: unusual, and possibly right all the same.
_ASKED_ABOUT: Final = frozenset({"api-key-shape", "secret-key-shape", "passphrase-rules"})


@dataclass(frozen=True, slots=True, repr=False)
class Inspection:
    """What three pasted values are.

    `values` are as they would be sent, trimmed and taken apart; `fields` are those to show in the
    form instead of what was pasted, None where nothing was taken apart.
    `findings` are about the fields, and after them, with the field None, what a block claims.
    """

    values: Credentials
    findings: tuple[Finding, ...]
    sendable: Sendable
    fields: Credentials | None = None

    @property
    def asked_about(self) -> tuple[Field, ...]:
        """The fields whose values are sent only after the person confirmed them."""
        return tuple(
            found.field
            for found in self.findings
            if found.field is not None and found.code in _ASKED_ABOUT
        )

    def may_send(self, confirmed: Mapping[Field, str]) -> bool:
        """Whether the values may be sent, where the person confirmed those of some fields.

        A confirmation holds for that very value, as it would be sent, and never overrides "no".
        """
        return self.sendable == "yes" or (
            self.sendable == "ask" and not self.unconfirmed(confirmed)
        )

    def unconfirmed(self, confirmed: Mapping[Field, str]) -> tuple[Field, ...]:
        """Return the fields that are asked about and not, or not as they are, confirmed."""
        return tuple(
            name for name in self.asked_about if confirmed.get(name) != getattr(self.values, name)
        )


def inspect(api_key: str, secret_key: str, passphrase: str) -> Inspection:
    """Say what three pasted values are, and whether they may be sent to OKX."""
    pasted = Credentials(api_key, secret_key, passphrase)
    unpacked, claims = unpack(pasted)
    secrets = tuple(
        finding("wallet-secret", name, f"This looks like {shape.name}")
        for name in FIELDS
        if not is_long(getattr(pasted, name))
        and (shape := wallet_secret(getattr(pasted, name))) is not None
    )
    about_values = [
        found
        for found in format_findings(unpacked)
        if all(found.field != secret.field for secret in secrets)
    ]
    findings = tuple(
        sorted((*secrets, *about_values), key=lambda found: FIELDS.index(found.field or "api_key"))
    )
    values = unpacked.cleaned()
    return Inspection(
        values,
        (*findings, *claims),
        _sendable(values, findings),
        None if unpacked == pasted else unpacked,
    )


def check_format(api_key: str, secret_key: str, passphrase: str) -> tuple[Finding, ...]:
    """Return what `inspect` finds."""
    return inspect(api_key, secret_key, passphrase).findings


def _sendable(values: Credentials, findings: tuple[Finding, ...]) -> Sendable:
    if (
        any(found.severity == "error" for found in findings)
        or any(is_long(getattr(values, name)) for name in FIELDS)
        or not values.fits_headers()
        or len(values.passphrase) > PASSPHRASE_MAX_LENGTH
    ):
        return "no"
    return "ask" if any(found.code in _ASKED_ABOUT for found in findings) else "yes"
