"""A tab in any browser engine; each engine's module implements it.

For a measurement: `with engines.launch("webkit") as engine, engine.open_tab() as tab:`, then
`tab.goto(address)` and `tab.evaluate("async () => …")`, which waits for the promise.
"""

from __future__ import annotations

import json
import time
from abc import abstractmethod
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol

#: The time for a condition to become true on a slow and busy machine, in seconds.
PATIENCE: Final = 30.0
#: The time for Python to start there, and for a script to end, in seconds.
START_PATIENCE: Final = 120.0
_POLL_SECONDS: Final = 0.02

#: Whether part of an element is on the screen.
IS_ON_SCREEN: Final = """(selector) => {
  const box = document.querySelector(selector)?.getBoundingClientRect();
  return !!box && box.bottom > 0 && box.top < innerHeight;
}"""
#: Scrolls the first visible element into view, and returns, once it has stopped moving, a point
#: where a pointer hits it and nothing that covers it: its middle, or that of its text.
_SPOT: Final = """async (selector) => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const element = [...document.querySelectorAll(selector)].find((found) => found.checkVisibility());
  if (!element) return null;
  element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  await frame();
  const before = element.getBoundingClientRect();
  await frame();
  const box = element.getBoundingClientRect();
  if (box.top !== before.top || box.left !== before.left) return null;
  const text = document.createRange();
  text.selectNodeContents(element);
  const found = [box, ...text.getClientRects()]
    .map(({ left, top, width, height }) => [left + width / 2, top + height / 2].map(Math.floor))
    .find((spot) => element.contains(document.elementFromPoint(...spot)));
  if (!found) return null;
  globalThis.isMissed = true;
  const hit = ({ target }) => { if (element.contains(target)) globalThis.isMissed = false; };
  document.addEventListener("pointerdown", hit, { capture: true, once: true });
  return found;
}"""
#: Whether the last click missed, because the element moved meanwhile.
_IS_MISSED: Final = """async () => {
  for (let count = 0; globalThis.isMissed && count < 10; count += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return globalThis.isMissed === true;
}"""
_ATTEMPTS: Final = 5


class DocumentGoneError(Exception):
    """Raised if the page was left before a script in it ended."""


class ScriptError(Exception):
    """Raised if a script of a test throws."""


class Tab(AbstractContextManager["Tab"]):
    """A tab in a fresh profile. Scripts are JavaScript functions that take and return JSON."""

    @abstractmethod
    def goto(self, address: str) -> None:
        """Open a page, and wait until it has loaded."""

    @abstractmethod
    def reload(self) -> None:
        """Reload the page."""

    @abstractmethod
    def back(self) -> None:
        """Go back in the history."""

    @abstractmethod
    def open_another(self) -> None:
        """Open an empty tab in the same profile, in front, and switch to it."""

    @abstractmethod
    def follow_new(self) -> None:
        """Switch to the tab that the page opened."""

    @abstractmethod
    def close_this(self) -> None:
        """Close this tab, and switch to the first one, in front."""

    @abstractmethod
    def click_at(self, x: int, y: int, times: int = 1) -> None:
        """Click at a point in CSS pixels of the viewport."""

    @abstractmethod
    def press(self, *keys: str) -> None:
        """Press keys together: `Control`, `End`, `Enter`, `Shift`, `Tab`, or a character."""

    @abstractmethod
    def complaints(self) -> list[str]:
        """Return, and forget, the exceptions and console messages that the driver reports."""

    @abstractmethod
    def _run(self, script: str, text: str) -> str:
        """Call a function with a text, await its promise, and return its text.

        Raises `DocumentGoneError` or `ScriptError`.
        """

    def evaluate(self, function: str, *arguments: Any) -> Any:
        """Call a function in the page, and return its value or that of its promise."""
        script = f"async (text) => JSON.stringify([await ({function})(...JSON.parse(text))])"
        return json.loads(self._run(script, json.dumps(arguments)))[0]

    def wait_for(self, function: str, *arguments: Any, seconds: float = PATIENCE) -> Any:
        """Call a function until its value is true, and return the value."""
        end = time.monotonic() + seconds
        while True:
            try:
                last = self.evaluate(function, *arguments)
            except DocumentGoneError:
                last = None
            if last:
                return last
            if time.monotonic() > end:
                raise AssertionError(f"{last!r} after {seconds} s: {function} {arguments}")
            time.sleep(_POLL_SECONDS)

    def click(self, selector: str, times: int = 1) -> None:
        """Click the first visible element, as soon as a pointer can reach it."""
        for _ in range(_ATTEMPTS):
            x, y = self.wait_for(_SPOT, selector)
            self.click_at(x, y, times)
            try:
                is_missed = self.evaluate(_IS_MISSED)
            except DocumentGoneError:
                is_missed = False
            if not is_missed:
                return
        raise AssertionError(f"{selector} moves away from the pointer")

    def focus(self, selector: str) -> None:
        """Focus an element."""
        self.evaluate("(selector) => document.querySelector(selector).focus()", selector)

    def type(self, text: str) -> None:
        """Type a text."""
        for character in text:
            self.press(character)


class Engine(Protocol):
    """A running browser."""

    name: str

    def open_tab(self) -> Tab:
        """Open a tab in its own profile, which is deleted with the tab."""
