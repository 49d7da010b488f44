"""The site's plain text files: pages as Markdown, `llms.txt`, licenses and `security.txt`."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from validator.publish import feed
from validator.publish.root import NODE_MODULES, ROOT
from validator.publish.tables import drop_markers

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The list of pages for language models (llmstxt.org).
LLMS: Final = "llms.txt"
#: Third-party software, with the texts of its licenses.
LICENSES: Final = "licenses.txt"
#: Says where to report vulnerabilities (RFC 9116).
SECURITY: Final = ".well-known/security.txt"

THIRD_PARTY: Final = ROOT / "THIRD-PARTY.md"
_SPDX: Final = NODE_MODULES / "spdx-license-list" / "licenses"
#: Table cells with an SPDX expression.
_EXPRESSION: Final = re.compile(r"\| `([^`]+)` \|")
#: How long `security.txt` is valid after a build; the next deployment renews it.
#: RFC 9116, 2.5.5, recommends less than a year.
_VALID: Final = dt.timedelta(days=364)


@dataclass(frozen=True, slots=True)
class Page:
    """A page's source, with its path below the pages' folder."""

    path: str
    title: str
    description: str
    text: str


@dataclass(frozen=True, slots=True)
class Site:
    """The site's name and description, its pages in the navigation, and the others."""

    url: str
    name: str
    description: str
    pages: Sequence[Page]
    others: Sequence[Page]


def pages(site: Site) -> dict[str, str]:
    """Return the content of each page's copy, and of their list, by address.

    Copies have the paths of their sources, so that relative links still work.
    """
    all_pages = (*site.pages, *site.others)
    copies = {page.path: drop_markers(page.text).strip() + "\n" for page in all_pages}
    return {**copies, LLMS: _llms(site)}


def licenses() -> str:
    """Return the list of third-party software, and below it the text of each license once.

    Raises FileNotFoundError for a license that SPDX does not list.
    """
    listed = THIRD_PARTY.read_text("utf-8")
    names = {
        name
        for expression in _EXPRESSION.findall(listed)
        for name in re.findall(r"[\w.+-]+", re.sub(r" WITH \S+|\bOR\b", "", expression))
    }
    texts = (
        f"## {name}\n\n{json.loads((_SPDX / f'{name}.json').read_text('utf-8'))['licenseText']}"
        for name in sorted(names)
    )
    return "\n\n".join(text.strip() for text in (listed, *texts)) + "\n"


def security(site_url: str, email: str, built: dt.datetime) -> str:
    """Return the text of `security.txt` for a site and the time of its build."""
    expires = built.astimezone(dt.UTC) + _VALID
    canonical = f"{site_url.rstrip('/')}/{SECURITY}"
    fields = {
        "Contact": f"mailto:{email}",
        "Expires": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Preferred-Languages": "en",
    }
    if canonical.startswith("https://"):
        # A local preview has no canonical address.
        fields["Canonical"] = canonical
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def _llms(site: Site) -> str:
    """Return the list in the format of llmstxt.org: title, summary, sections of links."""
    base = site.url.rstrip("/")
    data = [
        f"- [{feed.FILE}]({base}/{feed.FILE}): every result with OKX's codes, its fix and its link",
        f"- [{feed.SCHEMA_FILE}]({base}/{feed.SCHEMA_FILE}): the JSON Schema of that",
    ]
    sections = {
        "Pages": [_link(base, page) for page in site.pages],
        "Data": data,
        "Optional": [_link(base, page) for page in site.others],
    }
    parts = [f"# {site.name}", f"> {site.description}"]
    for title, lines in sections.items():
        if lines:
            parts += [f"## {title}", "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def _link(base: str, page: Page) -> str:
    return f"- [{page.title}]({base}/{page.path}): {page.description}"
