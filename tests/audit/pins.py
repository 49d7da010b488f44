"""The pinned packages for Python and Node, and the parts of the shipped runtime."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[2]
REQUIREMENTS: Final = tuple(sorted((ROOT / "requirements").glob("*.txt")))
#: Folders with a package-lock.json.
NPM: Final = (ROOT, ROOT / "tests" / "netlify")
_REQUIREMENT: Final = re.compile(
    r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==(\S+)((?:.*\\\n)*.*)", re.MULTILINE
)
#: A row of a table: the part's name, as a link, and its version.
_PART: Final = re.compile(r"^\| \[([\w.-]+)\]\([^)]*\)[^|]*\| ([^|]*?) *\|", re.MULTILINE)


class Pin(NamedTuple):
    """A version of a package in `pypi` or `npm`, or of a part that is linked into the `runtime`."""

    ecosystem: str
    name: str
    version: str
    #: The hashes in the lock file.
    hashes: tuple[str, ...] = ()


def all_pins() -> tuple[Pin, ...]:
    """Return all pins without duplicates."""
    found = {pin for path in REQUIREMENTS for pin in python(path.read_text("utf-8"))}
    found |= {pin for folder in NPM for pin in node((folder / "package-lock.json").read_text())}
    return tuple(sorted({*found, *_runtime()}))


def python(text: str) -> Iterator[Pin]:
    """Yield the pins of a requirements file."""
    for name, version, rest in _REQUIREMENT.findall(text):
        yield Pin("pypi", name, version, tuple(re.findall(r"--hash=(\S+)", rest)))


def node(text: str) -> Iterator[Pin]:
    """Yield the pins of a package-lock.json, without the project itself."""
    for path, package in json.loads(text)["packages"].items():
        # A bundled package is covered by the hash of the package that contains it.
        if path and not package.get("inBundle"):
            name = package.get("name") or path.rpartition("node_modules/")[2]
            yield Pin("npm", name, package["version"], tuple(package.get("integrity", "").split()))


def third_party() -> dict[str, str]:
    """Return the version of each part in `THIRD-PARTY.md`, "" if it has none."""
    text = (ROOT / "THIRD-PARTY.md").read_text("utf-8")
    return dict(_PART.findall(text))


def _runtime() -> Iterator[Pin]:
    for name, version in third_party().items():
        if version and name not in {"mkdocs-material", "pyodide"}:
            yield Pin("runtime", name, version)
