"""The runtime that the worker loads: Pyodide, the core, and the memory of a started Python.

README.md in this folder explains how it works and why.
"""

from __future__ import annotations

import gzip
import json
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from validator.publish.integrity import TOOLS, fingerprint
from validator.publish.root import CACHE, PYODIDE
from validator.publish.runtime import compiled, image, node, wheel
from validator.publish.runtime.compiled import LIBRARY, LOCK_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOADER: Final = "pyodide.mjs"
_SCRIPTS: Final = (_LOADER, "pyodide.asm.js")
_MODULE: Final = "pyodide.asm.wasm"
#: Pyodide's files that are shipped, without its consoles, maps and types.
PYODIDE_FILES: Final = (*_SCRIPTS, _MODULE)
#: Changes to Pyodide's loader: it calls the option `_instantiate` for the module, instead of
#: fetching the published one and hiding a failure.
_CHANGES: Final = {
    "instantiateWasm:Ne(e.indexURL)": "instantiateWasm:Ne(e._instantiate)",
    'if(typeof WasmOffsetConverter<"u")return;'
    'let{binary:t,response:n}=R(e+"pyodide.asm.wasm"),i=K();': "let i=K();",
    "n?a=await WebAssembly.instantiateStreaming(n,s):a=await WebAssembly.instantiate(await t,s);": (
        "a=await e(s);"
    ),
}
#: The module that contains the memory.
IMAGE: Final = "image.wasm"
#: A compressed copy for hosts that do not compress WebAssembly. Its extension is unknown to hosts,
#: since some decompress files that end with `.gz`.
PACKED: Final = "image.data"
#: An empty archive in place of the library, because all imported modules are in the memory.
NO_LIBRARY: Final = "no_stdlib.zip"
#: Facts for the worker, which are part of the form and not of the site.
_IMAGE_FACTS: Final = "image.json"
_SNAPSHOT: Final = "snapshot.mjs"
#: The modules of this package that a runtime depends on.
_MAKERS: Final = ("__init__", "compiled", "image", "node", "wasm")


def build(cache: Path = CACHE) -> Path:
    """Return the folder with the runtime, named by a hash of its inputs.

    The runtime is only built if it is not in the cache yet.
    Raises FileNotFoundError if Pyodide or Node is not installed.
    """
    folder = cache / "runtime" / fingerprint(_inputs())
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as unfinished:
            new = Path(unfinished) / "runtime"
            new.mkdir()
            _make(new)
            try:
                new.rename(folder)
            except OSError:  # another build was faster; the subclass depends on the system
                if not folder.exists():
                    raise
    return folder


def published(folder: Path) -> dict[str, Path]:
    """Return a runtime's published files by name."""
    return {path.name: path for path in sorted(folder.iterdir()) if path.name != _IMAGE_FACTS}


def describe(folder: Path) -> dict[str, Any]:
    """Return the worker's description of a runtime, without its address.

    `package` is the core's name in `lock`, the lock file. `files` are the sizes in bytes,
    uncompressed. `image` is `{file, packed, library, memory, head}`: the names of the module, its
    compressed copy and the library, the size of its memory in bytes, and the beginning of
    Pyodide's snapshot in Base64.
    """
    lock = json.loads((folder / LOCK_FILE).read_text())
    (package,) = lock["packages"]
    return {
        "package": package,
        "lock": lock,
        "image": json.loads((folder / _IMAGE_FACTS).read_text()),
        "files": {
            name: path.stat().st_size for name, path in published(folder).items() if name != PACKED
        },
    }


def _inputs() -> Iterator[tuple[str, bytes]]:
    yield from wheel.sources()
    for name in (*PYODIDE_FILES, LIBRARY, LOCK_FILE):
        yield name, (PYODIDE / name).read_bytes()
    for script in (compiled.FINDER, _SNAPSHOT):
        yield from node.sources(script)
    for name in _MAKERS:
        yield name, Path(__file__).with_name(f"{name}.py").read_bytes()
    yield "versions", f"{TOOLS} {version('pyodide-build')}".encode()


def _make(folder: Path) -> None:
    compiled.compile_into(folder, wheel.build(folder))
    compiled.write_archive(folder / NO_LIBRARY, {})
    for name in PYODIDE_FILES:
        shutil.copyfile(PYODIDE / name, folder / name)
    _change_loader(folder / _LOADER)
    memory = folder / "memory"
    head = node.run_pyodide(_SNAPSHOT, folder, memory).strip()
    content = memory.read_bytes()
    memory.unlink()
    scripts = [(PYODIDE / name).read_bytes() for name in _SCRIPTS]
    module = image.build((PYODIDE / _MODULE).read_bytes(), content, scripts)
    (folder / IMAGE).write_bytes(module)
    (folder / PACKED).write_bytes(gzip.compress(module, mtime=0))
    names = {"file": IMAGE, "packed": PACKED, "library": NO_LIBRARY}
    facts = {**names, "memory": len(content), "head": head}
    (folder / _IMAGE_FACTS).write_text(json.dumps(facts))


def _change_loader(loader: Path) -> None:
    text = loader.read_text("utf-8")
    for old, new in _CHANGES.items():
        if text.count(old) != 1:
            raise ValueError(f"{_LOADER} must contain exactly once: {old}")
        text = text.replace(old, new)
    loader.write_text(text, "utf-8")
