"""The agents' buttons on the support page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import clipboard
from validator.core.findings import FINDINGS

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser


def test_every_finding_has_both_buttons(page: Page, center: HelpCenter) -> None:
    """Each result has a button for its link and one for its reply, with unique names."""
    page.goto(center.url + "support/")

    for row in FINDINGS.values():
        for label in ("Copy link", "Copy reply with link"):
            button = page.get_by_role("button", name=f"{label}: {row.title}", exact=True)
            expect(button).to_have_count(1)


def test_the_buttons_copy(page: Page, center: HelpCenter) -> None:
    """The buttons copy the absolute short link, and the reply with that link below it."""
    page.goto(center.url + "support/")
    row = FINDINGS["ip-not-allowed"]
    entry = page.get_by_role("listitem").filter(has_text="/e/ip-not-allowed")

    entry.get_by_role("button", name="Copy link").click()
    expect(entry.get_by_role("status")).to_have_text("Copied.")
    assert clipboard.read(page) == f"{center.url}e/ip-not-allowed"

    entry.get_by_role("button", name="Copy reply with link").click()
    expect(entry.get_by_role("status")).to_have_text("Copied.")
    assert clipboard.read(page) == f"{row.reply}\n\n{center.url}e/ip-not-allowed"


def test_the_buttons_work_by_keyboard(page: Page, center: HelpCenter) -> None:
    """Enter on a button copies the reply."""
    page.goto(center.url + "support/")
    row = FINDINGS["can-trade"]

    page.get_by_role("button", name=f"Copy reply with link: {row.title}").focus()
    page.keyboard.press("Enter")

    entry = page.get_by_role("listitem").filter(has_text="/e/can-trade")
    expect(entry.get_by_role("status")).to_have_text("Copied.")
    assert clipboard.read(page).startswith(row.reply)


def test_a_failed_copy_is_reported(page: Page, center: HelpCenter) -> None:
    """If the browser denies the clipboard, the page says what to do instead."""
    page.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new DOMException('no'))"
    )
    page.goto(center.url + "support/")
    entry = page.get_by_role("listitem").filter(has_text="/e/offline")

    entry.get_by_role("button", name="Copy link").click()

    expect(entry.get_by_role("status")).to_contain_text("copy it yourself")


@pytest.mark.parametrize("path", ["support/", "okx/troubleshooting/"])
def test_the_tables_fit_a_phone(page: Page, center: HelpCenter, path: str) -> None:
    """At 390 px neither the page nor a table is wider than the screen."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(center.url + path)

    too_wide = page.evaluate(
        """() => [...document.querySelectorAll("html, article table, reply-list")]
          .filter((it) => Math.max(it.getBoundingClientRect().right, it.scrollWidth) > innerWidth)
          .map((it) => it.outerHTML.slice(0, 200))"""
    )
    assert too_wide == []
