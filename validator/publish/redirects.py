"""The redirects of the site, in the format of Netlify's file `_redirects`.

A line is `from to status`, `#` begins a comment at the start of a line or after a blank,
and the first rule that fits decides (Netlify's documentation, "Redirects and rewrites").
A slash at the end of a path makes no difference there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from validator.core.findings import BY_OKX_CODE, FINDINGS
from validator.publish import links
from validator.publish.aliases import ALIASES, moved_pages

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE: Final = "_redirects"
#: What a short link leads to may move, so browsers must ask again each time.
_FOUND: Final = 302
_MOVED_PERMANENTLY: Final = 301


@dataclass(frozen=True, slots=True)
class Rule:
    """One path, where it leads, and the HTTP status that says so."""

    source: str
    target: str
    status: int


def rules(root: str, aliases: Mapping[str, str] = ALIASES) -> tuple[Rule, ...]:
    """Return every redirect of a site below `root`, a path with a slash at both ends."""
    codes = {**{code: code for code in FINDINGS}, **BY_OKX_CODE}
    return (
        *(
            Rule(links.short(root, code), links.section(root, finding), _FOUND)
            for code, finding in codes.items()
        ),
        *(
            Rule(root + old.removeprefix("/"), root + new.removeprefix("/"), _MOVED_PERMANENTLY)
            for old, new in moved_pages(aliases).items()
        ),
    )


def write(redirects: tuple[Rule, ...]) -> str:
    """Return rules as the text of the file."""
    return "".join(f"{rule.source} {rule.target} {rule.status}\n" for rule in redirects)


def read(text: str) -> dict[str, Rule]:
    """Return the rules of a file by their path, without a slash at its end."""
    found: dict[str, Rule] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            source, target, status = line.split()
            found.setdefault(source.rstrip("/"), Rule(source, target, int(status)))
    return found
