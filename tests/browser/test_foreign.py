"""Foreign secrets never leave the browser, whichever field they are pasted into."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.core.cases import load
from tests.engines.checker import FILL, STRANGER

if TYPE_CHECKING:
    from tests.browser.center import HelpCenter
    from tests.browser.checker import Checker

pytestmark = pytest.mark.browser

#: Pastes each text into a field of an otherwise good form, presses, and returns the outcomes.
_TRY_ALL: Final = f"""async ([good, tries]) => {{
  const fill = {FILL};
  const checker = document.querySelector("key-checker");
  const result = checker.querySelector("[data-part=result]");
  const problem = checker.querySelector("[data-part=problem]");
  checker.querySelector("[name=site]").click();
  const outcomes = [];
  for (const {{ name, text }} of tries) {{
    fill({{ ...good, [name]: "" }});
    const input = checker.querySelector(`[data-field=${{name}}] input`);
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    input.dispatchEvent(new ClipboardEvent("paste", {{ clipboardData, bubbles: true }}));
    input.value = text;
    input.dispatchEvent(new InputEvent("input", {{ bubbles: true }}));
    checker.querySelector("[data-part=press]").click();
    while ((problem.hidden && result.hidden) || checker.hasAttribute("data-checking")) {{
      if (checker.dataset.python !== "ready") throw new Error("Python has ended");
      await new Promise((resolve) => setTimeout(resolve, 1));
    }}
    const list = checker.querySelectorAll(`[data-field=${{name}}] [data-finding]`);
    outcomes.push({{
      isStopped: result.hidden,
      codes: [...list].map((item) => item.dataset.finding),
      texts: [...list].map((item) => item.textContent),
      isAsked: !checker.querySelector("[data-part=unusual]").hidden,
    }});
  }}
  return outcomes;
}}"""


def test_nothing_foreign_is_sent(checker: Checker, center: HelpCenter) -> None:
    """Each foreign secret is named below its field, cannot be confirmed, and causes no request."""
    cases: list[tuple[dict[str, Any], str, str]] = [
        (row, field, code)
        for row in load("foreign")
        for field, code in row["expect"].items()
        if code is not None
    ]
    tries = [{"name": field, "text": row["value"]} for row, field, _ in cases]

    outcomes = checker.page.evaluate(_TRY_ALL, [asdict(STRANGER), tries])

    problems = []
    for (row, field, code), shown in zip(cases, outcomes, strict=True):
        is_named = code == "fields-swapped" or row["name"] in shown["texts"][0]
        if not shown["isStopped"] or shown["codes"][:1] != [code] or shown["isAsked"]:
            problems.append((row["why"], field, shown))
        elif not is_named:
            problems.append((row["why"], field, shown["texts"]))
    assert problems == []
    assert len({row["name"] for row, _, _ in cases}) > 20
    assert center.site.requests == []
