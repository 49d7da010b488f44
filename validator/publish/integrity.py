"""Hashes of a built site's files: `integrity.json`, and `integrity=` in pages."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import platform
import re
import zlib
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FILE: Final = "integrity.json"
#: Besides the sources, a build's bytes depend on these tools, which compile and compress, and on
#: the commit's time from the Makefile (reproducible-builds.org, "SOURCE_DATE_EPOCH").
TOOLS: Final = {"python": platform.python_version(), "zlib": zlib.ZLIB_RUNTIME_VERSION}
_TIME: Final = "SOURCE_DATE_EPOCH"

#: Elements that load files which a browser can compare with a hash (HTML, "integrity").
_LOADING: Final = re.compile(
    r'<(?:script|link rel="(?:stylesheet|modulepreload)")[^>]*? (?:src|href)="([^"]+)"[^>]*(?=>)'
)


def fingerprint(files: Iterable[tuple[str, bytes]]) -> str:
    """Return 16 hex digits of a SHA-256 over names and contents, regardless of their order."""
    digest = hashlib.sha256()
    for name, content in sorted(files):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def hashes(site: Path) -> dict[str, str]:
    """Return the SHA-256 in hex of every file but the list itself, by path."""
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file() and path != site / FILE
    }


def write(files: dict[str, str]) -> str:
    """Return the text of the list of hashes, which also names the tools of the build."""
    listed = {"algorithm": "sha256", "built_with": built_with(), "files": files}
    return json.dumps(listed, indent=2, sort_keys=True) + "\n"


def built_with() -> dict[str, str]:
    """Return the versions and the time that a build's bytes depend on."""
    return TOOLS | {_TIME: os.environ.get(_TIME, "not set")}


def read(text: str, part: str = "files") -> dict[str, str]:
    """Return the hashes of a list, or another part of it; raises ValueError for anything else."""
    listed: Any = json.loads(text)
    texts = listed.get(part) if isinstance(listed, dict) else None
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        raise ValueError("no list of hashes")
    return texts


def seal(site: Path, root: str) -> None:
    """Add to every page the hash of each script and style sheet that it loads.

    `root` is the path of the site, with a slash at both ends.
    Raises FileNotFoundError if a page loads a file that the site lacks.
    """
    for page in sorted(site.rglob("*.html")):
        address = root + page.relative_to(site).as_posix()

        def sealed(match: re.Match[str], address: str = address) -> str:
            path = urlsplit(urljoin(address, match[1])).path.removeprefix(root)
            digest = hashlib.sha384((site / path).read_bytes()).digest()
            return f'{match[0]} integrity="sha384-{base64.b64encode(digest).decode()}"'

        page.write_text(_LOADING.sub(sealed, page.read_text("utf-8")), "utf-8")
