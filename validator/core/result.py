"""The result of a check: everything that there is to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from validator.core.facts import CLOCK_NOTICE_SECONDS

if TYPE_CHECKING:
    from validator.core.facts import SiteName
    from validator.core.findings import Field
    from validator.core.inspection import Inspection
    from validator.core.sent import Sent
    from validator.core.verdict import Verdict

#: Units of time in seconds, the longest first.
_UNITS: Final = {"days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Result:
    """The verdict and the rest of what is shown.

    `key` is the masked API key. `asked` are the sites that were asked, after those where a check
    before did not find the key. `unconfirmed` are the fields whose values have to be confirmed
    before anything is sent. `sent` is everything that was sent, `report` the text for support.
    `opens_report` is true if only support can help, or if the check before found no usable key
    either. `clock_note` says how far the device's clock is off, if that is worth a note. `site` is
    the site that knows the key, `not_found` are those that don't, and `other_sites` are those that
    may.
    """

    verdict: Verdict
    inspection: Inspection
    key: str
    asked: tuple[SiteName, ...]
    unconfirmed: tuple[Field, ...]
    sent: tuple[Sent, ...]
    report: str
    opens_report: bool
    clock_note: str | None
    site: SiteName | None
    not_found: tuple[SiteName, ...]
    other_sites: tuple[SiteName, ...]


def clock_note(ahead_ms: int) -> str | None:
    """Return the note on a device's clock; None if it is about right."""
    seconds = round(abs(ahead_ms) / 1000)
    if seconds < CLOCK_NOTICE_SECONDS:
        return None
    unit = next((unit for unit in _UNITS if seconds >= 2 * _UNITS[unit]), "seconds")
    offset = f"{round(seconds / _UNITS[unit])} {unit} {'fast' if ahead_ms > 0 else 'slow'}"
    return f"Your device's clock is {offset}. We signed with the right time."
