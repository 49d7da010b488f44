"""What is typed or pasted at a hidden prompt is never shown, and never left to the shell."""

from __future__ import annotations

from pathlib import Path
from signal import SIGINT
from typing import Final

import pytest

from tests.commands import terminal
from tests.tables import over
from validator.core.practice import ACCOUNTS

_PASTED: Final = ACCOUNTS["read-only"].pasted
_VALUES: Final = (_PASTED.api_key, _PASTED.secret_key, _PASTED.passphrase)
#: Before the program looks whether more was pasted, waits until there is.
_WAIT_FOR_MORE: Final = """
import select
look = select.select

def wait(*arguments):
    select.select = look
    print("the rest", flush=True)
    return look(*arguments[:3])

select.select = wait
"""
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


@pytest.mark.parametrize(
    ("answer", "shown"), [("y", b"(OKX code 50"), ("", b"Nothing has been sent.")]
)
def test_unusual_values_are_sent_after_a_yes_to_each(fake: str, answer: str, shown: bytes) -> None:
    """The person learns what is unusual about each value, and only a yes to each sends them."""
    with terminal.running("check", "--okx", fake) as shell:
        _type(shell, _PASTED.api_key, "an-older-secret", "an older passphrase")
        shell.wait_for(b"Check anyway? It stays on this computer. [y/N] ")
        shell.paste(b"y\n")
        shell.wait_for(b"Send it to OKX anyway? [y/N] ")
        shell.paste(f"{answer}\n".encode())

        assert shell.end() == 1
        assert shown in shell.shown
        assert b"an-older-secret" not in shell.shown


@over(_SENTENCES)
def test_nothing_of_a_broken_paste_is_shown_or_left(name: str) -> None:
    """The program ends with 2 and a sentence; the lines behind reach neither screen nor shell."""
    broken, sentence = _SENTENCES[name]
    with terminal.running("check") as shell:
        shell.wait_for(b"API key (hidden): ")
        shell.paste(broken + "\n".join((*_VALUES, "and no line end")).encode())
        status = shell.end()

        assert status == 2
        assert shell.shown.split(b"(hidden): ")[1].splitlines() == [b"", sentence]
        assert shell.echoes
        assert shell.unread() == b""


def test_what_arrives_late_is_not_shown_either() -> None:
    """The rest of a long paste may come after the program has refused its beginning."""
    with terminal.running("check", before=_WAIT_FOR_MORE) as shell:
        shell.wait_for(b"API key (hidden): ")
        shell.paste(b"k\xff\n")
        shell.wait_for(b"the rest")
        shell.paste("\n".join((*_VALUES, "and no line end")).encode())
        status = shell.end()

        assert status == 2
        assert [value for value in _VALUES if value.encode() in shell.shown] == []
        assert shell.unread() == b""


def test_an_interrupted_prompt_is_no_traceback() -> None:
    """Ctrl+C ends the program with 130, and the terminal shows again what is typed."""
    with terminal.running("check") as shell:
        shell.wait_for(b"API key (hidden): ")
        shell.wait_until_it_reads()
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
