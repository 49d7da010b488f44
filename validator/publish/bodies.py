"""Puts what follows each heading into an element of its own.

A browser can then leave out what is off the screen, and a style can mark one section.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

if TYPE_CHECKING:
    from markdown import Markdown

CLASS: Final = "section-body"
_HEADINGS: Final = {"h2", "h3", "h4", "h5", "h6"}
#: After Python-Markdown's table of contents (5), which adds to headings.
_PRIORITY: Final = 4


class _Bodies(Treeprocessor):
    """Moves what stands between two headings of the page into a `div`."""

    def run(self, root: ET.Element) -> None:
        """Change the tree: headings stay where they are, and so does what is before the first."""
        elements = list(root)
        body = root
        for element in elements:
            root.remove(element)
        for element in elements:
            if element.tag in _HEADINGS:
                root.append(element)
                body = ET.Element("div", {"class": CLASS})
                continue
            if body is not root and not len(body):
                root.append(body)
            body.append(element)


class Bodies(Extension):
    """The extension of Python-Markdown."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register it."""
        md.treeprocessors.register(_Bodies(md), "section-bodies", _PRIORITY)
