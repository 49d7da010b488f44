"""The picture beside a link: every page names one of its own, and it is there."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from PIL import Image

from tests.publish.pages import ADDRESS
from validator.publish import cards

if TYPE_CHECKING:
    from pathlib import Path

    from tests.publish.pages import Page

_TEXTS = ("Flicker's OKX help center", "Made by Flicker, not by OKX.")


def test_every_page_shows_a_card(built: Path, pages: dict[str, Page]) -> None:
    """Each page names a picture of the site, with size and words, which has that size."""
    named = {}
    for address, page in pages.items():
        meta = {
            given.get("property") or given.get("name"): given.get("content") or ""
            for tag, given in page.elements
            if tag == "meta"
        }
        image = meta["og:image"]
        assert image.startswith(ADDRESS), address
        with Image.open(built / image.removeprefix(ADDRESS)) as card:
            assert (card.format, card.size) == ("PNG", (1200, 630)), address
        assert (meta["og:image:width"], meta["og:image:height"]) == ("1200", "630")
        assert meta["og:image:type"] == "image/png"
        assert meta["og:image:alt"].startswith(f"{meta['og:site_name']}: ")
        assert meta["twitter:card"] == "summary_large_image"
        named[address] = image

    missing = urljoin(ADDRESS, "404.html")
    assert named.pop(missing) == named[ADDRESS]
    assert len(set(named.values())) == len(named)


def test_the_same_words_give_the_same_bytes() -> None:
    """A card is made of its texts and of nothing else, and differs with them."""
    first, again, other = (cards.draw(title, *_TEXTS) for title in ("One", "One", "Two"))

    assert first == again
    assert first != other


@pytest.mark.parametrize("title", ["Key", "Troubleshooting OKX API keys", "word " * 16])
def test_a_title_stays_inside_of_the_frame(title: str) -> None:
    """Whatever its length, a title leaves the margins, and the line above the footer, alone."""
    drawn, empty = (
        Image.open(io.BytesIO(cards.draw(text, *_TEXTS))).convert("RGB") for text in (title, ".")
    )
    margins = [(0, 0, 85, 630), (1115, 0, 1200, 630), (0, 0, 1200, 200), (0, 480, 1200, 630)]

    for box in margins:
        assert drawn.crop(box).tobytes() == empty.crop(box).tobytes()


def test_a_title_too_long_for_a_card_is_refused() -> None:
    """The build fails, rather than cut a title."""
    with pytest.raises(ValueError, match="too long"):
        cards.draw("word " * 60, *_TEXTS)
