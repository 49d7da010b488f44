"""The checker on a Playwright page, with locators."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.engines import checker
from tests.engines.chromium import ChromiumTab
from validator.core.findings import LABELS

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from validator.core.findings import Field


class Checker(checker.Checker):
    """Drives the one checker on a page."""

    def __init__(self, page: Page) -> None:
        super().__init__(ChromiumTab(page))
        self.page = page
        self.root = page.locator("key-checker")
        self.result = self.root.locator("[data-part=result]")
        self.headline = self.result.locator("[data-part=headline]")
        self.problem = self.root.locator("[data-part=problem]")
        self.press_button = self.root.get_by_role("button", name="Check my key")

    def empty(self) -> Checker:
        """Empty the form of a page that serves many tests, and mask its fields."""
        self.fill({})
        hide = self.root.get_by_role("button", name=re.compile("^Hide "))
        while hide.count():
            hide.first.click()
        self.page.evaluate("history.replaceState(null, '', location.pathname)")
        self.wait_for_python()
        self.choose_site("global")
        return self

    def report(self) -> str:
        """Return the report for support, folded or not."""
        return self.result.locator("[data-part=report-text]").text_content() or ""

    def input(self, name: Field) -> Locator:
        """Return the input of a field."""
        return self.root.get_by_label(LABELS[name], exact=True)
