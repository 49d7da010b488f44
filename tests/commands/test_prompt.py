"""What is typed or pasted at a hidden prompt is never shown, and never left to the shell."""

from __future__ import annotations

from pathlib import Path
from signal import SIGINT
from typing import Final

import pytest

from tests.commands import terminal
from validator.core.practice import ACCOUNTS

_PASTED: Final = ACCOUNTS["read-only"].pasted
_VALUES: Final = (_PASTED.api_key, _PASTED.secret_key, _PASTED.passphrase)
_SENTENCES: Final = {
    "no UTF-8": (b"k\xff\n", b"What was typed is no UTF-8 text: nothing was checked."),
    "the end of the input": (
        b"\x04",
        b"The input ended before all values were given: nothing was checked.",
    ),
}


def test_values_are_asked_for_and_not_shown(fake: str) -> None:
    """Each value is typed at a prompt of its own, and the verdict alone is on the screen."""
    with terminal.running("check", "--okx", fake) as shell:
        for label, value in zip(("API key", "Secret key", "Passphrase"), _VALUES, strict=True):
            shell.wait_for(f"{label} (hidden): ".encode())
            shell.paste(f"{value}\n".encode())
        status = shell.end()

        assert status == 0
        assert b"This key is read-only and ready for Flicker" in shell.shown
        assert [value for value in _VALUES if value.encode() in shell.shown] == []
        assert shell.echoes


def _type(shell: terminal.Terminal, *values: str) -> None:
    for label, value in zip(("API key", "Secret key", "Passphrase"), values, strict=True):
        shell.wait_for(f"{label} (hidden): ".encode())
        shell.paste(f"{value}\n".encode())


@pytest.mark.parametrize(("answer", "status"), [(b"y\n", 0), (b"\n", 1), (b"\x04", 1)])
def test_other_sites_are_asked_after_a_yes(fake: str, answer: bytes, status: int) -> None:
    """The person learns which sites would get what, and nothing but a yes asks them."""
    pasted = ACCOUNTS["us"].pasted
    with terminal.running("check", "--okx", fake) as shell:
        _type(shell, pasted.api_key, pasted.secret_key, pasted.passphrase)
        shell.wait_for(b"Ask all of them? [y/N] ")
        shell.paste(answer)

        assert shell.end() == status
        assert b"eea.okx.com, us.okx.com and tr.okx.com" in shell.shown
        assert (b"It's on app.okx.com" in shell.shown) is (status == 0)


def test_unusual_values_are_sent_after_a_yes(fake: str) -> None:
    """The person learns what is unusual, and only a yes sends it."""
    with terminal.running("check", "--okx", fake) as shell:
        _type(shell, _PASTED.api_key.upper(), _PASTED.secret_key, _PASTED.passphrase)
        shell.wait_for(b"Send it to OKX anyway? [y/N] ")
        shell.paste(b"n\n")

        assert shell.end() == 1
        assert b"Nothing has been sent." in shell.shown


@pytest.mark.parametrize("name", _SENTENCES)
def test_nothing_of_a_broken_paste_is_shown_or_left(name: str) -> None:
    """The program ends with 2 and a sentence; the lines behind reach neither screen nor shell."""
    broken, sentence = _SENTENCES[name]
    with terminal.running("check") as shell:
        shell.wait_for(b"API key (hidden): ")
        shell.paste(broken + "\n".join((*_VALUES, "and no line end")).encode())
        status = shell.end()

        assert status == 2
        assert shell.shown.split(b"(hidden): ")[1].splitlines() == [b"", sentence, b"$ "]
        assert shell.echoes
        assert shell.unread() == b""


def test_an_interrupted_prompt_is_no_traceback() -> None:
    """Ctrl+C ends the program with 130, and the terminal shows again what is typed."""
    with terminal.running("check") as shell:
        shell.wait_for(b"API key (hidden): ")
        shell.process.send_signal(SIGINT)
        status = shell.end()

        assert status == 130
        assert b"Traceback" not in shell.shown
        assert shell.echoes


def test_a_crash_would_leave_no_memory_behind() -> None:
    """The system's limit for core dumps is zero before a value is asked for."""
    with terminal.running("check") as shell:
        shell.wait_for(b"API key (hidden): ")
        limits = Path(f"/proc/{shell.process.pid}/limits").read_text("ascii")

    (line,) = (line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert line.split()[4:6] == ["0", "0"]
