"""Generated credentials, the accounts that have them, and how to find any trace of them."""

from __future__ import annotations

import base64
import hashlib
import sys
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from validator.core.credentials import FIELDS, Credentials
from validator.core.practice import Account

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from validator.core.findings import Field

#: So many bytes are one number: to compare numbers is a hundred times faster than to compare texts.
_WORD: Final = 8
#: A trace of fewer characters of a value than this is none; a value is cut into pieces so long.
_PIECE: Final = 8
#: What becomes of a request of each account in turn: verdicts, refusals and faults.
_KINDS: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"perm": "read_only,trade"},
    {"perm": "read_only,practice_token"},
    {"mistake": "passphrase"},
    {"mistake": "secret_key"},
    # OKX's text for it holds the whole API key.
    {"ip": "203.0.113.9"},
    {"is_listed": False},
    {"okx_code": "50011"},
    {"failure": "overloaded"},
    {"failure": "edge-block"},
    {"failure": "garbage"},
)


class Canary(Account):
    """An account with made-up credentials, which are like no other text."""

    __slots__ = ()

    @property
    def pasted(self) -> Credentials:
        """What a person pastes."""
        return _credentials(self.number)


def accounts(count: int) -> dict[str, Canary]:
    """Return so many accounts by name, of each kind in turn."""
    return {
        f"canary-{number}": Canary(
            number=number,
            name=f"canary-{number}",
            shows="read-only",
            **_KINDS[number % len(_KINDS)],
        )
        for number in range(count)
    }


@cache  # the fake exchange asks for those of each account at each request
def _credentials(number: int) -> Credentials:
    dice = hashlib.sha512(b"canary %d" % number).hexdigest()
    parts = (dice[:8], dice[8:12], dice[12:16], dice[16:20], dice[20:32])
    words = base64.b32encode(bytes.fromhex(dice[64:94])).decode()
    return Credentials("-".join(parts), dice[32:64].upper(), f"{words[:18]}-{words[18:].lower()}7!")


def foreign(number: int) -> tuple[str, ...]:
    """Return a made-up secret of each kind that is no OKX value, which is like no other text."""
    dice = hashlib.sha512(b"foreign %d" % number).hexdigest()
    letters = base64.b32encode(bytes.fromhex(dice)).decode().rstrip("=")
    plain = letters.translate(str.maketrans("234567", "GHJKLM")).lower()
    return (
        " ".join(plain[start : start + 5] for start in range(0, 60, 5)),  # a recovery phrase
        f"0x{dice[:64]}",  # a private key
        f"sk-{letters[:48]}",  # OpenAI
        dice[64:88],  # KuCoin
        letters[:64],  # Binance
        f"{plain[:20]}@{plain[20:39]}.io",
    )


def _encoded(plain: bytes) -> Iterator[bytes]:
    """Yield how a piece of text may stand somewhere: as it is, and encoded."""
    yield plain
    yield plain.lower()
    yield plain.upper()
    yield quote(plain, safe="").encode()
    yield "".join(f"%{byte:02x}" for byte in plain).encode()
    yield "".join(f"%{byte:02X}" for byte in plain).encode()
    yield plain.hex().encode()
    yield plain.hex().upper().encode()


def _base64(plain: bytes) -> Iterator[bytes]:
    """Yield a whole value in Base64 of both alphabets, as it looks at each place of a longer text.

    What depends on its neighbors there is left out.
    """
    for offset in range(3):
        text = base64.b64encode(bytes(offset) + plain)[-(-offset * 8 // 6) : -4]
        yield text
        yield text.translate(bytes.maketrans(b"+/", b"-_"))


class Traces:
    """All by which some credentials can be known again: whole, or a piece of so many characters."""

    def __init__(
        self,
        credentials: Iterable[Credentials],
        fields: tuple[Field, ...] = FIELDS,
        piece: int = _PIECE,
    ) -> None:
        if piece < _WORD:
            raise ValueError("pieces so short are not told apart")
        self._piece = piece
        #: The first eight bytes, as one number, of all traces -> these traces.
        self._by_start: dict[int, set[bytes]] = {}
        for pasted in credentials:
            for name in fields:
                self.add(getattr(pasted, name))

    def add(self, value: str) -> None:
        """Know one more value."""
        plain, piece = value.encode(), self._piece
        for whole in (plain, plain[::-1]):
            for start in range(0, len(whole) - piece + 1, piece):
                for trace in _encoded(whole[start : start + piece]):
                    self._know(trace)
            for trace in _base64(whole):
                self._know(trace[: 2 * piece])

    def _know(self, trace: bytes) -> None:
        self._by_start.setdefault(int.from_bytes(trace[:_WORD], sys.byteorder), set()).add(trace)

    def are_in(self, text: bytes) -> bool:
        """Whether any of them is in a text."""
        return any(
            trace in text
            for offset in range(_WORD)
            for start in self._by_start.keys() & _words(text, offset)
            for trace in self._by_start[start]
        )


def _words(text: bytes, offset: int) -> memoryview[int]:
    """Return a text from an offset on, eight bytes to a number, without its last few."""
    end = offset + (len(text) - offset) // _WORD * _WORD
    return memoryview(text)[offset : max(offset, end)].cast("Q")


def found(traces: Traces, places: Mapping[str, bytes]) -> set[str]:
    """Return the places in which there is a trace."""
    return {place for place, text in places.items() if traces.are_in(text)}
