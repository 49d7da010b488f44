"""Generated credentials, accounts that have them, and a search for their traces."""

from __future__ import annotations

import base64
import hashlib
import sys
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from validator.core.credentials import Credentials
from validator.core.findings import FIELDS
from validator.core.practice import Account

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from validator.core.findings import Field

#: The bytes of a number: comparing numbers is a hundred times faster than comparing texts.
_WORD: Final = 8
#: Values are cut into pieces of this many characters; anything shorter is no trace.
_PIECE: Final = 8
#: The accounts' kinds, in turn: verdicts, refusals and faults.
_KINDS: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"perm": "read_only,trade"},
    {"perm": "read_only,practice_token"},
    {"mistake": "passphrase"},
    {"mistake": "secret_key"},
    # OKX's message for it contains the whole API key.
    {"ip": "203.0.113.9"},
    {"is_listed": False},
    {"okx_code": "50011"},
    {"failure": "overloaded"},
    {"failure": "edge-block"},
    {"failure": "garbage"},
)


class Canary(Account):
    """An account with generated credentials, which resemble no other text."""

    __slots__ = ()

    @property
    def pasted(self) -> Credentials:
        """The credentials that a user pastes."""
        return _credentials(self.number)


def accounts(count: int) -> dict[str, Canary]:
    """Return this many accounts by name, of each kind in turn."""
    return {
        f"canary-{number}": Canary(
            number=number,
            name=f"canary-{number}",
            shows="read-only",
            **_KINDS[number % len(_KINDS)],
        )
        for number in range(count)
    }


@cache  # the fake exchange asks for every account's credentials at each request
def _credentials(number: int) -> Credentials:
    dice = hashlib.sha512(b"canary %d" % number).hexdigest()
    parts = (dice[:8], dice[8:12], dice[12:16], dice[16:20], dice[20:32])
    words = base64.b32encode(bytes.fromhex(dice[64:94])).decode()
    return Credentials("-".join(parts), dice[32:64].upper(), f"{words[:18]}-{words[18:].lower()}7!")


def foreign(number: int) -> tuple[str, ...]:
    """Return a generated secret of each kind that is no OKX value."""
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
    """Yield a piece of text as it is, and encoded in each way."""
    yield plain
    yield plain.lower()
    yield plain.upper()
    yield quote(plain, safe="").encode()
    yield "".join(f"%{byte:02x}" for byte in plain).encode()
    yield "".join(f"%{byte:02X}" for byte in plain).encode()
    yield plain.hex().encode()
    yield plain.hex().upper().encode()


def _base64(plain: bytes) -> Iterator[bytes]:
    """Yield a value in Base64, with both alphabets, at each offset in a longer text.

    The characters that depend on the neighboring text are left out.
    """
    for offset in range(3):
        text = base64.b64encode(bytes(offset) + plain)[-(-offset * 8 // 6) : -4]
        yield text
        yield text.translate(bytes.maketrans(b"+/", b"-_"))


class Traces:
    """The traces of some credentials: their pieces, plain and encoded."""

    def __init__(
        self,
        credentials: Iterable[Credentials],
        fields: tuple[Field, ...] = FIELDS,
        piece: int = _PIECE,
    ) -> None:
        if piece < _WORD:
            raise ValueError("pieces this short are ambiguous")
        self._piece = piece
        #: The first eight bytes of a trace, as a number -> the traces that begin with them.
        self._by_start: dict[int, set[bytes]] = {}
        for pasted in credentials:
            for name in fields:
                self.add(getattr(pasted, name))

    def add(self, value: str) -> None:
        """Add the traces of a value."""
        plain, piece = value.encode(), self._piece
        for whole in (plain, plain[::-1]):
            for start in range(0, len(whole) - piece + 1, piece):
                for trace in _encoded(whole[start : start + piece]):
                    self._add_trace(trace)
            for trace in _base64(whole):
                self._add_trace(trace[: 2 * piece])

    def _add_trace(self, trace: bytes) -> None:
        self._by_start.setdefault(int.from_bytes(trace[:_WORD], sys.byteorder), set()).add(trace)

    def are_in(self, text: bytes) -> bool:
        """Return whether a text contains any of them."""
        return any(
            trace in text
            for offset in range(_WORD)
            for start in self._by_start.keys() & _words(text, offset)
            for trace in self._by_start[start]
        )


def _words(text: bytes, offset: int) -> memoryview[int]:
    """Return a text from an offset on as numbers of eight bytes, without the rest."""
    end = offset + (len(text) - offset) // _WORD * _WORD
    return memoryview(text)[offset : max(offset, end)].cast("Q")


def found(traces: Traces, places: Mapping[str, bytes]) -> set[str]:
    """Return the places that contain a trace."""
    return {place for place, text in places.items() if traces.are_in(text)}
