"""Each page has the required metadata and headings, and the checker is on its two pages."""

from __future__ import annotations

import re
from typing import Final

from mkdocs.utils.meta import get_data

from tests.docs.prose import PAGES, every_page, read, sections
from tests.tables import over

#: The checker's markers; the text between them is for readers of the plain Markdown.
MARKER: Final = "<!-- key-checker -->"
END_MARKER: Final = "<!-- /key-checker -->"
MARKED_PAGES: Final = ("okx/check-your-key.md", "okx/create-read-only-key.md")


@every_page
def test_page_has_title_and_description(page: str) -> None:
    """Each page's front matter has a title and a description of a line each."""
    _, meta = get_data(read(page))

    for name in ("title", "description"):
        value = meta.get(name)
        assert isinstance(value, str)
        assert value
        assert "\n" not in value


@every_page
def test_page_has_one_main_heading(page: str) -> None:
    """Each page begins with its only heading of the first level."""
    levels = [section.level for section in sections(page)]

    assert levels[0] == 1
    assert levels.count(1) == 1


@every_page
def test_headings_have_ids(page: str) -> None:
    """Each heading has an explicit id that is unique on its page."""
    anchors = [section.anchor for section in sections(page)]

    assert None not in anchors
    assert len(set(anchors)) == len(anchors)


def test_checker_is_on_its_two_pages() -> None:
    """Only the guide and the checker's page have the checker's marker, once each."""
    # The markers of generated tables are `table:` and a name.
    any_other = re.compile(r"^<!-- (?!/?table:).* -->$", re.MULTILINE)
    marked = {page: any_other.findall(read(page)) for page in PAGES}

    assert {page: [MARKER, END_MARKER] for page in MARKED_PAGES} == {
        page: markers for page, markers in marked.items() if markers
    }


@over(MARKED_PAGES)
def test_checker_is_below_its_heading(page: str) -> None:
    """The checker's section has the id that other pages link to."""
    (holder,) = (section for section in sections(page) if MARKER in section.text)

    assert holder.anchor == "check-your-key"
