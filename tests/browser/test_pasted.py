"""Whatever is put into the fields: megabytes, and what breaks programs."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import expect

from tests.browser.checker import STRANGER, Checker
from validator.core.findings import LABELS
from validator.publish.checker import LONGEST

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser

_MEGABYTES: Final = 5_000_000
_NAUGHTY: Final = (
    Path(__file__).parents[2] / "node_modules" / "big-list-of-naughty-strings" / "blns.json"
)
_TRIED: Final = 1_000
_BATCH: Final = 50
#: Puts three texts into the fields as a password manager does, presses, and tells what comes.
_TRY_ALL: Final = """async (tries) => {
  const checker = document.querySelector("key-checker");
  const inputs = [...checker.querySelectorAll(".kc-field input")];
  const result = checker.querySelector("[data-part=result]");
  const told = [];
  for (const texts of tries) {
    inputs.forEach((input, index) => {
      input.value = texts[index];
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    const before = inputs.map((input) => input.value);
    checker.querySelector("[data-part=press]").click();
    while (result.hidden || checker.hasAttribute("data-checking")) {
      if (checker.dataset.python !== "ready") return told;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    told.push({
      headline: result.querySelector("[data-part=headline]").textContent,
      outcome: result.dataset.outcome,
      codes: [...checker.querySelectorAll("[data-finding]")].map((one) => one.dataset.finding),
      kept: inputs.every((input, index) => input.value === before[index]),
      foreign: checker.querySelectorAll("script, iframe, img, object, embed, style").length,
    });
    checker.querySelector("[data-part=clear]").click();
  }
  return told;
}"""


@pytest.mark.parametrize(
    "text", ["A", "-\n", '"', "apikey = "], ids=["A", "lines", "quotes", "names"]
)
def test_megabytes(checker: Checker, text: str) -> None:
    """Of a pasted book only as much is taken as no value has; the page goes on."""
    book = (text * _MEGABYTES)[:_MEGABYTES]
    checker.paste("api_key", book)
    checker.press()

    assert checker.outcome() == "none"
    assert checker.field_codes("api_key") != []
    assert 0 < len(checker.values()["api_key"]) <= LONGEST
    checker.paste_all(STRANGER)
    checker.press()
    assert checker.result_codes() == ["key-not-found"]


def test_megabytes_from_a_password_manager(checker: Checker) -> None:
    """A script may set more than an input takes: no more of it is looked at."""
    checker.input("secret_key").evaluate(
        "(input, length) => { input.value = 'A'.repeat(length);"
        " input.dispatchEvent(new Event('input', { bubbles: true })); }",
        _MEGABYTES,
    )
    expect(checker.root.locator("[data-finding=secret-key-shape]")).to_be_visible()

    checker.press()

    assert checker.outcome() == "none"


def _naughty() -> list[list[str]]:
    """Return the list in each of the fields, and then pairs of it at random, always the same."""
    strings: list[str] = json.loads(_NAUGHTY.read_text("utf-8"))
    dice = random.Random(6)  # noqa: S311 - no secret is made of it
    while len(strings) < _TRIED:
        strings.append("".join(dice.sample(strings, 2)))
    fields = [dice.sample(strings, len(strings)) for _ in LABELS]
    return [list(texts) for texts in zip(*fields, strict=True)]


def test_naughty_strings(checker: Checker, center: HelpCenter) -> None:
    """A thousand strings that break programs, in every field: each press ends in a result."""
    page: Page = checker.page
    noise: list[str] = []
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("dialog", lambda dialog: noise.append(dialog.message))
    page.on("console", lambda message: noise.append(message.text))
    tries = _naughty()
    address, title = page.url, page.title()
    told: list[dict[str, Any]] = []
    for start in range(0, len(tries), _BATCH):
        told += page.evaluate(_TRY_ALL, tries[start : start + _BATCH])

    assert len(told) == len(tries) >= _TRIED
    for one in told:
        assert one["headline"]
        assert one["outcome"] in {"none", "unusable", "unknown"}
        assert one["codes"]
        assert one["kept"]
        assert one["foreign"] == 0
    assert [one for one in noise if not one.startswith("Failed to load resource")] == []
    assert (page.url, page.title()) == (address, title)
    assert checker.root.get_attribute("data-python") == "ready"
    assert any(b"/api/okx/permissions" in one for one in center.site.requests)
