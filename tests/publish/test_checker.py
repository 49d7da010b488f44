"""The built site has the checker's form and scripts, and the form describes the runtime."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.publish.pages import ADDRESS, ROOT
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
    """The form names the address and the size of each runtime file."""
    (form,) = (attributes for tag, attributes in page.elements if tag == "key-checker")
    runtime: dict[str, Any] = json.loads(form["data-runtime"] or "")

    folder = built / runtime["base"].removeprefix(ROOT)
    sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    packed = runtime["image"]["packed"]
    assert packed in sizes
    # The page learns only from the image's response whether it needs the compressed copy.
    assert runtime["files"] == {name: size for name, size in sizes.items() if name != packed}
    assert {runtime["image"]["file"], runtime["image"]["library"]} <= runtime["files"].keys()
    assert runtime["package"] in runtime["lock"]["packages"]


def test_the_form_cannot_send_values(pages: dict[str, Page]) -> None:
    """Without its script the form cannot send values: no field has a name, and it has no action."""
    for page in pages.values():
        for tag, attributes in page.elements:
            if tag == "form" and "novalidate" in attributes:
                assert attributes["method"] == "dialog"
                assert "action" not in attributes
            # The choice of the site is not a pasted value.
            is_field = tag == "input" and attributes.get("type") != "radio"
            if is_field and (attributes.get("id") or "").startswith("kc-"):
                assert "name" not in attributes
                assert not {"pattern", "required", "value"} & attributes.keys()
                # Longer than any value or block, so that no paste is truncated.
                assert attributes["maxlength"] == str(checker.LONGEST)


def test_only_bundles_are_shipped(built: Path) -> None:
    """Only the form's script, the worker and the style are shipped, and no other module."""
    shipped = {
        path.relative_to(built / "checker").as_posix().partition("/")[2]
        for path in (built / "checker").rglob("*")
        if path.is_file()
    }

    assert shipped == {checker.FORM, checker.WORKER, "key-checker.css"}


def test_a_bundle_imports_nothing() -> None:
    """A bundle has no imports, which browsers would not compare with a hash."""
    for name, text in checker.scripts().items():
        assert not re.search(r"\bimport[ {\"]|\bfrom[ ]?\"", text)
        # Only the worker's import of Pyodide, whose address it gets from the page.
        assert len(re.findall(r"\bimport\(", text)) == (name == checker.WORKER)


def test_bundles_lose_only_comments() -> None:
    """Each module is in a bundle with all its names, but without comments and indentation."""
    texts, comments = checker.scripts().values(), r"/\*.*?\*/|^\s*//.*"
    problems = []
    for source in sorted(WIDGET.glob("*.mjs")):
        module = source.read_text("utf-8")
        without = re.sub(comments, "", module, flags=re.DOTALL | re.MULTILINE)
        names = set(re.findall(r"(?:function|class) (\w+)", without))
        if not any(all(re.search(rf"\b{name}\b", text) for name in names) for text in texts):
            problems.append(source.name)

    assert problems == []
    assert not [text for text in texts if "/*" in text or "\n " in text]
