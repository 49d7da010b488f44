"""The reading level of each page: its US school grade after Flesch and Kincaid.

`python tests/audit/reading.py` prints a line for each page, and fails if the guide or
troubleshooting is above the limit.

The newest textstat downloads a word list when it runs, and installs a package `tests` that hides
ours. Instead, syllables are counted by vowels, which is right for 97 % of the words of these pages
and 1 % too low on average, compared to the CMU dictionary.
"""

# ruff: noqa: T201 - it reports by printing

from __future__ import annotations

import re
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[2]))

from validator.core.facts import DEFAULT_SITE_URL
from validator.publish import site

JUDGED: Final = ("okx/create-read-only-key", "okx/troubleshooting")
LIMIT: Final = 7.0

#: Elements whose text is prose, and elements without any prose.
_PROSE: Final = {"p", "li", "dd"}
_OTHER: Final = {"table", "pre", "svg", "key-checker", "script", "style", "template"}
#: Inline elements that are not prose.
_SIGNS: Final = {"code", "kbd"}
_SENTENCE_END: Final = re.compile(r"[.!?](?=\s|$)")
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z'’]*")
_SILENT_END: Final = re.compile(r"(?:[^laeiouyszxgc]es|[^dt]ed|[^l]e)$")
_VOWELS: Final = re.compile(r"[aeiouy]{1,2}")


class _Prose(HTMLParser):
    """Collects the paragraphs of a page's article."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.paragraphs: list[str] = [""]
        self._inside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base class says so
        """Open an element."""
        if tag in {"article", *_OTHER, *_PROSE, *_SIGNS}:
            self._inside.append(tag)
        if tag in _PROSE:
            self.paragraphs.append("")

    def handle_endtag(self, tag: str) -> None:
        """Close an element and those inside it."""
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass
        if tag in _PROSE:
            self.paragraphs.append("")

    def handle_data(self, data: str) -> None:
        """Collect text if it is prose."""
        inside = set(self._inside)
        if "article" in inside and inside & _PROSE and not inside & (_OTHER | _SIGNS):
            self.paragraphs[-1] += data


def syllables(word: str) -> int:
    """Return the approximate number of syllables of a word, or the letters of an abbreviation."""
    if word.isupper():
        return len(word)
    plain = re.sub(r"['’]", "", word.lower())
    without_end = _SILENT_END.sub(lambda match: match[0][0], plain)
    return max(1, len(_VOWELS.findall(without_end.removeprefix("y"))))


def grade(paragraphs: list[str]) -> float:
    """Return the US school grade that is needed to read some paragraphs."""
    sentences = [
        words
        for paragraph in paragraphs
        for sentence in _SENTENCE_END.split(paragraph)
        if (words := _WORD.findall(sentence))
    ]
    words = [word for sentence in sentences for word in sentence]
    spoken = sum(syllables(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * spoken / len(words) - 15.59


def main() -> None:
    """Build the site, print the grade of each page, and exit with an error above the limit."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site.build(folder, DEFAULT_SITE_URL)
        grades = {
            path.parent.relative_to(folder).as_posix(): grade(_Prose(path.read_text()).paragraphs)
            for path in sorted(folder.rglob("index.html"))
        }
    for page, found in grades.items():
        print(f"{page:28} US grade {found:4.1f}")
    if hard := [page for page in JUDGED if grades[page] > LIMIT]:
        sys.exit(f"Grade {LIMIT} at most: {', '.join(hard)}")


if __name__ == "__main__":
    main()
