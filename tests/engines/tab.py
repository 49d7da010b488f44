"""What a test may do with a tab of any browser engine; each engine's module says how.

For a measurement: `with engines.launch("webkit") as engine, engine.open_tab() as tab:`, then
`tab.goto(address)` and `tab.evaluate("async () => …")`, which waits for the promise.
"""

from __future__ import annotations

import json
import time
from abc import abstractmethod
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol

#: How long a condition may take to come true on a slow and busy machine, in seconds.
PATIENCE: Final = 30.0
#: How long Python may take to start there, and a script to end, in seconds.
START_PATIENCE: Final = 120.0
_POLL_SECONDS: Final = 0.02

#: Whether the reader sees some of an element.
IS_ON_SCREEN: Final = """(selector) => {
  const box = document.querySelector(selector)?.getBoundingClientRect();
  return !!box && box.bottom > 0 && box.top < innerHeight;
}"""
#: Finds the first visible element, scrolls it into view, and returns, once it stands still, its
#: middle or that of its text: where a pointer reaches it, and nothing that is above or around it.
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
#: Whether the last click met something else: what stood there may have moved meanwhile.
_IS_MISSED: Final = """async () => {
  for (let count = 0; globalThis.isMissed && count < 10; count += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return globalThis.isMissed === true;
}"""
_ATTEMPTS: Final = 5


class DocumentGoneError(Exception):
    """The document that a script ran in was left before the script ended."""


class ScriptError(Exception):
    """A script of a test threw."""


class Tab(AbstractContextManager["Tab"]):
    """A tab in a fresh profile. Scripts are JavaScript functions; JSON goes in and comes out."""

    @abstractmethod
    def goto(self, address: str) -> None:
        """Load a page, and wait until it has loaded."""

    @abstractmethod
    def reload(self) -> None:
        """Load the page again."""

    @abstractmethod
    def back(self) -> None:
        """Go back in the history."""

    @abstractmethod
    def open_another(self) -> None:
        """Open an empty tab in the same profile, in front, and go on in it."""

    @abstractmethod
    def follow_new(self) -> None:
        """Go on in the tab that the page opened."""

    @abstractmethod
    def close_this(self) -> None:
        """Close the tab last gone to, and go on in the first one, in front."""

    @abstractmethod
    def click_at(self, x: int, y: int, times: int = 1) -> None:
        """Press and release the pointer, in CSS pixels of what is on the screen."""

    @abstractmethod
    def press(self, *keys: str) -> None:
        """Press keys together: `Control`, `End`, `Enter`, `Shift`, `Tab`, or a character."""

    @abstractmethod
    def complaints(self) -> list[str]:
        """Return, and forget, what the pages threw or wrote to the console, as far as is known."""

    @abstractmethod
    def _run(self, script: str, text: str) -> str:
        """Call a function with a text, wait for its promise, and return the text it gives.

        Raises `DocumentGoneError` or `ScriptError`.
        """

    def evaluate(self, function: str, *arguments: Any) -> Any:
        """Call a function in the page, and return what it, or its promise, gives."""
        script = f"async (text) => JSON.stringify([await ({function})(...JSON.parse(text))])"
        return json.loads(self._run(script, json.dumps(arguments)))[0]

    def wait_for(self, function: str, *arguments: Any, seconds: float = PATIENCE) -> Any:
        """Call a function until it gives something true, and return that."""
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
        """Click the first visible element, as soon as a pointer can reach it.

        Raises AssertionError if it moves away each time.
        """
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
        """Put the focus on an element."""
        self.evaluate("(selector) => document.querySelector(selector).focus()", selector)

    def type(self, text: str) -> None:
        """Type a text, key by key."""
        for character in text:
            self.press(character)


class Engine(Protocol):
    """A browser that runs."""

    name: str

    def open_tab(self) -> Tab:
        """Open a tab in a profile of its own, which goes with the tab."""
