"""The report for support: a short text about a check, without any part of a credential.

This module never sees a value: it only describes values by their findings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from validator.core.facts import SITES
from validator.core.findings import FINDINGS, LABELS
from validator.core.signing import timestamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from validator.core.facts import SiteName
    from validator.core.findings import Finding
    from validator.core.verdict import Outcome

#: Findings about a repaired value, which may be valid after the repair.
_ABOUT_CLEANING: Final = frozenset({"edge-whitespace", "quoted-value", "repaired-value"})
#: The accepted form of the page's version, language and request id; others are reported as unknown.
_VERSION: Final = re.compile(r"[0-9a-z-]{1,40}", re.ASCII)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[0-9A-Za-z]{2,8}){0,3}", re.ASCII)
_REQUEST_ID: Final = re.compile(r"[0-9a-f]{16}", re.ASCII)
_UNKNOWN: Final = "unknown"

#: The names of browsers in user agents, with the major version. The first match counts, since most
#: user agents also name compatible browsers.
_BROWSERS: Final[Mapping[str, re.Pattern[str]]] = {
    name: re.compile(pattern, re.ASCII)
    for name, pattern in {
        "Edge": r"Edg\w*/(\d{1,4})",
        "Opera": r"OPR/(\d{1,4})",
        "Samsung Internet": r"SamsungBrowser/(\d{1,4})",
        "Firefox": r"(?:Firefox|FxiOS)/(\d{1,4})",
        "Chrome": r"(?:Chrome|CriOS)/(\d{1,4})",
        "Safari": r"Version/(\d{1,4}).*Safari",
    }.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page that makes a check; `help_url` is the site's address, with a slash at its end.

    `user_agent` and `language` are the browser's. `api_host` and `api_path` are the host and the
    path of our proxy's API.
    """

    help_url: str
    version: str = ""
    user_agent: str = ""
    language: str = ""
    api_host: str = ""
    api_path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a report says about a check.

    `codes` are the findings of the verdict, `format_findings` those about the fields. `sites` are
    those that were asked or, if none was, chosen. `request_id` is the last request's, if there was
    one. `now_ms` is the corrected time.
    """

    outcome: Outcome | None
    codes: tuple[str, ...]
    okx_code: str | None
    format_findings: tuple[Finding, ...]
    sites: tuple[SiteName, ...]
    request_id: str | None
    now_ms: int
    is_practice: bool


def compose(checked: Checked, page: Page) -> str:
    """Return the report as plain text."""
    # Errors come before warnings.
    about_values = sorted(checked.format_findings, key=lambda finding: finding.severity != "error")
    codes = dict.fromkeys((*checked.codes, *(finding.code for finding in about_values)))
    request_id = checked.request_id
    lines = [
        "Flicker key check",
        f"Outcome: {checked.outcome or 'not asked'}",
        "Findings:",
        *(f"  {code} {page.help_url}e/{code}" for code in codes if code in FINDINGS),
        f"OKX code: {checked.okx_code or 'none'}",
        "OKX site: " + ", ".join(SITES[name].login_host for name in checked.sites),
        "Format: " + _formats(checked.format_findings),
        f"Time: {_minute(checked.now_ms)}",
        f"Page version: {_accepted(_VERSION, page.version)}",
        f"Browser: {_browser(page.user_agent)}",
        f"Language: {_accepted(_LANGUAGE, page.language)}",
        f"Request id: {_accepted(_REQUEST_ID, request_id) if request_id else 'none'}",
    ]
    if checked.is_practice:
        lines.insert(1, "Practice: a made-up key")
    return "\n".join(lines)


def _formats(findings: Iterable[Finding]) -> str:
    unusual = {finding.field for finding in findings if finding.code not in _ABOUT_CLEANING}
    return ", ".join(f"{LABELS[name]} {'unusual' if name in unusual else 'OK'}" for name in LABELS)


def _minute(epoch_ms: int) -> str:
    try:
        return timestamp(epoch_ms)[: len("2026-09-01T12:00")].replace("T", " ") + " UTC"
    except OverflowError:
        return _UNKNOWN


def _browser(user_agent: str) -> str:
    matches = ((name, pattern.search(user_agent)) for name, pattern in _BROWSERS.items())
    return next((f"{name} {match[1]}" for name, match in matches if match), _UNKNOWN)


def _accepted(pattern: re.Pattern[str], text: str) -> str:
    return text if pattern.fullmatch(text) else _UNKNOWN
