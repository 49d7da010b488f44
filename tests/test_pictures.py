"""The pictures in `docs/assets/pictures/` share one style and contain nothing active."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from tests.tables import over
from validator.core.facts import FLICKER_ADDRESSES

DOCS: Final = Path(__file__).parents[1] / "docs"
FOLDER: Final = DOCS / "assets" / "pictures"
#: The template for new pictures, with all parts and colors; it is not published.
TEMPLATE: Final = FOLDER / "template.svg"
PICTURES: Final = tuple(sorted(FOLDER.glob("*.svg")))

MAX_BYTES: Final = 4096
WIDTH: Final = "360"
MIN_FONT_SIZE: Final = 14
#: Shapes and text. No script, style, link, image, or anything else that loads or runs.
ELEMENTS: Final = {"svg", "title", "rect", "circle", "path", "text"}
ATTRIBUTES: Final = {
    *("viewBox", "x", "y", "cx", "cy", "r", "rx", "width", "height", "d"),
    *("fill", "stroke", "stroke-width", "stroke-linecap"),
    *("font-family", "font-size", "font-weight", "text-anchor"),
}

every_picture = over(PICTURES)


def elements(path: Path) -> list[ET.Element]:
    """Return the elements of a picture, without the namespace in their names."""
    root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - our own files
    found = list(root.iter())
    for element in found:
        element.tag = element.tag.removeprefix("{http://www.w3.org/2000/svg}")
    return found


@every_picture
def test_picture_contains_nothing_active(path: Path) -> None:
    """A picture has only shapes and text: no script, style, foreign address or handler."""
    found = elements(path)

    assert {element.tag for element in found} <= ELEMENTS
    assert {name for element in found for name in element.attrib} <= ATTRIBUTES


@every_picture
def test_picture_is_small(path: Path) -> None:
    """A published picture stays below 4 KB."""
    assert path == TEMPLATE or path.stat().st_size < MAX_BYTES


@every_picture
def test_picture_keeps_to_the_style(path: Path) -> None:
    """A picture has the common width, font and panel, and only colors that the template lists."""
    root, title, panel, *_ = found = elements(path)
    colors = {
        element.attrib[name]
        for element in found
        for name in ("fill", "stroke")
        if name in element.attrib
    }
    listed = set(re.findall(r"#[0-9a-f]{6}", TEMPLATE.read_text(encoding="utf-8")))

    assert root.attrib["viewBox"] == f"0 0 {WIDTH} {root.attrib['height']}"
    assert root.attrib["width"] == WIDTH
    assert root.attrib["font-family"] == "system-ui, sans-serif"
    assert (title.tag, bool(title.text)) == ("title", True)
    assert (panel.tag, panel.attrib["height"]) == ("rect", root.attrib["height"])
    assert colors <= listed | {"none"}


@every_picture
def test_picture_is_readable_on_a_phone(path: Path) -> None:
    """No text is smaller than 14 units, in a picture that is 360 units wide."""
    sizes = [
        int(element.attrib["font-size"])
        for element in elements(path)
        if "font-size" in element.attrib
    ]

    assert min(sizes) >= MIN_FONT_SIZE


@every_picture
def test_picture_shows_no_address_but_flickers(path: Path) -> None:
    """An IPv4 address in a picture is Flicker's."""
    words = " ".join(element.text or "" for element in elements(path))

    assert set(re.findall(r"\d+(?:\.\d+){3}", words)) <= set(FLICKER_ADDRESSES)
