"""Texts of any kind in the fields: megabytes, and strings that break programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import expect

from tests.browser.held import ROUTE
from tests.engines.checker import FILL, STRANGER
from validator.core.findings import LABELS
from validator.publish.checker import LONGEST

if TYPE_CHECKING:
    from tests.browser.center import HelpCenter
    from tests.browser.checker import Checker

pytestmark = pytest.mark.browser

_MEGABYTES: Final = 5_000_000
_NAUGHTY: Final = (
    Path(__file__).parents[2] / "node_modules" / "big-list-of-naughty-strings" / "blns.json"
)
#: Only every tenth string of the list is tried: neighbors are similar.
_STEP: Final = 10
#: Puts three texts into the fields as a password manager does, presses, confirms if asked to, and
#: returns the outcome of each try.
_TRY_ALL: Final = f"""async (tries) => {{
  const fill = {FILL};
  const checker = document.querySelector("key-checker");
  const result = checker.querySelector("[data-part=result]");
  const problem = checker.querySelector("[data-part=problem]");
  checker.querySelector("[name=site]").click();
  const values = () => [...checker.querySelectorAll(".kc-field input")].map(({{ value }}) => value);
  const press = async (part) => {{
    checker.querySelector(`[data-part=${{part}}]`).click();
    while ((problem.hidden && result.hidden) || checker.hasAttribute("data-checking")) {{
      if (checker.dataset.python !== "ready") throw new Error("Python has ended");
      await new Promise((resolve) => setTimeout(resolve, 1));
    }}
  }};
  const outcomes = [];
  for (const texts of tries) {{
    fill({{}});
    fill(texts);
    const before = values();
    await press("press");
    if (!checker.querySelector("[data-part=unusual]").hidden) await press("confirm");
    outcomes.push({{
      text: (problem.hidden ? result : problem).textContent.trim(),
      outcome: problem.hidden ? result.dataset.outcome : "none",
      codes: [...checker.querySelectorAll("[data-finding]")].map((item) => item.dataset.finding),
      kept: values().join() === before.join(),
      foreign: checker.querySelectorAll("script, iframe, img, object, embed, style").length,
    }});
  }}
  return outcomes;
}}"""


@pytest.mark.parametrize("text", ["A", "apikey = "], ids=["A", "names"])
def test_megabytes(checker: Checker, text: str) -> None:
    """A pasted book is truncated, and the page goes on."""
    book = (text * _MEGABYTES)[:_MEGABYTES]
    checker.paste("api_key", book)
    checker.press()

    assert checker.outcome() is None
    assert checker.field_codes("api_key") != []
    assert 0 < len(checker.values()["api_key"]) <= LONGEST
    checker.paste_all(STRANGER)
    checker.press()
    assert checker.cause() == "key-not-found"


def test_megabytes_from_a_password_manager(checker: Checker) -> None:
    """A text that a script has set is truncated as well."""
    checker.input("secret_key").evaluate(
        "(input, length) => { input.value = 'A'.repeat(length);"
        " input.dispatchEvent(new Event('input', { bubbles: true })); }",
        _MEGABYTES,
    )
    expect(checker.root.locator("[data-finding=secret-key-shape]")).to_be_visible()

    checker.press()

    assert checker.outcome() is None


def _naughty() -> list[dict[str, str]]:
    """Return a sample of the list, each string in each of the fields."""
    strings: list[str] = json.loads(_NAUGHTY.read_text("utf-8"))[::_STEP]
    fields = [strings[at:] + strings[:at] for at in range(len(LABELS))]
    return [dict(zip(LABELS, texts, strict=True)) for texts in zip(*fields, strict=True)]


def test_naughty_strings(checker: Checker, center: HelpCenter) -> None:
    """With strings that break programs, in any field, each press ends in a result."""
    page = checker.page
    noise: list[str] = []
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("dialog", lambda dialog: noise.append(dialog.message))
    page.on("console", lambda message: noise.append(message.text))
    tries = _naughty()
    address, title = page.url, page.title()
    outcomes: list[dict[str, Any]] = page.evaluate(_TRY_ALL, tries)

    assert len(outcomes) == len(tries) > 40
    problems = [
        (texts, outcome)
        for texts, outcome in zip(tries, outcomes, strict=True)
        if outcome["outcome"] not in {"none", "unusable", "unknown"}
        or not (outcome["text"] and outcome["codes"] and outcome["kept"])
        or outcome["foreign"] > 0
    ]
    assert problems == []
    assert [line for line in noise if not line.startswith("Failed to load resource")] == []
    assert (page.url, page.title()) == (address, title)
    assert checker.root.get_attribute("data-python") == "ready"
    assert ROUTE in center.site.paths
