"""The contrast of buttons."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.browser import states
from tests.browser.checker import Checker
from tests.engines.checker import STRANGER
from validator.core.practice import ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.center import HelpCenter

pytestmark = [pytest.mark.browser, pytest.mark.audit]

#: Returns the contrast between an element's text and its background, as defined by WCAG 2.2.
_CONTRAST: Final = """(element) => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((part) => {
      const value = part / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  let behind = element;
  while (rgba(getComputedStyle(behind).backgroundColor)[3] < 255) {
    behind = behind.parentElement;
  }
  const colors = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor];
  const [dark, light] = colors.map((color) => luminance(rgba(color))).sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}"""


def _contrasts(page: Page, where: str) -> Iterator[str]:
    """Yield a description of each button with too little contrast, in any state."""
    for names in states.STATES:
        with states.forced(page, names):
            for button in page.query_selector_all(states.BUTTONS):
                if button.is_visible() and button.is_enabled():
                    ratio = button.evaluate(_CONTRAST)
                    if ratio < 4.5:
                        yield f"{where}: {button.inner_text()!r} {names} {ratio:.2f}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_buttons_are_readable_in_each_state(
    browser: Browser, center: HelpCenter, scheme: Any
) -> None:
    """At rest, hovered, focused or pressed, each button has a contrast of at least 4.5 to 1."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    problems: list[str] = []
    for path in ("", "support/", "404.html"):
        page.goto(center.url + path)
        problems += _contrasts(page, path)
    checker = Checker(page).open(center)
    problems += _contrasts(page, "form")
    for name in ("read-only", "withdraw", "deleted", "wrong-ip", "wrong-passphrase", "garbage"):
        checker.edit()
        checker.fill(asdict(ACCOUNTS[name].pasted))
        checker.press()
        problems += _contrasts(page, name)
    checker.edit()
    problems += _contrasts(page, "dimmed result")
    checker.fill({"api_key": STRANGER.api_key.upper()[:-2], "passphrase": '"Sunny-day7"'})
    checker.press()
    problems += _contrasts(page, "questions")
    context.close()

    assert problems == []
