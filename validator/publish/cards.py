"""The picture that a chat or a network shows beside a link: one card for each page.

The letters are those of the font that Pillow brings, so a card does not depend on the machine.
"""

from __future__ import annotations

import functools
import io
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterable

    from validator.publish.plain import Page

#: What Facebook, LinkedIn, X and most chats ask for, in pixels.
SIZE: Final = (1200, 630)

_GROUND: Final = "#14424f"
_FRAME: Final = "#2b6373"
_WHITE: Final = "#ffffff"
_PALE: Final = "#dcebee"
_GOLD: Final = "#ffce73"
_MARGIN: Final = 90
_TITLE_TOP: Final = 235
_TITLE_SIZES: Final = (72, 64, 56)
_TITLE_LINES: Final = 3
_LEADING: Final = 1.25
#: Shapes are drawn larger and then made smaller, for smooth edges.
_SCALE: Final = 4


def address(source: str) -> str:
    """Return where a page's card lies, relative to the site, from the page's source file."""
    return f"assets/cards/{source.removesuffix('.md')}.png"


def files(pages: Iterable[Page], site_name: str, footer: str) -> dict[str, bytes]:
    """Return address and content of every page's card, the addresses relative to the site's."""
    return {address(page.path): draw(page.title, site_name, footer) for page in pages}


def draw(title: str, site_name: str, footer: str) -> bytes:
    """Return a card as PNG, the same bytes for the same texts.

    Raises ValueError if the title does not fit.
    """
    card = _shapes().copy()
    pen = ImageDraw.Draw(card)
    pen.text((220, 118), site_name, _PALE, _font(40), "lm")
    font, lines = _set(title)
    for number, line in enumerate(lines):
        top = _TITLE_TOP + number * font.size * _LEADING
        pen.text((_MARGIN, top), line, _WHITE, font, stroke_width=1, stroke_fill=_WHITE)
    pen.text((_MARGIN, SIZE[1] - 100), footer, _PALE, _font(32), "ls")
    out = io.BytesIO()
    card.save(out, "png")
    return out.getvalue()


@functools.cache
def _shapes() -> Image.Image:
    """Return the ground, its frame and the key of the logo."""

    def large(*numbers: float) -> list[float]:
        return [number * _SCALE for number in numbers]

    width, height = SIZE
    card = Image.new("RGB", (width * _SCALE, height * _SCALE), _GROUND)
    pen = ImageDraw.Draw(card)
    pen.rectangle(large(0, height - 18, width, height), _GOLD)
    pen.rounded_rectangle(large(40, 40, width - 40, height - 58), 28 * _SCALE, None, _FRAME, 8)
    pen.ellipse(large(90, 91, 144, 145), None, _WHITE, 8 * _SCALE)
    pen.ellipse(large(110, 111, 124, 125), _GOLD)
    pen.line(large(140, 118, 190, 118), _WHITE, 8 * _SCALE)
    pen.line(large(168, 118, 168, 138), _WHITE, 8 * _SCALE)
    pen.line(large(186, 118, 186, 133), _WHITE, 8 * _SCALE)
    return card.resize(SIZE, Image.Resampling.BOX)


@functools.cache
def _font(size: float) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("Pillow without FreeType has no letters of this size")
    # The other engine asks the machine for a library.
    return font.font_variant(layout_engine=ImageFont.Layout.BASIC)


def _set(title: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """Return the largest font in which a title fits, and its lines."""
    for size in _TITLE_SIZES:
        font = _font(size)
        lines = _wrap(title, font)
        if len(lines) <= _TITLE_LINES:
            return font, lines
    raise ValueError(f"too long for a card: {title}")


def _wrap(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= SIZE[0] - 2 * _MARGIN:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
