"""Pyodide's module with the memory of a started Python as its data.

The published module's data is the first 3.5 MB of a started Python's memory, nearly unchanged. So
the memory replaces that data: the engine loads it, and the page need not restore a snapshot.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from validator.publish.runtime import wasm
from validator.publish.runtime.wasm import EMPTY_BODY, Export, Module, Reader

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The address of a main module's data in Emscripten.
_BASE: Final = 1024
#: Functions that Emscripten's script calls, in this order, before it restores the snapshot.
_RELOCATE: Final = b"__wasm_apply_data_relocs"
_CONSTRUCT: Final = b"__wasm_call_ctors"
#: The modules of imports that are addresses of exports.
_ADDRESSES: Final = (b"GOT.func", b"GOT.mem")
#: Nonzero bytes, with the short runs of zeros between them.
_CONTENT: Final = re.compile(rb"(?:[^\0]|\0{1,32}(?=[^\0]))+")
_NAME: Final = re.compile(rb"\w+")

_END: Final = b"\x0b"
_CALL: Final = b"\x10"
_CONSTANT: Final = b"\x41"
_MEMORY_INIT: Final = b"\xfc\x08"
_MEMORY_FILL: Final = b"\xfc\x0b"
_PASSIVE: Final = b"\x01"
_NO_LOCALS: Final = b"\0"
_FIRST_MEMORY: Final = b"\0"


def build(published: bytes, memory: bytes, scripts: Iterable[bytes]) -> bytes:
    """Return the module, which exports only the names that a script mentions.

    The C++ constructors are still called, since some of them change tables instead of memory. They
    run on the original data, and then all memory is set to the snapshot's.
    """
    module = Module.read(published)
    exports = {entry.name: entry for entry in module.exports()}
    imported = sum(entry.kind == wasm.IS_FUNCTION for entry in module.imports())
    types, bodies = module.types_of_functions(), module.bodies()
    construct = exports[_CONSTRUCT].index
    # The memory already holds relocated addresses.
    bodies[exports[_RELOCATE].index - imported] = EMPTY_BODY

    border = _BASE + _size_of_data(module)
    data = _pieces(memory, 0, border)
    pieces = [*data, *_pieces(memory, border, len(memory))]
    module.sections[wasm.DATA] = wasm.vector(
        _PASSIVE + wasm.sized(content) for _, content in pieces
    )
    module.sections[wasm.DATA_COUNT] = wasm.number(len(pieces))
    copies = [_copy(index, *piece) for index, piece in enumerate(pieces)]
    clear = _constants(_BASE, 0, len(memory) - _BASE) + _MEMORY_FILL + _FIRST_MEMORY

    first = imported + len(bodies)
    calls = b"".join(_CALL + wasm.number(index) for index in (first, construct, first + 1))
    bodies += [
        _NO_LOCALS + b"".join(copies[: len(data)]) + _END,
        _NO_LOCALS + clear + b"".join(copies) + _END,
        _NO_LOCALS + calls + _END,
    ]
    types += [types[construct - imported]] * 3
    module.sections[wasm.FUNCTION] = wasm.vector(map(wasm.number, types))
    module.set_bodies(bodies)

    mentioned = {name for script in scripts for name in _NAME.findall(script)}
    mentioned |= {entry.name for entry in module.imports() if entry.module in _ADDRESSES}
    exports[_CONSTRUCT] = Export(_CONSTRUCT, wasm.IS_FUNCTION, first + 2)
    module.set_exports(entry for entry in exports.values() if _is_mentioned(entry.name, mentioned))
    return module.write()


def _size_of_data(module: Module) -> int:
    reader = Reader(module.sections[wasm.DATA])
    # One segment, at the address in the first imported global.
    if reader.raw(4) != b"\x01\0\x23\0":
        raise ValueError("the published module must have one data segment, at an imported address")
    reader.raw(1)
    return reader.number()


def _pieces(memory: bytes, start: int, end: int) -> list[tuple[int, bytes]]:
    return [(match.start(), match[0]) for match in _CONTENT.finditer(memory, start, end)]


def _copy(index: int, address: int, content: bytes) -> bytes:
    arguments = _constants(address, 0, len(content))
    return arguments + _MEMORY_INIT + wasm.number(index) + _FIRST_MEMORY


def _constants(*values: int) -> bytes:
    return b"".join(_CONSTANT + wasm.signed(value) for value in values)


def _is_mentioned(name: bytes, mentioned: set[bytes]) -> bool:
    # Emscripten's script puts an underscore before the names of C functions.
    return name in mentioned or b"_" + name in mentioned
