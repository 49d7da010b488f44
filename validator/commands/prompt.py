"""Asks in a terminal for values that it does not show, whatever is typed or pasted there."""
# ruff: noqa: T201 - the command line speaks by printing

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
#: How long a terminal must have been quiet until what was pasted is over, in seconds.
_QUIET_SECONDS: Final = 0.1


def ask_hidden(labels: Iterable[str]) -> list[str]:
    """Ask for a line for each label.

    Raises ValueError, whose text repeats nothing, where there is no such line: the input ends,
    it is no text in the terminal's encoding, or the terminal cannot hide it.
    """
    with _hidden(), warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)
        try:
            return [getpass(f"{label} (hidden): ") for label in labels]
        except tuple(_REASONS) as error:
            print(file=sys.stderr)  # the prompt's line has no end yet
            raise ValueError(_REASONS[type(error)]) from None


def ask_whether(question: str) -> bool:
    """Ask a question in the terminal, and return whether the answer is yes."""
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    try:
        return sys.stdin.readline().strip().lower() in {"y", "yes"}
    except UnicodeDecodeError:
        return False


@contextmanager
def _hidden() -> Iterator[None]:
    """Keep the terminal from showing input, until the block ends and no more of it arrives.

    `getpass` shows again what comes after its line: the rest of what was pasted.
    """
    try:
        import termios  # noqa: PLC0415 - Windows has none; there `getpass` does without
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
            # By characters: what has no line end yet is read too.
            hidden[3] &= ~termios.ICANON
            termios.tcsetattr(terminal, termios.TCSADRAIN, hidden)
            while select.select([terminal], [], [], _QUIET_SECONDS)[0]:
                if not os.read(terminal, 4096):
                    break
        finally:
            termios.tcsetattr(terminal, termios.TCSAFLUSH, shown)
