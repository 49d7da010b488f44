"""`check`: the verdict on three values, in the terminal."""
# ruff: noqa: T201 - the command line speaks by printing

from __future__ import annotations

import json
import ssl
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from validator.commands import options
from validator.commands.link import address_of
from validator.commands.okx import ask
from validator.commands.options import LIVE
from validator.commands.prompt import ask_hidden
from validator.core.credentials import FIELDS, Credentials
from validator.core.facts import SITE_NAMES
from validator.core.findings import LABELS
from validator.core.inspection import inspect
from validator.core.reply import Permissions, parse_json
from validator.core.verdict import judge

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from validator.core.facts import SiteName
    from validator.core.findings import Field, Finding
    from validator.core.inspection import Inspection
    from validator.core.verdict import Outcome

_FIX_FIRST: Final = "Fix these values first: nothing was sent"
_NOT_SENDABLE: Final = "These values cannot be sent to OKX: nothing was sent"
_NOT_CONFIRMED: Final = (
    "Nothing was sent: look again at what is unusual. "
    "If it is right all the same, run this again with "
)
_UNTRUSTED: Final = (
    "This computer cannot verify the certificate of OKX's server: nothing was sent. "
    "(Python from python.org on a Mac: run Install Certificates.command once.)"
)
_OFFLINE: Final = "No format error, which proves nothing: OKX was not asked"


_QUESTIONS: Final[Mapping[Field, str]] = {
    "api_key": "Send it to OKX anyway?",
    "secret_key": "Check anyway? It stays on this computer.",
    "passphrase": "Send it to OKX anyway?",
}


@dataclass(frozen=True, slots=True)
class _Report:
    """What is said; `claims` are findings from what a copied block says, which proves nothing."""

    outcome: Outcome | None
    headline: str
    findings: tuple[Finding, ...]
    claims: tuple[Finding, ...]
    exit_status: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.description = (
        "Checks a key. The three values are read from stdin, as a JSON object with "
        "api_key, secret_key and passphrase, or asked for; they are never arguments. "
        "Exit status: 0 read-only (offline: no format error), 1 anything else, 2 bad usage."
    )
    parser.add_argument("--json", action="store_true", help="print the verdict as JSON")
    parser.add_argument("--offline", action="store_true", help="check the format alone")
    parser.add_argument(
        "--site",
        type=options.one_of(SITE_NAMES),
        default="global",
        metavar="|".join(SITE_NAMES),
        help="the OKX site that the key is from (default: %(default)s)",
    )
    parser.add_argument(
        "--confirm",
        type=options.one_of(FIELDS),
        default=[],
        action="append",
        metavar="|".join(FIELDS),
        help="check this value although it looks unusual; may be given for each",
    )
    options.add_okx(parser, default=LIVE, keywords=(LIVE,))


def run(arguments: argparse.Namespace) -> int:
    """Print the verdict; 0 for read-only, 1 for any other, 2 if the values cannot be read."""
    _forbid_core_dumps()
    try:
        pasted = _pasted()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    inspection = inspect(pasted.api_key, pasted.secret_key, pasted.passphrase)
    if arguments.offline:
        report = _look(inspection)
    else:
        confirmed = _confirmed(inspection, arguments.confirm)
        report = _check(inspection, confirmed, arguments.site, arguments.okx)
    if arguments.json:
        findings = [asdict(one) for one in (*report.findings, *report.claims)]
        print(json.dumps({"outcome": report.outcome, "findings": findings}))
    else:
        print(_text(report))
    return report.exit_status


def _forbid_core_dumps() -> None:
    """Keep the system from writing the process's memory to a file, should it crash."""
    try:
        import resource  # noqa: PLC0415 - Windows has none, and no core dumps
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _pasted() -> Credentials:
    """Return the three values; raises ValueError, which repeats nothing, without them."""
    if sys.stdin is not None and sys.stdin.isatty():
        return Credentials(*ask_hidden([LABELS[name] for name in FIELDS]))
    try:
        # A closed stdin is None.
        body = b"" if sys.stdin is None else sys.stdin.buffer.read()
        members = parse_json(body.decode("utf-8-sig"))
    except (OSError, ValueError):
        members = None
    if isinstance(members, dict) and members.keys() == set(FIELDS):
        values = [members[name] for name in FIELDS]
        if all(isinstance(value, str) for value in values):
            return Credentials(*values)
    raise ValueError(
        f"stdin must hold one JSON object with {', '.join(FIELDS)} as texts, and nothing else."
    )


def _confirmed(inspection: Inspection, named: Sequence[Field]) -> dict[Field, str]:
    """Return the unusual values that the caller has named, or says yes to in a terminal."""
    confirmed = {name: getattr(inspection.values, name) for name in named}
    if inspection.sendable == "ask" and sys.stdin.isatty():
        for name in inspection.unconfirmed(confirmed):
            about = [_finding_text(found) for found in inspection.findings if found.field == name]
            question = "\n\n".join(about) + f"\n{_QUESTIONS[name]} [y/N] "
            print(question, end="", file=sys.stderr, flush=True)
            if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
                break
            confirmed[name] = getattr(inspection.values, name)
    return confirmed


def _look(inspection: Inspection) -> _Report:
    """Check the format alone."""
    findings, claims = _split(inspection)
    if any(found.severity == "error" for found in findings):
        return _Report(None, _FIX_FIRST, findings, claims, 1)
    return _Report(None, _OFFLINE, findings, claims, 0)


def _check(
    inspection: Inspection, confirmed: Mapping[Field, str], site: SiteName, okx: str
) -> _Report:
    """Check the format and, where the values may be sent, ask OKX."""
    findings, claims = _split(inspection)
    if any(found.severity == "error" for found in findings):
        return _Report(None, _FIX_FIRST, findings, claims, 1)
    if inspection.sendable == "no":
        return _Report(None, _NOT_SENDABLE, findings, claims, 1)
    if not inspection.may_send(confirmed):
        options_left = (f"--confirm {name}" for name in inspection.unconfirmed(confirmed))
        headline = f"{_NOT_CONFIRMED}{' '.join(options_left)}"
        return _Report(None, headline, findings, claims, 1)
    try:
        answer = ask(inspection.values, site, okx)
    except ssl.SSLCertVerificationError:
        return _Report("unknown", _UNTRUSTED, findings, claims, 1)
    verdict = judge(answer)
    # What OKX answers now goes before what it showed when the block was copied.
    claims = () if isinstance(answer, Permissions) else claims
    status = 0 if verdict.outcome == "read-only" else 1
    return _Report(
        verdict.outcome, verdict.headline, (*findings, *verdict.findings), claims, status
    )


def _split(inspection: Inspection) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Return the findings about the fields, and what a copied block claims."""
    about_fields = tuple(found for found in inspection.findings if found.field is not None)
    return about_fields, inspection.findings[len(about_fields) :]


def _text(report: _Report) -> str:
    parts = [report.headline, *map(_finding_text, report.findings)]
    if report.claims:
        parts += ["The copied block says of itself:", *map(_finding_text, report.claims)]
    return "\n\n".join(parts)


def _finding_text(finding: Finding) -> str:
    about = f"{LABELS[finding.field]}: " if finding.field else ""
    return (
        f"[{finding.severity}] {about}{finding.title}\n"
        f"    {finding.fix}\n"
        f"    {address_of(finding.code)}"
    )
