"""The guide's steps are numbered and dated, and their pictures are described."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Final

from mkdocs.utils.meta import get_data

from tests.docs.prose import DOCS, GUIDE, PAGES, every_page, read, sections
from tests.tables import over

#: A picture in Markdown, with its size, and its caption on the next line.
PICTURE: Final = re.compile(
    r"^!\[(?P<alt>[^\]]*)\]\((?P<file>[^)]+)\)"
    r"\{ width=\"(?P<width>\d+)\" height=\"(?P<height>\d+)\"(?: loading=\"lazy\")? \}$",
    re.MULTILINE,
)
#: A caption for all pictures, above the guide's first one.
CAPTION: Final = "The pictures are illustrations, not screenshots. Your screen may look different."
#: The last line of a step.
STEP_NAV: Final = re.compile(
    r"^(Step .*)\n\{ \.step-nav data-search-exclude \}\n\n</section>$", re.MULTILINE
)
MIN_ALT_LENGTH: Final = 20
STEPS: Final = 9


def steps_of_guide() -> dict[str, str]:
    """Return the text of each of the guide's steps by id, including its subsections."""
    steps: dict[str, str] = {}
    current = None
    for section in sections(GUIDE):
        if section.level == 2:
            current = section.anchor if (section.anchor or "").startswith("step-") else None
        if current:
            steps[current] = steps.get(current, "") + section.text
    return steps


def test_steps_of_guide_are_numbered() -> None:
    """The guide's steps are numbered from 1, in their headings and in their ids."""
    headings = [
        section
        for section in sections(GUIDE)
        if section.level == 2 and (section.anchor or "").startswith("step-")
    ]

    for number, heading in enumerate(headings, start=1):
        assert heading.title.startswith(f"{number}. ")
        assert (heading.anchor or "").startswith(f"step-{number}-")
    assert len(headings) == STEPS


@over(steps_of_guide())
def test_pictures_mark_actions(step: str) -> None:
    """The marks in a step's pictures are numbers of the list above them."""
    text = steps_of_guide()[step]
    for picture in PICTURE.finditer(text):
        above = re.split(r"\n(?=1\. )", text[: picture.start()])[-1]
        actions = set(re.findall(r"^(\d+)\. ", above, re.MULTILINE))
        svg = (DOCS / "okx" / picture["file"]).read_text(encoding="utf-8")
        marks = set(re.findall(r">(\d)</text>", svg))
        assert marks
        assert marks <= actions
        assert marks <= set(re.findall(r"\d", picture["alt"]))


@every_page
def test_pictures_are_described(page: str) -> None:
    """Each picture has a text alternative and its real size."""
    text = read(page)
    pictures = list(PICTURE.finditer(text))

    assert text.count("![") == len(pictures)
    for picture in pictures:
        svg = ((DOCS / page).parent / picture["file"]).read_text(encoding="utf-8")
        assert len(picture["alt"]) >= MIN_ALT_LENGTH
        assert f'width="{picture["width"]}" height="{picture["height"]}"' in svg


def test_guide_says_once_that_its_pictures_are_drawn() -> None:
    """The caption for all pictures is above the first one, and nowhere else."""
    before, first, after = read(GUIDE).partition("![")

    assert first
    assert before.count(CAPTION) == 1
    assert CAPTION not in after


def test_every_picture_is_used() -> None:
    """Each picture is on a page or in the README."""
    readme = re.findall(r"!\[[^\]]+\]\(docs/assets/pictures/([\w-]+\.svg)\)", read("../README.md"))
    shown = {Path(match["file"]).name for page in PAGES for match in PICTURE.finditer(read(page))}
    shown |= set(readme)
    drawn = {path.name for path in (DOCS / "assets" / "pictures").glob("*.svg")}

    assert shown == drawn - {"template.svg"}


def test_steps_lead_to_their_neighbors() -> None:
    """At each step's end are its number and links to the previous and next step."""
    steps = steps_of_guide()
    anchors = list(steps)
    expected = []
    for number in range(1, len(steps) + 1):
        links = [f"Step {number} of {len(steps)}"]
        if number > 1:
            links.append(f"[Previous](#{anchors[number - 2]})")
        if number < len(steps):
            links.append(f"[Next](#{anchors[number]})")
        expected.append([" ".join(links)])

    assert [STEP_NAV.findall(step) for step in steps.values()] == expected


def test_guide_says_how_old_its_steps_are() -> None:
    """The guide's front matter has the date of either the last walk-through or comparison."""
    _, meta = get_data(read(GUIDE))
    dates = [meta[name] for name in ("steps_walked_through", "steps_compared") if name in meta]

    assert [dt.date] == [type(date) for date in dates]
