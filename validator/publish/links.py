"""The addresses of findings, and the redirects of the site.

Redirects are in the format of Netlify's file `_redirects`: a line is `from to status`, `#` begins a
comment, and the first matching rule applies (Netlify's documentation, "Redirects and rewrites").
A slash at the end of a path makes no difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from validator.core.facts import TROUBLESHOOTING_PAGE
from validator.core.findings import BY_QUOTED_CODE, FINDINGS
from validator.publish.root import DOCS

#: The folder of short links, which end in a finding's code or an OKX code.
SHORT_LINKS: Final = "e/"
REDIRECTS: Final = "_redirects"
#: Redirects for moved pages and files, relative to the site's root.
MOVED: Final = DOCS / REDIRECTS
#: Not permanent: a short link may lead elsewhere one day, so browsers must request it each time.
_FOUND: Final = 302


def root_of(site_url: str) -> str:
    """Return the path of a site's address, with a slash at both ends."""
    return urlsplit(site_url).path.rstrip("/") + "/"


def section(site_url: str, code: str) -> str:
    """Return the address of a finding's section, below a site's address or its root."""
    return f"{site_url.rstrip('/')}/{TROUBLESHOOTING_PAGE}#{code}"


def short(site_url: str, code: str) -> str:
    """Return the short link for a finding's code or an OKX code."""
    return f"{site_url.rstrip('/')}/{SHORT_LINKS}{code}"


@dataclass(frozen=True, slots=True)
class Redirect:
    """A redirect from a path to a target, with its HTTP status."""

    source: str
    target: str
    status: int


def redirects(root: str, moved: str | None = None) -> tuple[Redirect, ...]:
    """Return every redirect of a site below `root`, a path with a slash at both ends.

    `moved` is the text of a file of handwritten redirects, by default that of the sources.
    """
    codes = {**{code: code for code in FINDINGS}, **BY_QUOTED_CODE}
    by_hand = read_redirects(MOVED.read_text("utf-8") if moved is None else moved)
    return (
        *(
            Redirect(short(root, code), section(root, finding), _FOUND)
            for code, finding in codes.items()
        ),
        *(
            Redirect(root + rule.source[1:], root + rule.target[1:], rule.status)
            for rule in by_hand.values()
        ),
    )


def write_redirects(rules: tuple[Redirect, ...]) -> str:
    """Return the text of the file for some rules."""
    return "".join(f"{rule.source} {rule.target} {rule.status}\n" for rule in rules)


def read_redirects(text: str) -> dict[str, Redirect]:
    """Return the rules of a file by path, without a slash at the end."""
    rules: dict[str, Redirect] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            source, target, status = line.split()
            rules.setdefault(source.rstrip("/"), Redirect(source, target, int(status)))
    return rules
