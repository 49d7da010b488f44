"""The hashes that the built site says of itself."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest

from tests.publish.pages import ROOT as SITE_ROOT
from validator.publish import integrity
from validator.publish.root import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.publish.pages import Page

#: What is no source, or large and the same for everybody.
_NOT_COPIED = (".*", "site", "dist", "node_modules", "__pycache__", "tests")
_BUILD = """
import pathlib, os, sys
os.umask(int(sys.argv[2], 8))
from validator.publish import site
site.build(pathlib.Path(sys.argv[1]), "https://example.org/help/")
"""


def _build(folder: Path, environment: dict[str, str], umask: str) -> dict[str, str]:
    """Build in a copy of the sources, with nothing cached, and return every file's hash."""
    sources = folder / "sources"
    shutil.copytree(ROOT, sources, ignore=shutil.ignore_patterns(*_NOT_COPIED))
    (sources / "node_modules").symlink_to(ROOT / "node_modules")
    kept = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    subprocess.run(
        [sys.executable, "-c", _BUILD, str(folder / "site"), umask],
        cwd=sources,
        env=kept | {"GIT_DATES": "false", "PYTHONPATH": str(sources)} | environment,
        check=True,
        capture_output=True,
    )
    return integrity.hashes(folder / "site")


def test_two_builds_are_the_same_bytes(tmp_path: Path) -> None:
    """Another folder, day, zone, language, hash seed and umask change no byte of the site."""
    one = _build(
        tmp_path / "one",
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
        "022",
    )
    other = _build(
        tmp_path / "a longer name" / "other",
        {"TZ": "Etc/GMT+12", "LC_ALL": "C", "PYTHONHASHSEED": "2"},
        "077",
    )

    assert len(one) > 50
    assert other == one


def test_the_list_names_every_file(built: Path) -> None:
    """Each file of the site but the list is in it, with its SHA-256."""
    listed = integrity.read((built / integrity.FILE).read_text())

    assert listed == {
        path.relative_to(built).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in built.rglob("*")
        if path.is_file() and path.name != integrity.FILE
    }


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": []}', '{"files": {"a": 1}}'])
def test_anything_else_is_no_list(text: str) -> None:
    """What is not a list of hashes is refused."""
    with pytest.raises(ValueError, match=r"."):
        integrity.read(text)


def test_every_page_says_what_it_loads(built: Path, pages: dict[str, Page]) -> None:
    """Each script and style sheet in a page's HTML carries the SHA-384 of its file."""
    count = 0
    for address, page in pages.items():
        for tag, given in page.elements:
            target = given.get("src") if tag == "script" else given.get("href")
            rels = {*(given.get("rel") or "").split()}
            if not target or not (
                tag == "script" or (tag == "link" and rels & {"stylesheet", "preload"})
            ):
                continue
            path = urlsplit(urljoin(address, target)).path.removeprefix(SITE_ROOT)
            digest = base64.b64encode(hashlib.sha384((built / path).read_bytes()).digest())
            assert given["integrity"] == f"sha384-{digest.decode()}"
            count += 1
    assert count > 5 * len(pages)
