"""`check`: the verdict on three values, in the terminal."""
# ruff: noqa: T201 - the command line speaks by printing

from __future__ import annotations

import asyncio
import getpass
import json
import sys
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from validator.commands import options
from validator.commands.link import address_of
from validator.core.block import unpack
from validator.core.credentials import FIELDS, Credentials, check_format
from validator.core.facts import METHOD, REQUEST_PATH, SITE_NAMES
from validator.core.findings import LABELS
from validator.core.reply import Permissions, parse_json
from validator.core.signing import sign, timestamp
from validator.core.verdict import HEADLINES, judge
from validator.proxy import LIVE, OkxClient, Settings
from validator.proxy.requests import SignedRequest

if TYPE_CHECKING:
    import argparse

    from validator.commands.options import Commands
    from validator.core.facts import SiteName
    from validator.core.findings import Finding
    from validator.core.reply import Answer
    from validator.core.verdict import Outcome

_NOT_SENDABLE: Final = "These values cannot be sent to OKX: nothing was sent"
_OFFLINE: Final = "No format error, which proves nothing: OKX was not asked"


@dataclass(frozen=True, slots=True)
class _Report:
    """What is said; `claims` are findings from what a copied block says, which proves nothing."""

    outcome: Outcome | None
    headline: str
    findings: tuple[Finding, ...]
    claims: tuple[Finding, ...]
    exit_status: int


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "check",
        help="check a key",
        description="Checks a key. The three values are read from stdin, as a JSON object with "
        "api_key, secret_key and passphrase, or asked for; they are never arguments. "
        "Exit status: 0 read-only (offline: no format error), 1 anything else, 2 bad usage.",
    )
    parser.add_argument("--json", action="store_true", help="print the verdict as JSON")
    parser.add_argument("--offline", action="store_true", help="check the format alone")
    parser.add_argument(
        "--site",
        choices=SITE_NAMES,
        default="global",
        help="where one logs in to OKX (default: %(default)s)",
    )
    options.add_okx(parser, default=LIVE, keywords=(LIVE,))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the verdict; 0 for read-only, 1 for any other, 2 if the values cannot be read."""
    pasted = _prompt() if sys.stdin.isatty() else _read(sys.stdin.buffer.read())
    if pasted is None:
        print(
            f"stdin must hold one JSON object with {', '.join(FIELDS)} as texts, and nothing else",
            file=sys.stderr,
        )
        return 2
    report = _report(pasted, arguments.site, None if arguments.offline else arguments.okx)
    if arguments.json:
        findings = [asdict(one) for one in (*report.findings, *report.claims)]
        print(json.dumps({"outcome": report.outcome, "findings": findings}))
    else:
        print(_text(report))
    return report.exit_status


def _prompt() -> Credentials | None:
    try:
        return Credentials(*(getpass.getpass(f"{LABELS[name]} (hidden): ") for name in FIELDS))
    except EOFError:
        return None


def _read(body: bytes) -> Credentials | None:
    try:
        members = parse_json(body.decode("utf-8-sig"))
    except ValueError:
        return None
    if not isinstance(members, dict) or members.keys() != set(FIELDS):
        return None
    values = [members[name] for name in FIELDS]
    return Credentials(*values) if all(isinstance(value, str) for value in values) else None


def _report(pasted: Credentials, site: SiteName, okx: str | None) -> _Report:
    """Check the format, and then, unless `okx` is None, ask it."""
    credentials, claims = unpack(pasted)
    findings = check_format(credentials.api_key, credentials.secret_key, credentials.passphrase)
    if any(one.severity == "error" for one in findings):
        return _Report(None, HEADLINES[None], findings, claims, 1)
    if okx is None:
        return _Report(None, _OFFLINE, findings, claims, 0)
    cleaned = credentials.cleaned()
    if not cleaned.is_sendable():
        return _Report(None, _NOT_SENDABLE, findings, claims, 1)
    answer = asyncio.run(_ask(cleaned, site, Settings(okx=okx)))
    verdict = judge(answer)
    # What OKX answers now goes before what it showed when the block was copied.
    claims = () if isinstance(answer, Permissions) else claims
    status = 0 if verdict.outcome == "read-only" else 1
    return _Report(
        verdict.outcome, verdict.headline, (*findings, *verdict.findings), claims, status
    )


async def _ask(credentials: Credentials, site: SiteName, settings: Settings) -> Answer:
    moment = timestamp(time.time_ns() // 1_000_000)
    request = SignedRequest(
        site=site,
        api_key=credentials.api_key,
        passphrase=credentials.passphrase,
        timestamp=moment,
        signature=sign(credentials.secret_key, moment, METHOD, REQUEST_PATH),
    )
    async with OkxClient(settings) as okx:
        return await okx.ask(request)


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
