"""The checker on a page, as a person uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from playwright.sync_api import expect

from validator.core.credentials import Credentials
from validator.core.findings import LABELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Locator, Page

    from validator.core.findings import Field

#: Right in shape, and of nobody.
STRANGER: Final = Credentials(
    "5d2e9c14-7a3b-4f60-8c1d-92e7b04a6f53", "A1B27C93D4E5F60718293A4B5C6D7E8F", "Sunny-day7"
)
#: Fills fields as password managers do; `{}` empties the form, and Python goes on.
FILL: Final = """(values) => {
  for (const field of document.querySelectorAll("key-checker [data-field]")) {
    const input = field.querySelector("input");
    input.value = values[field.dataset.field] ?? "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}"""
_START_MS: Final = 60_000
_VERDICT_MS: Final = 15_000


class Checker:
    """Drives the one checker on a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator("key-checker")
        self.result = self.root.locator("[data-part=result]")
        self.press_button = self.root.get_by_role("button", name="Check my key")

    def wait_for_python(self) -> None:
        """Wait until the first check can be made."""
        expect(self.root).to_have_attribute("data-python", "ready", timeout=_START_MS)

    def input(self, name: Field) -> Locator:
        """Return the input of a field."""
        return self.root.get_by_label(LABELS[name], exact=True)

    def paste(self, name: Field, text: str) -> None:
        """Paste a text over what stands in a field, by clipboard and keys."""
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.input(name).focus()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.press("ControlOrMeta+v")

    def paste_all(self, credentials: Credentials) -> None:
        """Paste the three values one after the other."""
        for name in LABELS:
            self.paste(name, getattr(credentials, name))

    def fill(self, values: Mapping[str, str]) -> None:
        """Fill all three fields as password managers do, some with nothing."""
        self.page.evaluate(FILL, dict(values))

    def set_silently(self, name: Field, value: str) -> None:
        """Set what stands in a field without any event, as some extensions do."""
        self.input(name).evaluate("(input, value) => { input.value = value; }", value)

    def clear(self) -> None:
        """Press *Clear*."""
        self.root.get_by_role("button", name="Clear").click()

    def values(self) -> dict[Field, str]:
        """Return what stands in the three inputs."""
        return {name: self.input(name).input_value() for name in LABELS}

    def choose_site(self, label: str) -> None:
        """Choose where to log in."""
        self.root.get_by_label(label, exact=True).check()

    def press(self) -> None:
        """Press *Check my key* and wait for the verdict."""
        self.press_button.click()
        expect(self.result).to_be_visible(timeout=_VERDICT_MS)

    def rehearse(self, code: str) -> None:
        """Press the button that offers to try a finding, and wait for the result."""
        button = self.root.locator(f"[data-try={code}]")
        if not button.is_visible():
            self.root.get_by_text("Try it without a key").click()
        button.click()
        expect(self.result).to_be_visible(timeout=_VERDICT_MS)

    def outcome(self) -> str | None:
        """Return the outcome shown."""
        return self.result.get_attribute("data-outcome")

    def result_codes(self) -> list[str]:
        """Return the codes of the findings in the result, in their order."""
        return self._codes(self.result)

    def field_codes(self, name: Field) -> list[str]:
        """Return the codes of the findings below a field."""
        return self._codes(self.root.locator(f"[data-field={name}]"))

    def links(self) -> list[str]:
        """Return where the findings' links lead."""
        links = self.root.locator("[data-finding] a")
        return [str(link.get_attribute("href")) for link in links.all()]

    @staticmethod
    def _codes(inside: Locator) -> list[str]:
        found = inside.locator("[data-finding]")
        return [str(one.get_attribute("data-finding")) for one in found.all()]
