"""Files of the runtime that arrive broken."""

from __future__ import annotations

import io
import mimetypes
import zipfile
from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from starlette.responses import Response

from tests.browser.checker import Checker
from validator.core.practice import ACCOUNTS
from validator.publish import runtime
from validator.publish.runtime import compiled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser

_PAGE = "okx/check-your-key/"
_IMAGES = (runtime.IMAGE, runtime.PACKED)
_MODULES = (*_IMAGES, "pyodide.asm.wasm")
#: The `Cache-Control` of file names with a hash: a browser requests such a file once.
_IMMUTABLE = "public, max-age=31536000, immutable"


def _of_another_python(library: Path) -> bytes:
    """Return the library as another version of Python would have compiled it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(library) as whole, zipfile.ZipFile(packed, "w") as other:
        for name in whole.namelist():
            other.writestr(name, b"\x00\x00\r\n" + whole.read(name)[4:])
    return packed.getvalue()


#: The cases that `make test` runs: the worst one, and the login page of an office or hotel.
_ALWAYS_TESTED = ("the core is of another build", "a login page replaces every file")
#: A fault -> the patterns of the broken files, each with a function that returns broken bytes.
_BROKEN: dict[str, dict[str, Callable[[Path], bytes]]] = {
    "a script is cut off": {"pyodide.mjs": lambda path: path.read_bytes()[:-999]},
    "the second script is a web page": {"pyodide.asm.js": lambda _: b"<!doctype html>"},
    "the module is cut off": {name: lambda path: path.read_bytes()[:99_999] for name in _MODULES},
    "the library is damaged": {
        **{name: lambda _: b"" for name in _IMAGES},
        compiled.LIBRARY: lambda path: path.read_bytes()[:-999],
    },
    "the library is of another build": {
        **{name: lambda _: b"" for name in _IMAGES},
        compiled.LIBRARY: _of_another_python,
    },
    "the core is of another build": {
        **{name: lambda _: b"" for name in _IMAGES},
        "*.whl": lambda path: path.read_bytes() + b" ",
    },
    "a login page replaces every file": {
        name: lambda _: b"<!doctype html><title>Log in" for name in (*_MODULES, "pyodide.*js")
    },
}


@pytest.mark.parametrize(
    "what",
    [
        what if what in _ALWAYS_TESTED else pytest.param(what, marks=pytest.mark.audit)
        for what in _BROKEN
    ],
)
def test_a_broken_runtime(page: Page, center: HelpCenter, what: str) -> None:
    """No broken file gives a verdict: the page says so, keeps the fields, and can start again."""
    (folder,) = (center.folder / "runtime").iterdir()
    for pattern, break_file in _BROKEN[what].items():
        for path in folder.glob(pattern):
            kind = mimetypes.guess_type(path.name)[0]
            headers = {"Cache-Control": _IMMUTABLE}
            response = Response(break_file(path), media_type=kind, headers=headers)
            center.site.instead[center.path_of(path.name)] = response
    page.goto(center.url + _PAGE)
    checker = Checker(page)
    checker.choose_site("global")
    checker.paste_all(ACCOUNTS["trade"].pasted)
    checker.press_button.click()
    expect(checker.root.locator("[data-failure=runtime-unavailable]")).to_be_visible(timeout=60_000)
    expect(checker.result).to_be_hidden()
    assert checker.values() == asdict(ACCOUNTS["trade"].pasted)

    center.site.instead.clear()
    checker.root.get_by_role("button", name="Start the checker again").click()
    checker.wait_for_python()
    checker.press()

    assert checker.outcome() == "too-powerful"
