"""The checker on a page, driven as a user does, in any engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

from tests.engines import probes
from tests.engines.tab import START_PATIENCE
from validator.core.credentials import Credentials
from validator.core.findings import LABELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.browser.center import HelpCenter
    from tests.engines.tab import Tab
    from validator.core.findings import Field

#: The path of the checker's own page.
CHECKER_PAGE: Final = "okx/check-your-key/"
#: Made-up values in the right format.
STRANGER: Final = Credentials(
    "5d2e9c14-7a3b-4f60-8c1d-92e7b04a6f53", "A1B27C93D4E5F60718293A4B5C6D7E8F", "Sunny-day7"
)
#: Fills the fields as password managers do; `{}` empties the form without ending Python.
FILL: Final = """(values) => {
  for (const field of document.querySelectorAll("key-checker [data-field]")) {
    const input = field.querySelector("input");
    input.value = values[field.dataset.field] ?? "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}"""
_ROOT: Final = "key-checker"
_RESULT: Final = f"{_ROOT} [data-part=result]"
#: A press ends with one of these: a result for these values, or the list of their errors.
_ENDED: Final = f"{_RESULT}:not([hidden], [data-stale]), {_ROOT} [data-part=problem]:not([hidden])"
_IS_SHOWN: Final = "(selector) => !!document.querySelector(selector)?.checkVisibility()"
_CODES: Final = """(selector) =>
  [...document.querySelectorAll(`${selector} [data-finding]`)]
    .filter((item) => item.checkVisibility()).map((item) => item.dataset.finding)"""
_IS_IDLE: Final = f"() => document.querySelector('{_ROOT}').dataset.python === 'idle'"
_OPEN_PRACTICE: Final = f"() => {{ document.querySelector('{_ROOT} .kc-practice').open = true; }}"
#: Selects a text in a text area, which keeps its line ends.
_DESK: Final = """(text) => {
  const desk = document.createElement("textarea");
  desk.id = "desk";
  desk.value = text;
  document.querySelector("article").append(desk);
  desk.focus({ preventScroll: true });
  desk.select();
}"""
_TAKE_DESK: Final = """() => {
  const desk = document.querySelector("#desk");
  desk.remove();
  return desk.value;
}"""


def part(name: str) -> str:
    """Return the selector of a part of the checker."""
    return f"{_ROOT} [data-part={name}]"


def copy(tab: Tab, text: str) -> None:
    """Copy a text by keys, without touching the checker."""
    tab.evaluate(_DESK, text)
    tab.press("Control", "c")
    tab.evaluate(_TAKE_DESK)


def pasted(tab: Tab) -> str:
    """Return the clipboard's text, pasted by keys."""
    tab.evaluate(_DESK, "")
    tab.press("Control", "v")
    return str(tab.evaluate(_TAKE_DESK))


class Checker:
    """Drives the one checker on a page."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab

    def open(self, center: HelpCenter) -> Self:
        """Open the checker's own page, wait for Python, and return the checker."""
        self.tab.goto(center.url + CHECKER_PAGE)
        self.wait_for_python()
        return self

    def wait_for_state(self, state: str) -> None:
        """Wait for a state of Python."""
        self.tab.wait_for(
            f"(state) => document.querySelector('{_ROOT}')?.dataset.python === state",
            state,
            seconds=START_PATIENCE,
        )

    def wait_for_python(self) -> None:
        """Wait until Python is ready."""
        self.wait_for_state("ready")

    @staticmethod
    def selector(name: Field) -> str:
        """Return the selector of a field's input."""
        return f"{_ROOT} [data-field={name}] input"

    def edit(self) -> None:
        """Unfold the form if a result has folded it."""
        if self.is_shown(part("edit")):
            self.tab.click(part("edit"))

    def paste(self, name: Field, text: str) -> None:
        """Replace the text of a field by a paste with the keyboard."""
        self.edit()
        copy(self.tab, text)
        self.tab.focus(self.selector(name))
        self.tab.press("Control", "a")
        self.tab.press("Control", "v")

    def paste_all(self, credentials: Credentials) -> None:
        """Paste each value that is not empty."""
        for name in LABELS:
            if value := getattr(credentials, name):
                self.paste(name, value)

    def value(self, name: Field) -> str:
        """Return the text of an input."""
        return self.values()[name]

    def values(self) -> dict[Field, str]:
        """Return the texts of the three inputs."""
        selectors = [self.selector(name) for name in LABELS]
        values = self.tab.evaluate(
            "(all) => all.map((selector) => document.querySelector(selector).value)", selectors
        )
        return dict(zip(LABELS, values, strict=True))

    def choose_site(self, name: str) -> None:
        """Choose an OKX site."""
        self.edit()
        self.tab.click(f"{part('sites')} label:has([value={name}])")

    def chosen_site(self) -> str | None:
        """Return the name of the chosen site, or None."""
        chosen = self.tab.evaluate(
            f"() => document.querySelector('{_ROOT} [name=site]:checked')?.value ?? null"
        )
        return None if chosen is None else str(chosen)

    def click_button(self, times: int = 1) -> None:
        """Press *Check my key*."""
        self.edit()
        self.tab.click(part("press"), times)

    def press(self) -> None:
        """Press *Check my key*, with okx.com if no site is chosen, and wait for the end."""
        if self.chosen_site() is None:
            self.choose_site("global")
        self.click_button()
        self.wait_for_result()

    def wait_for_result(self) -> None:
        """Wait until a press has ended: with a result, or with errors in the values."""
        self.wait_shown(_ENDED)

    def wait_for_outcome(self, outcome: str) -> None:
        """Wait for a result with this outcome."""
        self.wait_shown(f"{_RESULT}[data-outcome={outcome}]", START_PATIENCE)

    def wait_shown(self, selector: str, seconds: float = START_PATIENCE) -> None:
        """Wait until an element is shown."""
        self.tab.wait_for(_IS_SHOWN, selector, seconds=seconds)

    def wait_hidden(self, selector: str) -> None:
        """Wait until an element is hidden."""
        self.tab.wait_for(f"(selector) => !({_IS_SHOWN})(selector)", selector)

    def is_shown(self, selector: str) -> bool:
        """Return whether an element is shown."""
        return bool(self.tab.evaluate(_IS_SHOWN, selector))

    def text(self, selector: str) -> str:
        """Return the visible text of an element."""
        function = "(selector) => document.querySelector(selector).innerText"
        return str(self.tab.evaluate(function, selector))

    def outcome(self) -> str | None:
        """Return the outcome shown, or None if OKX was not asked."""
        return self._of_result("outcome")

    def cause(self) -> str | None:
        """Return the code of the deciding finding."""
        return self._of_result("cause")

    def field_codes(self, name: Field) -> list[str]:
        """Return the codes of the findings below a field."""
        return self._codes(f"{_ROOT} [data-field={name}]")

    def claims(self) -> list[str]:
        """Return the codes of the claims in a pasted block."""
        return self._codes(part("claims"))

    def wait_for_finding(self, code: str) -> None:
        """Wait until a finding is shown."""
        self.wait_shown(f"{_ROOT} [data-finding={code}]")

    def clear(self) -> None:
        """Press *Clear*, in the form or in the line that it is folded into."""
        self.tab.click(f"{_ROOT} [data-clear]")

    def fill(self, values: Mapping[str, str]) -> None:
        """Fill all three fields as password managers do, or empty them without ending Python."""
        self.tab.evaluate(FILL, dict(values))

    def set_silently(self, name: Field, value: str) -> None:
        """Set the text of a field without any event, as some extensions do."""
        self.tab.evaluate(
            "(selector, value) => { document.querySelector(selector).value = value; }",
            self.selector(name),
            value,
        )

    def rehearse(self, code: str) -> None:
        """Press the button that tries a finding, and wait for its result."""
        self.tab.evaluate(_OPEN_PRACTICE)
        self.tab.click(f"{_ROOT} [data-try={code}]")
        self.wait_shown(part("practice"))
        self.wait_for_result()

    def settle(self) -> None:
        """Wait until Python, if it runs, has replied to everything and the page has shown it."""
        if self.tab.evaluate(_IS_IDLE):
            return
        self.wait_for_python()
        probes.bring(self.tab)
        self.tab.evaluate("() => globalThis.probe.settle()")

    def _of_result(self, name: str) -> str | None:
        if not self.is_shown(_RESULT):
            return None
        shown = self.tab.evaluate(
            f"(name) => document.querySelector('{_RESULT}').dataset[name] ?? null", name
        )
        return None if shown is None else str(shown)

    def _codes(self, selector: str) -> list[str]:
        return list(self.tab.evaluate(_CODES, selector))
