"""`check`: the verdict on three values, in the terminal."""
# ruff: noqa: T201 - the command line prints its output

from __future__ import annotations

import json
import os
import ssl
import sys
import time
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Final

from validator.commands import options
from validator.commands.link import address_of
from validator.commands.okx import send
from validator.commands.options import LIVE
from validator.commands.prompt import ask_hidden, ask_whether
from validator.core.check import ALL, Check, Form, Request
from validator.core.credentials import Credentials
from validator.core.facts import DEFAULT_SITE_URL, SITE_NAMES
from validator.core.findings import FIELDS, INLINE_LABELS, LABELS
from validator.core.inspection import Inspection, inspect
from validator.core.reply import parse_json
from validator.core.report import Page
from validator.core.verdict import Verdict, judge_format

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from validator.core.findings import Field
    from validator.core.result import Result
    from validator.core.verdict import Action

_UNTRUSTED: Final = (
    "This computer can't verify the certificate of OKX's server. Nothing was sent. "
    "(Python from python.org on a Mac: run Install Certificates.command once.)"
)
_OFFLINE: Final = "No format error, which proves nothing: OKX was not asked"
_ANYWAY: Final = "If it is right all the same, check again with --anyway."
_QUESTIONS: Final[Mapping[Field, str]] = {
    "api_key": "Send it to OKX anyway?",
    "secret_key": "Check anyway? It stays on this computer.",
    "passphrase": "Send it to OKX anyway?",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.description = (
        "Checks a key. The three values are read from stdin, as a JSON object with "
        "api_key, secret_key and passphrase, or asked for; they are never arguments. "
        "Exit status: 0 read-only (offline: no format error), 1 anything else, 2 bad usage."
    )
    parser.add_argument("--json", action="store_true", help="print the verdict as JSON")
    parser.add_argument("--report", action="store_true", help="print the report for support, too")
    parser.add_argument("--offline", action="store_true", help="check the format alone")
    parser.add_argument(
        "--anyway", action="store_true", help="send values that look unusual without asking"
    )
    options.add_choice(
        parser,
        "--site",
        (*SITE_NAMES, ALL),
        default="global",
        about="where you log in to OKX; all asks each site in turn",
    )
    options.add_okx(parser, default=LIVE, keywords=(LIVE,))


def run(arguments: argparse.Namespace) -> int:
    """Print the verdict; returns 0 for read-only, 1 for any other, 2 if the values can't be read.

    Offline, 0 means that no value's format is wrong.
    """
    _forbid_core_dumps()
    is_terminal = sys.stdin is not None and sys.stdin.isatty()
    try:
        pasted = Credentials(*ask_hidden(LABELS.values())) if is_terminal else _read_stdin()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    inspection = inspect(pasted.api_key, pasted.secret_key, pasted.passphrase)
    if arguments.offline:
        return _offline(inspection, arguments)
    is_confirmed = inspection.sendable == "ask" and (
        arguments.anyway
        or (is_terminal and all(_is_confirmed(inspection, name) for name in inspection.asked_about))
    )
    confirmed = {
        name: getattr(inspection.values, name) for name in inspection.asked_about if is_confirmed
    }
    form = Form(pasted=pasted, site=arguments.site, confirmed=confirmed)
    try:
        result = _check(form, arguments.okx)
        if is_terminal and not arguments.json and _agrees(result):
            form = replace(form, agreed=result.other_sites, not_found=result.not_found)
            result = _check(form, arguments.okx)
    except ssl.SSLCertVerificationError:
        shown = {**_as_json(inspection), "outcome": "unknown"}
        print(json.dumps(shown) if arguments.json else _UNTRUSTED)
        return 1
    _show(inspection, result.verdict, result, arguments)
    return 0 if result.verdict.outcome == "read-only" else 1


def _forbid_core_dumps() -> None:
    """Keep the system from writing this process's memory to a file if it crashes."""
    try:
        import resource  # noqa: PLC0415 - Windows has none, and no core dumps
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read_stdin() -> Credentials:
    """Return the three values from stdin; raises ValueError, without quoting any input."""
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


def _check(form: Form, okx: str) -> Result:
    """Send a check's requests to OKX until it has its result."""
    check = Check(form, Page(help_url=_help_url(), version="command-line"))
    step = check.begin(time.time_ns() // 1_000_000)
    while isinstance(step, Request):
        step = check.resume(send(step, form.sites()[0], okx))
    return step


def _is_confirmed(inspection: Inspection, name: Field) -> bool:
    print("\n\n".join(_about_fields(inspection, (name,))), file=sys.stderr)
    return ask_whether(_QUESTIONS[name])


def _agrees(result: Result) -> bool:
    """Return whether the user agrees to try other sites, if that is the next step."""
    if result.verdict.action.kind != "try-sites":
        return False
    print(f"{result.verdict.headline}\n{result.verdict.explanation}")
    return ask_whether(f"{result.verdict.action.label}?")


def _offline(inspection: Inspection, arguments: argparse.Namespace) -> int:
    findings = inspection.findings
    if any(finding.severity == "error" and finding.field for finding in findings):
        _show(inspection, judge_format(findings), None, arguments)
        return 1
    claims = [
        f"The copied text says of itself: {finding.title}"
        for finding in findings
        if not finding.field
    ]
    if arguments.json:
        print(json.dumps(_as_json(inspection)))
    else:
        print("\n\n".join((_OFFLINE, *_about_fields(inspection), *claims)))
    return 0


def _show(
    inspection: Inspection,
    verdict: Verdict,
    result: Result | None,
    arguments: argparse.Namespace,
) -> None:
    if arguments.json:
        print(json.dumps(_as_json(inspection, verdict, result)))
        return
    code = f" (OKX code {verdict.okx_code})" if verdict.okx_code else ""
    notes = [*verdict.notes, *([result.clock_note] if result and result.clock_note else [])]
    parts = [
        f"{verdict.headline}{code}\n{verdict.explanation}",
        "\n".join(_next_step(verdict)),
        "\n".join(f"- {note}" for note in notes),
        *(text for text in _about_fields(inspection) if verdict.headline not in text),
        _ANYWAY if result and result.unconfirmed else "",
        result.report if result and arguments.report else "",
    ]
    print("\n\n".join(part for part in parts if part))


def _as_json(
    inspection: Inspection, verdict: Verdict | None = None, result: Result | None = None
) -> dict[str, object]:
    """Return what `--json` prints, which is never a value, a request or a signature."""
    findings = inspection.findings
    if verdict and verdict.outcome:
        # OKX's answer takes precedence over what a copied block says; the verdict covers both.
        field_findings = (finding for finding in findings if finding.field)
        findings = tuple(dict.fromkeys((*field_findings, *verdict.findings)))
    return {
        "outcome": verdict.outcome if verdict else None,
        "findings": [asdict(finding) for finding in findings],
        "verdict": asdict(verdict) if verdict else None,
        "other_sites": list(result.other_sites) if result else [],
    }


def _next_step(verdict: Verdict) -> list[str]:
    action: Action = verdict.action
    step = f"Enter the {INLINE_LABELS[action.field]} again" if action.field else action.label
    lines = [f"Next: {step}" + (f": {action.address}" if action.address else "")]
    if action.copy:
        lines.append(f"Flicker's IP address: {action.copy}")
    if action.guide:
        lines.append(f"{action.guide_label}: {_help_url()}{action.guide}")
    lines.append(f"More: {address_of(verdict.cause)}")
    return lines


def _about_fields(inspection: Inspection, fields: Sequence[Field] = FIELDS) -> list[str]:
    return [
        f"{LABELS[finding.field]}: {finding.title}\n{finding.fix}"
        for finding in inspection.findings
        if finding.field is not None and finding.field in fields
    ]


def _help_url() -> str:
    return os.environ.get("SITE_URL") or DEFAULT_SITE_URL
