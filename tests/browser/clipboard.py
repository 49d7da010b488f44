"""What is on the clipboard: our pages may not read it, so a page of the test's own is pasted to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def read(page: Page) -> str:
    """Return the text that a press in a page put on the clipboard."""
    scratch = page.context.new_page()
    scratch.set_content("<textarea autofocus></textarea>")
    scratch.locator("textarea").press("ControlOrMeta+v")
    text = scratch.locator("textarea").input_value()
    scratch.close()
    return text
