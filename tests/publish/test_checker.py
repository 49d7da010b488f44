"""The checker as pages hold it: its form, its scripts, and what the form says of the runtime."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.publish.pages import ADDRESS, ROOT
from validator.core.facts import SITES
from validator.publish import checker
from validator.publish.root import WIDGET

if TYPE_CHECKING:
    from pathlib import Path

    from tests.publish.pages import Page


@pytest.fixture(name="page")
def _page(pages: dict[str, Page]) -> Page:
    """Return the checker's own page."""
    return pages[ADDRESS + "okx/check-your-key/"]


def test_the_form_describes_the_runtime(built: Path, page: Page) -> None:
    """What the form says of each runtime file is where and how large it is."""
    (form,) = (given for tag, given in page.elements if tag == "key-checker")
    runtime: dict[str, Any] = json.loads(form["data-runtime"] or "")

    folder = built / runtime["base"].removeprefix(ROOT)
    sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    packed = runtime["image"]["packed"]
    assert packed in sizes
    # Whether that one is needed is known only when the image's own response has begun.
    assert runtime["files"] == {name: size for name, size in sizes.items() if name != packed}
    assert {runtime["image"]["file"], runtime["image"]["library"]} <= runtime["files"].keys()
    assert runtime["package"] in runtime["lock"]["packages"]


def test_the_form_cannot_send_values(pages: dict[str, Page]) -> None:
    """Without its script the form sends nothing: no field has a name, and it goes nowhere."""
    for page in pages.values():
        for tag, given in page.elements:
            if tag == "form" and "novalidate" in given:
                assert given["method"] == "dialog"
                assert "action" not in given
            if (given.get("id") or "").startswith("kc-") and tag == "input":
                assert "name" not in given
                assert not {"pattern", "required", "value"} & given.keys()
                # No value that is meant to be pasted is cut: not even a block is so long.
                assert given["maxlength"] == str(checker.LONGEST)


def test_the_form_offers_every_site(page: Page) -> None:
    """Every OKX site can be chosen."""
    radios = [given for tag, given in page.elements if given.get("name") == "site"]

    assert {*SITES} <= {given["value"] for given in radios}


def test_only_bundles_are_shipped(built: Path) -> None:
    """The form's script, the worker and the style are shipped, and no module besides."""
    shipped = {
        path.relative_to(built / "checker").as_posix().partition("/")[2]
        for path in (built / "checker").rglob("*")
        if path.is_file()
    }

    assert shipped == {checker.FORM, checker.WORKER, "key-checker.css"}


def test_a_bundle_imports_nothing() -> None:
    """All that a script needs is in it: what it imported no browser would compare with a hash."""
    for name, text in checker.scripts().items():
        assert not re.search(r"\bimport[ {\"]|\bfrom[ ]?\"", text)
        # Pyodide alone, of which the worker learns the address.
        assert len(re.findall(r"\bimport\(", text)) == (name == checker.WORKER)


def test_bundles_lose_only_comments() -> None:
    """Each module is part of a bundle, without comments and indentation, with all its names."""
    texts, comments = checker.scripts().values(), r"/\*.*?\*/|^\s*//.*"
    problems = []
    for source in sorted(WIDGET.glob("*.mjs")):
        text = source.read_text("utf-8")
        without = re.sub(comments, "", text, flags=re.DOTALL | re.MULTILINE)
        names = set(re.findall(r"(?:function|class) (\w+)", without))
        if not any(all(re.search(rf"\b{it}\b", bundle) for it in names) for bundle in texts):
            problems.append(source.name)

    assert problems == []
    assert not [bundle for bundle in texts if "/*" in bundle or "\n " in bundle]
