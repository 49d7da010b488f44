"""Input at a hidden prompt is never shown, and never left for the shell."""

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
#: Makes the program wait for more input before it checks whether there is any.
_WAIT_FOR_MORE: Final = """
import select
original = select.select

def wait(*arguments):
    select.select = original
    print("the rest", flush=True)
    return original(*arguments[:3])

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
    """Each value has its own prompt, and only the verdict is shown."""
    with terminal.running("check", "--okx", fake) as shell:
        _type(shell, *_VALUES)
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
def test_other_sites_need_a_yes(fake: str, answer: bytes, status: int) -> None:
    """Other sites are named, and only asked after a yes."""
    pasted = ACCOUNTS["us"].pasted
    with terminal.running("check", "--okx", fake) as shell:
        _type(shell, pasted.api_key, pasted.secret_key, pasted.passphrase)
        shell.wait_for(b"Ask all of them? [y/N] ")
        shell.paste(answer)

        assert shell.end() == status
        assert b"my.okx.com, app.okx.com" in shell.shown
        assert (b"It's on app.okx.com" in shell.shown) is (status == 0)


@pytest.mark.parametrize(
    ("answer", "shown"), [("y", b"(OKX code 50"), ("", b"Nothing has been sent.")]
)
def test_unusual_values_need_a_yes_each(fake: str, answer: str, shown: bytes) -> None:
    """Unusual values are explained, and only sent after a yes to each."""
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
def test_broken_paste_is_neither_shown_nor_left(name: str) -> None:
    """A broken paste exits with 2 and a message, and the rest reaches neither screen nor shell."""
    broken, sentence = _SENTENCES[name]
    with terminal.running("check") as shell:
        shell.wait_for(b"API key (hidden): ")
        shell.paste(broken + "\n".join((*_VALUES, "and no line end")).encode())
        status = shell.end()

        assert status == 2
        assert shell.shown.split(b"(hidden): ")[1].splitlines() == [b"", sentence]
        assert shell.echoes
        assert shell.unread() == b""


def test_late_rest_of_a_paste_is_not_shown() -> None:
    """Input that arrives after the program refused the paste is neither shown nor left over."""
    with terminal.running("check", before=_WAIT_FOR_MORE) as shell:
        shell.wait_for(b"API key (hidden): ")
        shell.paste(b"k\xff\n")
        shell.wait_for(b"the rest")
        shell.paste("\n".join((*_VALUES, "and no line end")).encode())
        status = shell.end()

        assert status == 2
        assert [value for value in _VALUES if value.encode() in shell.shown] == []
        assert shell.unread() == b""


def test_interrupted_prompt_exits_without_traceback() -> None:
    """Ctrl+C exits with 130 and turns the terminal's echo on again."""
    with terminal.running("check") as shell:
        shell.wait_for(b"API key (hidden): ")
        shell.wait_until_it_reads()
        shell.process.send_signal(SIGINT)
        status = shell.end()

        assert status == 130
        assert b"Traceback" not in shell.shown
        assert shell.echoes


def test_core_dumps_are_disabled() -> None:
    """The limit for core dumps is zero before the first prompt."""
    with terminal.running("check") as shell:
        shell.wait_for(b"API key (hidden): ")
        limits = Path(f"/proc/{shell.process.pid}/limits").read_text("ascii")

    (line,) = (line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert line.split()[4:6] == ["0", "0"]
