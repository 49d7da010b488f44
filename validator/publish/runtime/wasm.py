"""The parts of WebAssembly's binary format that are needed to rewrite a module.

Source: the WebAssembly core specification, "Binary Format" (chapter 5).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The ids of sections, in the order that a module has them.
TYPE: Final = 1
IMPORT: Final = 2
FUNCTION: Final = 3
TABLE: Final = 4
MEMORY: Final = 5
TAG: Final = 13
GLOBAL: Final = 6
EXPORT: Final = 7
START: Final = 8
ELEMENT: Final = 9
DATA_COUNT: Final = 12
CODE: Final = 10
DATA: Final = 11
_ORDER: Final = (TYPE, IMPORT, FUNCTION, TABLE, MEMORY, TAG, GLOBAL, EXPORT, START, ELEMENT)
_LATER: Final = (DATA_COUNT, CODE, DATA)
_CUSTOM: Final = 0
_HEADER: Final = b"\0asm\1\0\0\0"

#: A body without locals that does nothing.
EMPTY_BODY: Final = b"\x00\x0b"
#: The kinds of exports and imports.
IS_FUNCTION: Final = 0
IS_TABLE: Final = 1
IS_MEMORY: Final = 2
IS_GLOBAL: Final = 3


class Reader:
    """Reads numbers, names and raw bytes in sequence."""

    def __init__(self, content: bytes, position: int = 0) -> None:
        self.content = content
        self.position = position

    def number(self) -> int:
        """Return an unsigned LEB128."""
        result = shift = 0
        while True:
            byte = self.content[self.position]
            self.position += 1
            result |= (byte & 0x7F) << shift
            if byte < 0x80:
                return result
            shift += 7

    def raw(self, length: int) -> bytes:
        """Return the next bytes."""
        self.position += length
        return self.content[self.position - length : self.position]

    def sized(self) -> bytes:
        """Return bytes that are preceded by their length."""
        return self.raw(self.number())

    @property
    def is_at_end(self) -> bool:
        """Whether all bytes were read."""
        return self.position >= len(self.content)


@dataclass(frozen=True, slots=True)
class Export:
    """An entry of the export section."""

    name: bytes
    kind: int
    index: int


@dataclass(frozen=True, slots=True)
class Import:
    """An entry of the import section; `description` is its encoded type."""

    module: bytes
    name: bytes
    kind: int
    description: bytes


@dataclass(slots=True)
class Module:
    """The contents of a module's sections by id; `custom` are those of the custom sections."""

    sections: dict[int, bytes]
    custom: list[bytes] = field(default_factory=list)

    @classmethod
    def read(cls, content: bytes) -> Module:
        """Parse a module; raises ValueError if it is not of version 1."""
        if not content.startswith(_HEADER):
            raise ValueError("not a WebAssembly module of version 1")
        reader = Reader(content, len(_HEADER))
        module = cls({})
        while not reader.is_at_end:
            (number,) = reader.raw(1)
            if number == _CUSTOM:
                module.custom.append(reader.sized())
            else:
                module.sections[number] = reader.sized()
        return module

    def write(self) -> bytes:
        """Return the encoded module; custom sections come first, as `dylink.0` must."""
        ordered = [
            *((_CUSTOM, content) for content in self.custom),
            *(
                (number, self.sections[number])
                for number in (*_ORDER, *_LATER)
                if number in self.sections
            ),
        ]
        return _HEADER + b"".join(bytes([number]) + sized(content) for number, content in ordered)

    def exports(self) -> list[Export]:
        """Return the entries of the export section."""
        reader = Reader(self.sections[EXPORT])
        return [
            Export(reader.sized(), reader.raw(1)[0], reader.number())
            for _ in range(reader.number())
        ]

    def set_exports(self, exports: Iterable[Export]) -> None:
        """Write the export section."""
        self.sections[EXPORT] = vector(
            sized(entry.name) + bytes([entry.kind]) + number(entry.index) for entry in exports
        )

    def bodies(self) -> list[bytes]:
        """Return the bodies of the functions that the module defines."""
        reader = Reader(self.sections[CODE])
        return [reader.sized() for _ in range(reader.number())]

    def set_bodies(self, bodies: Iterable[bytes]) -> None:
        """Write the bodies of the functions that the module defines."""
        self.sections[CODE] = vector(map(sized, bodies))

    def imports(self) -> list[Import]:
        """Return the entries of the import section."""
        reader = Reader(self.sections[IMPORT])
        entries = []
        for _ in range(reader.number()):
            module, name, (kind,) = reader.sized(), reader.sized(), reader.raw(1)
            start = reader.position
            _skip_description(reader, kind)
            entries.append(Import(module, name, kind, reader.content[start : reader.position]))
        return entries

    def types_of_functions(self) -> list[int]:
        """Return the index of the type of each function that the module defines."""
        reader = Reader(self.sections[FUNCTION])
        return [reader.number() for _ in range(reader.number())]


def number(value: int) -> bytes:
    """Return an unsigned LEB128."""
    written = bytearray()
    while value >= 0x80:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*written, value])


def signed(value: int) -> bytes:
    """Return a signed LEB128, as used for constants in code."""
    written = bytearray()
    while not -0x40 <= value < 0x40:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*written, value & 0x7F])


def sized(content: bytes) -> bytes:
    """Return bytes preceded by their length."""
    return number(len(content)) + content


def vector(items: Iterable[bytes]) -> bytes:
    """Return items preceded by their count."""
    written = list(items)
    return number(len(written)) + b"".join(written)


def _skip_description(reader: Reader, kind: int) -> None:
    if kind == IS_FUNCTION:
        reader.number()
    elif kind in {IS_TABLE, IS_MEMORY}:
        if kind == IS_TABLE:
            reader.raw(1)
        (flags,) = reader.raw(1)
        reader.number()
        if flags & 1:
            reader.number()
    elif kind == IS_GLOBAL:
        reader.raw(2)
    else:  # a tag
        reader.raw(1)
        reader.number()
