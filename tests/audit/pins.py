"""What is pinned: packages for Python and for Node, and the parts of the runtime that we ship."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[2]
REQUIREMENTS: Final = tuple(sorted((ROOT / "requirements").glob("*.txt")))
#: Folders with a lock file of npm's.
NPM: Final = (ROOT, ROOT / "tests" / "netlify")
_REQUIREMENT: Final = re.compile(
    r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==(\S+)((?:.*\\\n)*.*)", re.MULTILINE
)
#: A row of a table: the part's name, as a link, and its version.
_PART: Final = re.compile(r"^\| \[([\w.-]+)\]\([^)]*\)[^|]*\| ([^|]*?) *\|", re.MULTILINE)


class Pin(NamedTuple):
    """One version of one package: `pypi`, `npm`, or `runtime` for what is linked into it."""

    ecosystem: str
    name: str
    version: str
    #: What the lock file gives to know its bytes by; empty if it gives nothing.
    hashes: tuple[str, ...] = ()


def all_pins() -> tuple[Pin, ...]:
    """Return everything that is pinned, each once."""
    found = {one for path in REQUIREMENTS for one in python(path.read_text("utf-8"))}
    found |= {one for folder in NPM for one in node((folder / "package-lock.json").read_text())}
    return tuple(sorted({*found, *_runtime()}))


def python(text: str) -> Iterator[Pin]:
    """Yield the pins of a requirements file."""
    for name, version, rest in _REQUIREMENT.findall(text):
        yield Pin("pypi", name, version, tuple(re.findall(r"--hash=(\S+)", rest)))


def node(text: str) -> Iterator[Pin]:
    """Yield the pins of a lock file of npm's, the project itself left out."""
    for path, told in json.loads(text)["packages"].items():
        # What is bundled is part of another package, and of that one's hash.
        if path and not told.get("inBundle"):
            name = told.get("name") or path.rpartition("node_modules/")[2]
            yield Pin("npm", name, told["version"], tuple(told.get("integrity", "").split()))


def third_party() -> dict[str, str]:
    """Return the versions that `THIRD-PARTY.md` names by part, empty where it names none."""
    text = (ROOT / "THIRD-PARTY.md").read_text("utf-8")
    return dict(_PART.findall(text))


def _runtime() -> Iterator[Pin]:
    for name, version in third_party().items():
        if version and name not in {"mkdocs-material", "pyodide"}:
            yield Pin("runtime", name, version)
