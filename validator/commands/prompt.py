"""Hidden prompts in a terminal, whatever is typed or pasted there."""
# ruff: noqa: T201 - the command line prints its output

from __future__ import annotations

import os
import select
import sys
import warnings
from contextlib import contextmanager
from getpass import GetPassWarning, getpass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_REASONS: Final[dict[type[Exception], str]] = {
    EOFError: "The input ended before all values were given: nothing was checked.",
    UnicodeDecodeError: "What was typed is no UTF-8 text: nothing was checked.",
    GetPassWarning: "This terminal cannot hide what is typed: nothing was asked.",
}
#: A paste is over when the terminal has been quiet for so long, in seconds.
_QUIET_SECONDS: Final = 0.1


def ask_hidden(labels: Iterable[str]) -> list[str]:
    """Return a hidden line of input for each label.

    Raises ValueError, which repeats no input, if the input ends, isn't text in the terminal's
    encoding, or can't be hidden by the terminal.
    """
    with _hidden(), warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)
        try:
            return [getpass(f"{label} (hidden): ") for label in labels]
        except tuple(_REASONS) as error:
            print(file=sys.stderr)  # ends the prompt's line
            raise ValueError(_REASONS[type(error)]) from None


def ask_whether(question: str) -> bool:
    """Return whether the user answers a question with yes."""
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    try:
        return sys.stdin.readline().strip().lower() in {"y", "yes"}
    except UnicodeDecodeError:
        return False


@contextmanager
def _hidden() -> Iterator[None]:
    """Turn the terminal's echo off until the block ends and no more input arrives.

    `getpass` turns it on again after each line, and would show the rest of a paste.
    """
    try:
        import termios  # noqa: PLC0415 - Windows has none, and `getpass` doesn't need it there
    except ImportError:
        yield
        return
    terminal = sys.stdin.fileno()
    shown = termios.tcgetattr(terminal)
    hidden = [*shown]
    hidden[3] &= ~termios.ECHO
    termios.tcsetattr(terminal, termios.TCSADRAIN, hidden)
    try:
        yield
    finally:
        try:
            # Character by character, so that an unfinished line is read too.
            hidden[3] &= ~termios.ICANON
            termios.tcsetattr(terminal, termios.TCSADRAIN, hidden)
            while select.select([terminal], [], [], _QUIET_SECONDS)[0]:
                if not os.read(terminal, 4096):
                    break
        finally:
            termios.tcsetattr(terminal, termios.TCSAFLUSH, shown)
