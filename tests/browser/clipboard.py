"""The clipboard, read through a page of its own, because our pages may not read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def read(page: Page) -> str:
    """Return the text on the clipboard of a page's context."""
    scratch = page.context.new_page()
    scratch.set_content("<textarea autofocus></textarea>")
    scratch.locator("textarea").press("ControlOrMeta+v")
    text = scratch.locator("textarea").input_value()
    scratch.close()
    return text
