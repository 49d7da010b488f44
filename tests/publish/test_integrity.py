"""The built site's hashes are complete and correct."""

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
    """The list has the SHA-256 of each file of the site but itself."""
    listed = integrity.read((built / integrity.FILE).read_text())

    assert listed == {
        path.relative_to(built).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in built.rglob("*")
        if path.is_file() and path.name != integrity.FILE
    }


def test_fingerprint_ignores_the_order_of_files() -> None:
    """The same files in another order have the same fingerprint, and other files another one."""
    files = [("a", b"1"), ("b", b"2")]
    others = [[("a", b"2")], [("b", b"1")], [("a", b"1"), ("b", b"")], [("a1", b"")], []]

    assert integrity.fingerprint(files) == integrity.fingerprint(reversed(files))
    assert len({integrity.fingerprint(other) for other in [files, [("a", b"1")], *others]}) == 7


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": []}', '{"files": {"a": 1}}'])
def test_invalid_list_raises(text: str) -> None:
    """A text that is not a list of hashes raises ValueError."""
    with pytest.raises(ValueError, match=r"."):
        integrity.read(text)


def test_pages_have_hashes_of_what_they_load(built: Path, pages: dict[str, Page]) -> None:
    """Each script and style sheet in a page has the SHA-384 of its file."""
    count = 0
    for address, page in pages.items():
        for tag, attributes in page.elements:
            target = attributes.get("src") if tag == "script" else attributes.get("href")
            rels = {*(attributes.get("rel") or "").split()}
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
            assert attributes["integrity"] == f"sha384-{digest.decode()}"
            count += 1
    assert count >= 5 * len(pages)
