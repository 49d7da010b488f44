"""Looks for known vulnerabilities in all pinned packages, in our own list and online.

`python -m tests.audit.advisories` fails if there is one. If the services of PyPI and npm don't
answer, it reports which packages were not checked, where pip-audit alone would exit with success.

Our list, `advisories.json`, covers the packages that the site ships, the proxy runs and the build
needs. Its ids and version ranges are from https://osv.dev/. An advisory that doesn't apply here is
`accepted`, with a reason.
"""

# ruff: noqa: T201 - it reports by printing

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from packaging.specifiers import SpecifierSet

from tests.audit import pins

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.audit.pins import Pin

_FILE: Final = Path(__file__).with_suffix(".json")
#: How long a service may take, in seconds.
_LIMIT: Final = 120


class Advisory(NamedTuple):
    """A known vulnerability, with the affected version ranges, and the reason if it is accepted."""

    id: str
    package: str
    affected: tuple[SpecifierSet, ...]
    accepted: str

    def affects(self, pin: Pin) -> bool:
        """Return whether a pinned version is affected."""
        return self.package == f"{pin.ecosystem}/{pin.name}" and any(
            versions.contains(pin.version, prereleases=True) for versions in self.affected
        )


class Reply(NamedTuple):
    """A service's reply: the number of checked packages, vulnerabilities, unchecked packages."""

    checked: int
    found: tuple[str, ...]
    unchecked: tuple[str, ...]


def known() -> tuple[Advisory, ...]:
    """Return our list of advisories."""
    return tuple(
        Advisory(
            advisory["id"],
            advisory["package"],
            tuple(map(SpecifierSet, advisory["affected"])),
            advisory.get("accepted", ""),
        )
        for advisory in json.loads(_FILE.read_text("utf-8"))["advisories"]
    )


def matches(advisories: Iterable[Advisory], pinned: Iterable[Pin]) -> list[tuple[Advisory, Pin]]:
    """Return each advisory with the pinned version that it affects."""
    pinned = tuple(pinned)
    return [(advisory, pin) for advisory in advisories for pin in pinned if advisory.affects(pin)]


def read_pip_audit(output: str) -> Reply:
    """Parse the output of `pip-audit --format=json`; raises ValueError if it isn't a report."""
    report = json.loads(output)
    if not isinstance(report, dict) or "dependencies" not in report:
        raise ValueError("not a report of pip-audit")
    dependencies = report["dependencies"]
    found = [
        f"{package['name']} {package['version']}: {vulnerability['id']}"
        for package in dependencies
        for vulnerability in package.get("vulns", ())
    ]
    skipped = [package["name"] for package in dependencies if "vulns" not in package]
    return Reply(len(dependencies) - len(skipped), tuple(found), tuple(skipped))


def read_npm_audit(output: str) -> Reply:
    """Parse the output of `npm audit --json`; raises ValueError if it isn't a report."""
    report = json.loads(output)
    if not isinstance(report, dict) or "vulnerabilities" not in report:
        raise ValueError("not a report of npm")
    found = [
        f"{name}: {via['url'] if isinstance(via, dict) else via}"
        for name, vulnerability in report["vulnerabilities"].items()
        for via in vulnerability["via"]
    ]
    return Reply(report["metadata"]["dependencies"]["total"], tuple(found), ())


def _run(*command: str | Path, folder: Path = pins.ROOT) -> str:
    result = subprocess.run(
        command, cwd=folder, check=False, capture_output=True, text=True, timeout=_LIMIT
    )
    return result.stdout


def _ask() -> dict[str, Reply]:
    """Return the reply of a service for each lock file."""
    pip_audit = Path(sys.executable).with_name("pip-audit")
    flags = ("--disable-pip", "--require-hashes", "--format=json", "--progress-spinner=off")
    replies: dict[str, Reply] = {}
    for path in pins.REQUIREMENTS:
        name = f"pip-audit, {path.relative_to(pins.ROOT)}"
        run = partial(_run, pip_audit, *flags, "-r", path)
        replies[name] = read_reply(read_pip_audit, run)
    for folder in pins.NPM:
        name = f"npm audit, {(folder / 'package-lock.json').relative_to(pins.ROOT)}"
        run = partial(_run, "npm", "audit", "--json", folder=folder)
        replies[name] = read_reply(read_npm_audit, run)
    return replies


def read_reply(read: Callable[[str], Reply], run: Callable[[], str]) -> Reply:
    """Return the reply in a command's output, or one with everything unchecked if it has none."""
    try:
        return read(run())
    except (ValueError, subprocess.TimeoutExpired):
        return Reply(0, (), ("anything",))


def report(found: list[tuple[Advisory, Pin]], replies: dict[str, Reply]) -> bool:
    """Print all vulnerabilities and unchecked packages; return whether no vulnerability is left."""
    is_good = True
    for advisory, pin in found:
        if advisory.accepted:
            print(f"accepted: {advisory.id}, {pin.name} {pin.version}: {advisory.accepted}")
        else:
            is_good = False
            print(f"FOUND in our list: {advisory.id}, {pin.name} {pin.version}")
    for name, reply in replies.items():
        print(f"{name}: {reply.checked} packages checked, {len(reply.found)} vulnerabilities")
        for vulnerability in reply.found:
            is_good = False
            print(f"FOUND by {name}: {vulnerability}")
        if reply.unchecked:
            print(f"{name}: NOT checked: {', '.join(reply.unchecked)}")
    if any(reply.unchecked for reply in replies.values()):
        print("The online check was incomplete.")
    return is_good


if __name__ == "__main__":
    sys.exit(0 if report(matches(known(), pins.all_pins()), _ask()) else 1)
