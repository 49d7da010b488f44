"""Scripts and style sheets as they are shipped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from validator.publish import lean
from validator.publish.components import THEME
from validator.publish.root import DOCS, WIDGET

if TYPE_CHECKING:
    from pathlib import Path

_OURS = sorted(
    [path for path in (DOCS / "assets").iterdir() if path.suffix in {".css", ".js", ".mjs"}]
    + [*WIDGET.glob("*.css")]
)


def _shipped(built: Path, name: str) -> str:
    (path,) = [path for path in built.rglob(name) if "runtime" not in path.parts]
    return path.read_text("utf-8")


@pytest.mark.parametrize("source", _OURS, ids=lambda path: path.name)
def test_comments_stay_behind(built: Path, source: Path) -> None:
    """What is shipped is shorter, has no comments or indentation, and keeps its names."""
    text, shipped = source.read_text("utf-8"), _shipped(built, source.name)

    assert len(shipped) < len(text)
    assert "/*" not in shipped
    assert "\n " not in shipped
    without = re.sub(r"/\*.*?\*/|^\s*//.*", "", text, flags=re.DOTALL | re.MULTILINE)
    names = re.findall(r"(?:const|let|function|class) \w+|\.[a-z][\w-]+|--[\w-]+", without)
    assert [name for name in names if name not in shipped] == []


@pytest.mark.parametrize("kind", ["main", "palette"])
def test_the_themes_sheets_are_smaller(built: Path, kind: str) -> None:
    """The theme's sheets keep what any page uses, lose what none does, and have no stale map."""
    (source,) = (THEME / "assets" / "stylesheets").glob(f"{kind}.*.css")
    shipped = _shipped(built, source.name)

    assert len(shipped) < 0.7 * len(source.read_text("utf-8"))
    assert "sourceMappingURL" not in shipped
    assert not (built / "assets" / "stylesheets" / f"{source.name}.map").exists()
    kept, lost = {
        "main": (".md-typeset .admonition", ".md-banner"),
        "palette": ("[data-md-color-scheme=slate]", "[data-md-color-primary=pink]"),
    }[kind]
    assert kept in shipped
    assert lost not in shipped


def test_the_themes_script_is_compiled_at_once(built: Path) -> None:
    """Material's bundle is as it comes, behind a word to the engine, and without its map."""
    (source,) = (THEME / "assets" / "javascripts").glob("bundle.*.js")
    text, shipped = source.read_text("utf-8"), _shipped(built, source.name)

    mark, _, rest = shipped.partition("\n")
    assert mark == "//# allFunctionsCalledOnLoad"
    assert text.startswith(rest)
    assert text.removeprefix(rest).startswith("//# sourceMappingURL=")
    assert not (built / "assets" / "javascripts" / f"{source.name}.map").exists()


def test_the_compressor_is_part_of_a_scripts_address() -> None:
    """The version of what writes the scripts is among what their folder is named by."""
    assert dict(lean.sources())["esbuild"].count(b".") == 2
