"""The hashes of the built site."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest

from tests.publish.pages import ROOT
from validator.publish import checker, integrity

if TYPE_CHECKING:
    from pathlib import Path

    from tests.publish.pages import Page


def test_the_list_names_every_file(built: Path) -> None:
    """Each file of the site but the list is in it, with its SHA-256."""
    listed = integrity.read((built / integrity.FILE).read_text())

    assert listed == {
        path.relative_to(built).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in built.rglob("*")
        if path.is_file() and path.name != integrity.FILE
    }


def test_an_order_of_files_does_not_matter() -> None:
    """The same files in another order have the same fingerprint, and other ones another."""
    files = [("a", b"1"), ("b", b"2")]
    others = [[("a", b"2")], [("b", b"1")], [("a", b"1"), ("b", b"")], [("a1", b"")], []]

    assert integrity.fingerprint(files) == integrity.fingerprint(reversed(files))
    assert len({integrity.fingerprint(it) for it in [files, [("a", b"1")], *others]}) == 7


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
            if (
                not target
                or not (
                    tag == "script" or (tag == "link" and rels & {"stylesheet", "modulepreload"})
                )
                or target.endswith(checker.WORKER)
            ):
                continue
            path = urlsplit(urljoin(address, target)).path.removeprefix(ROOT)
            digest = base64.b64encode(hashlib.sha384((built / path).read_bytes()).digest())
            assert given["integrity"] == f"sha384-{digest.decode()}"
            count += 1
    assert count >= 5 * len(pages)
