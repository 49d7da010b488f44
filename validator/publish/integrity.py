"""What each file of a built site is, byte for byte: `integrity.json`, and `integrity=` in pages."""

from __future__ import annotations

import base64
import hashlib
import json
import platform
import re
import zlib
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from pathlib import Path

FILE: Final = "integrity.json"
#: What decides bytes beside the commit: the compiler of modules, and the packer of archives.
TOOLS: Final = {"python": platform.python_version(), "zlib": zlib.ZLIB_RUNTIME_VERSION}

_TAG: Final = re.compile(r"<(?:script|link)\b[^>]*>")
_ATTRIBUTE: Final = re.compile(r'\b(src|href|rel|integrity)="([^"]*)"')
#: Where the checker's form names the script that brings it to life.
_FORM_SCRIPT: Final = re.compile(r'(\bdata-script=")([^"]*)(")')
#: Elements `link` that load what a browser can compare with a hash (HTML, "integrity").
_COMPARED: Final = {"stylesheet", "modulepreload", "preload"}


def hashes(site: Path) -> dict[str, str]:
    """Return the SHA-256 in hex of every file but the list itself, by path."""
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file() and path != site / FILE
    }


def write(files: dict[str, str]) -> str:
    """Return hashes as the text of the list, which also names what they were built with."""
    listed = {"algorithm": "sha256", "built_with": TOOLS, "files": files}
    return json.dumps(listed, indent=2, sort_keys=True) + "\n"


def read(text: str) -> dict[str, str]:
    """Return the hashes of a list; raises ValueError for anything else."""
    return _texts(text, "files")


def read_tools(text: str) -> dict[str, str]:
    """Return the versions that a list was built with; raises ValueError for anything else."""
    return _texts(text, "built_with")


def _texts(text: str, name: str) -> dict[str, str]:
    listed: Any = json.loads(text)
    texts = listed.get(name) if isinstance(listed, dict) else None
    if not isinstance(texts, dict) or not all(isinstance(one, str) for one in texts.values()):
        raise ValueError("no list of hashes")
    return texts


def seal(site: Path, root: str) -> None:
    """Let every page say the hash of each script and style sheet that it loads.

    A form's `data-script` becomes `address#hash`, for the script that loads it.

    `root` is the path of the site, with a slash at both ends.
    Raises FileNotFoundError if a page loads what the site lacks.
    """
    for page in sorted(site.rglob("*.html")):
        address = root + page.relative_to(site).as_posix()
        text = page.read_text("utf-8")

        def sealed(match: re.Match[str], address: str = address) -> str:
            tag = match[0]
            given = dict(_ATTRIBUTE.findall(tag))
            target = given.get("src") or given.get("href")
            loads = tag.startswith("<script") or bool(_COMPARED & {*given.get("rel", "").split()})
            if not target or not loads or "integrity" in given:
                return tag
            path = urlsplit(urljoin(address, target)).path.removeprefix(root)
            return f'{tag[:-1]} integrity="{_sha384(site / path)}">'

        def named(match: re.Match[str]) -> str:
            digest = _sha384(site / match[2].removeprefix(root))
            return f"{match[1]}{match[2]}#{digest}{match[3]}"

        page.write_text(_FORM_SCRIPT.sub(named, _TAG.sub(sealed, text)), "utf-8")


def _sha384(file: Path) -> str:
    digest = hashlib.sha384(file.read_bytes()).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"
