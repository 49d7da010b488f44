"""Pyodide's module with a Python in its data that has already started.

The published module's data makes up the first 3.5 MB of a started Python's memory, nearly
unchanged. So the memory takes the place of that data: it is loaded by the engine itself, and
nothing has to be put together in the page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from validator.publish.runtime import wasm
from validator.publish.runtime.wasm import EMPTY_BODY, Export, Module, Reader

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Where Emscripten puts the data of a main module.
_BASE: Final = 1024
#: What Emscripten's script calls, in this order, before the snapshot is restored.
_RELOCATE: Final = b"__wasm_apply_data_relocs"
_CONSTRUCT: Final = b"__wasm_call_ctors"
#: Imports by which Emscripten asks for addresses of exports.
_ADDRESSES: Final = (b"GOT.func", b"GOT.mem")
#: Bytes that are not zero, with the short stretches of zeros between them.
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
    """Return the module; it exports of the published one's names those that a script speaks of.

    The constructors of C++ are still called, since some of them work on tables and not on memory:
    on the data alone, as they expect it, and then all memory is as it was in the snapshot.
    """
    module = Module.read(published)
    exports = {entry.name: entry for entry in module.exports()}
    imported = sum(entry.kind == wasm.IS_FUNCTION for entry in module.imports())
    types, bodies = module.types_of_functions(), module.bodies()
    construct = exports[_CONSTRUCT].index
    # The memory holds relocated addresses already.
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

    spoken_of = {name for script in scripts for name in _NAME.findall(script)}
    spoken_of |= {entry.name for entry in module.imports() if entry.module in _ADDRESSES}
    exports[_CONSTRUCT] = Export(_CONSTRUCT, wasm.IS_FUNCTION, first + 2)
    module.set_exports(entry for entry in exports.values() if _is_spoken_of(entry.name, spoken_of))
    return module.write()


def _size_of_data(module: Module) -> int:
    reader = Reader(module.sections[wasm.DATA])
    # One segment, at the place that the first import of a number tells.
    if reader.raw(4) != b"\x01\0\x23\0":
        raise ValueError("the data of the published module is laid out in another way")
    reader.raw(1)
    return reader.number()


def _pieces(memory: bytes, start: int, end: int) -> list[tuple[int, bytes]]:
    return [(found.start(), found[0]) for found in _CONTENT.finditer(memory, start, end)]


def _copy(index: int, address: int, content: bytes) -> bytes:
    where = _constants(address, 0, len(content))
    return where + _MEMORY_INIT + wasm.number(index) + _FIRST_MEMORY


def _constants(*values: int) -> bytes:
    return b"".join(_CONSTANT + wasm.signed(value) for value in values)


def _is_spoken_of(name: bytes, spoken_of: set[bytes]) -> bool:
    # Emscripten's script puts an underscore before the names of functions of C.
    return name in spoken_of or b"_" + name in spoken_of
