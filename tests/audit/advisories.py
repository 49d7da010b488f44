"""Looks for known weaknesses in all that is pinned: in a list of ours, and at the services.

`python -m tests.audit.advisories`. Fails if one is found by either. The services of PyPI and of
npm are asked where they answer; where they do not, it says what was not asked, and that this was
no online check: pip-audit alone would end with success.

The list, `advisories.json`, has the few that anybody would ask about: what the site ships, the
proxy runs and the build stands on. Look an id up at https://osv.dev/, where the ranges are from.
One that cannot hurt here is `accepted`, with the reason.
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
    """A known weakness: the ranges of versions that have it, and why it may stay, if it may."""

    id: str
    package: str
    affected: tuple[SpecifierSet, ...]
    accepted: str

    def is_about(self, pin: Pin) -> bool:
        """Tell whether a pinned version has it."""
        return self.package == f"{pin.ecosystem}/{pin.name}" and any(
            one.contains(pin.version, prereleases=True) for one in self.affected
        )


class Told(NamedTuple):
    """What a service said: how many packages it knew, its findings, and what it was not asked."""

    asked: int
    found: tuple[str, ...]
    not_asked: tuple[str, ...]


def known() -> tuple[Advisory, ...]:
    """Return the list."""
    told = json.loads(_FILE.read_text("utf-8"))["advisories"]
    return tuple(
        Advisory(
            one["id"],
            one["package"],
            tuple(SpecifierSet(affected) for affected in one["affected"]),
            one.get("accepted", ""),
        )
        for one in told
    )


def matches(advisories: Iterable[Advisory], pinned: Iterable[Pin]) -> list[tuple[Advisory, Pin]]:
    """Return each weakness with the pinned version that has it."""
    pinned = tuple(pinned)
    return [(one, pin) for one in advisories for pin in pinned if one.is_about(pin)]


def read_pip_audit(output: str) -> Told:
    """Return what `pip-audit --format=json` printed; raises ValueError if that is no report."""
    report = json.loads(output)
    if not isinstance(report, dict) or "dependencies" not in report:
        raise ValueError("no report of pip-audit's")
    dependencies = report["dependencies"]
    found = [
        f"{one['name']} {one['version']}: {weakness['id']}"
        for one in dependencies
        for weakness in one.get("vulns", ())
    ]
    # It names a version where it asked, and the reason where it did not.
    skipped = [one["name"] for one in dependencies if "vulns" not in one]
    return Told(len(dependencies) - len(skipped), tuple(found), tuple(skipped))


def read_npm_audit(output: str) -> Told:
    """Return what `npm audit --json` printed; raises ValueError if that is no report."""
    report = json.loads(output)
    if not isinstance(report, dict) or "vulnerabilities" not in report:
        raise ValueError("no report of npm's")
    found = [
        f"{name}: {via['url'] if isinstance(via, dict) else via}"
        for name, one in report["vulnerabilities"].items()
        for via in one["via"]
    ]
    return Told(report["metadata"]["dependencies"]["total"], tuple(found), ())


def _run(*command: str | Path, folder: Path = pins.ROOT) -> str:
    done = subprocess.run(
        command, cwd=folder, check=False, capture_output=True, text=True, timeout=_LIMIT
    )
    return done.stdout


def _ask() -> dict[str, Told]:
    """Return what each service says of each lock file."""
    pip_audit = Path(sys.executable).with_name("pip-audit")
    flags = ("--disable-pip", "--require-hashes", "--format=json", "--progress-spinner=off")
    told: dict[str, Told] = {}
    for path in pins.REQUIREMENTS:
        name = f"pip-audit, {path.relative_to(pins.ROOT)}"
        told[name] = _read(read_pip_audit, partial(_run, pip_audit, *flags, "-r", path))
    for folder in pins.NPM:
        name = f"npm audit, {(folder / 'package-lock.json').relative_to(pins.ROOT)}"
        told[name] = _read(read_npm_audit, partial(_run, "npm", "audit", "--json", folder=folder))
    return told


def _read(read: Callable[[str], Told], ask: Callable[[], str]) -> Told:
    try:
        return read(ask())
    except (ValueError, subprocess.TimeoutExpired):
        return Told(0, (), ("anything",))


def report(found: list[tuple[Advisory, Pin]], told: dict[str, Told]) -> bool:
    """Print what was found and what was not asked; return whether nothing was found."""
    is_good = True
    for advisory, pin in found:
        if advisory.accepted:
            print(f"accepted: {advisory.id}, {pin.name} {pin.version}: {advisory.accepted}")
        else:
            is_good = False
            print(f"FOUND in our list: {advisory.id}, {pin.name} {pin.version}")
    for name, one in told.items():
        print(f"{name}: {one.asked} packages asked about, {len(one.found)} weaknesses")
        for weakness in one.found:
            is_good = False
            print(f"FOUND by {name}: {weakness}")
        if one.not_asked:
            print(f"{name}: NOT asked about {', '.join(one.not_asked)}")
    if any(one.not_asked for one in told.values()):
        print("The services were not asked about everything, so this was no whole online check.")
    return is_good


if __name__ == "__main__":
    sys.exit(0 if report(matches(known(), pins.all_pins()), _ask()) else 1)
