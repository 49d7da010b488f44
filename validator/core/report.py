"""The report for support: a short text about a check, in which there is nothing of a credential.

No value is ever given to this module: what it says of them comes from their findings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from validator.core.facts import SITES
from validator.core.findings import FINDINGS, LABELS
from validator.core.signing import timestamp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from validator.core.facts import SiteName
    from validator.core.findings import Finding
    from validator.core.verdict import Outcome

#: These say that a value was cleaned: what is left of it may have the right shape.
_ABOUT_CLEANING: Final = frozenset({"edge-whitespace", "quoted-value"})
#: What the page tells of itself, of the browser and of the proxy's response; else it is unknown.
_VERSION: Final = re.compile(r"[0-9a-z-]{1,40}", re.ASCII)
_BROWSER: Final = re.compile(r"[A-Za-z][A-Za-z ]{0,30} [0-9]{1,4}", re.ASCII)
_REQUEST_ID: Final = re.compile(r"[0-9A-Za-z-]{1,64}", re.ASCII)
_UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Where and when a check was made; `help_url` is the site's address, with a slash at its end.

    `browser` is its name and major version. `request_id` is that of the live test, None where
    there was none.
    """

    help_url: str
    version: str
    browser: str
    request_id: str | None
    now_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found out; `codes` are those of the verdict, `format_findings` those of the fields.

    `sites` are those that were asked, or the one that was chosen where none was.
    """

    outcome: Outcome | None
    codes: tuple[str, ...]
    okx_code: str | None
    format_findings: tuple[Finding, ...]
    sites: tuple[SiteName, ...]
    is_practice: bool


def compose(checked: Checked, page: Page) -> str:
    """Return the report as plain text."""
    # What stops a check comes before what is only odd.
    about_values = sorted(checked.format_findings, key=lambda one: one.severity != "error")
    codes = dict.fromkeys((*checked.codes, *(one.code for one in about_values)))
    lines = [
        "Flicker key check",
        f"Outcome: {checked.outcome or 'not asked, the values have errors'}",
        "Findings:",
        *(f"  {code} {page.help_url}e/{code}" for code in codes if code in FINDINGS),
        f"OKX code: {checked.okx_code or 'none'}",
        "OKX site: " + ", ".join(SITES[name].login_host for name in checked.sites),
        "Right shape: " + _shapes(checked.format_findings),
        f"Time: {_minute(page.now_ms)}",
        f"Page version: {_known(_VERSION, page.version)}",
        f"Browser: {_known(_BROWSER, page.browser)}",
        f"Request id: {_known(_REQUEST_ID, page.request_id) if page.request_id else 'none'}",
    ]
    if checked.is_practice:
        lines.insert(1, "Practice: a made-up key, nobody's own")
    return "\n".join(lines)


def _shapes(findings: Iterable[Finding]) -> str:
    wrong = {one.field for one in findings if one.code not in _ABOUT_CLEANING}
    return ", ".join(f"{LABELS[name]} {'no' if name in wrong else 'yes'}" for name in LABELS)


def _minute(epoch_ms: int) -> str:
    try:
        return timestamp(epoch_ms)[: len("2026-09-01T12:00")].replace("T", " ") + " UTC"
    except (ValueError, OverflowError, OSError):
        return _UNKNOWN


def _known(pattern: re.Pattern[str], text: str) -> str:
    return text if pattern.fullmatch(text) else _UNKNOWN
