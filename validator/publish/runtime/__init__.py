"""What the worker loads: Pyodide, the core, and the memory of a Python that has started already.

README.md, beside this file, says what is done and why.
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
#: Pyodide's own files that are shipped; its consoles, maps and types stay behind.
PYODIDE_FILES: Final = (*_SCRIPTS, _MODULE)
#: What is changed in Pyodide's loader: it takes the module from the option `_instantiate`, where
#: it would fetch the published one and keep a failure to itself.
_CHANGES: Final = {
    "instantiateWasm:Ne(e.indexURL)": "instantiateWasm:Ne(e._instantiate)",
    'if(typeof WasmOffsetConverter<"u")return;'
    'let{binary:t,response:n}=R(e+"pyodide.asm.wasm"),i=K();': "let i=K();",
    "n?a=await WebAssembly.instantiateStreaming(n,s):a=await WebAssembly.instantiate(await t,s);": (
        "a=await e(s);"
    ),
}
#: The module with the memory.
IMAGE: Final = "image.wasm"
#: The same for a host that does not compress WebAssembly. It is of no type that a host knows,
#: since some unpack what ends with `.gz`.
PACKED: Final = "image.data"
#: The empty archive that stands for the library where all that is imported is in the memory.
NO_LIBRARY: Final = "no_stdlib.zip"
#: What the worker has to know of it; part of the form and not of the site.
_IMAGE_FACTS: Final = "image.json"
_SNAPSHOT: Final = "snapshot.mjs"
#: The modules that decide what a runtime is like.
_MAKERS: Final = ("__init__", "compiled", "image", "node", "wasm")


def build(cache: Path = CACHE) -> Path:
    """Return the folder with the runtime, named by what it is made from.

    It is made only if it is not in the cache yet.
    Raises FileNotFoundError if Pyodide or Node is not installed.
    """
    folder = cache / "runtime" / fingerprint(_inputs())
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as unfinished:
            made = Path(unfinished) / "runtime"
            made.mkdir()
            _make(made)
            try:
                made.rename(folder)
            except OSError:  # of which kind depends on the system: another build was quicker
                if not folder.exists():
                    raise
    return folder


def published(folder: Path) -> dict[str, Path]:
    """Return the files of a runtime that are part of the site, by name."""
    return {path.name: path for path in sorted(folder.iterdir()) if path.name != _IMAGE_FACTS}


def describe(folder: Path) -> dict[str, Any]:
    """Return what the worker has to know of a runtime, but for its address.

    `package` is the core's name in `lock`, the lock file. `files` are the sizes in bytes,
    unpacked. `image` is `{file, packed, library, memory, head}`: the module and its packed copy,
    the library beside it, the bytes of memory that it needs, and the beginning of Pyodide's
    snapshot, in Base64.
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
    made = image.build((PYODIDE / _MODULE).read_bytes(), content, scripts)
    (folder / IMAGE).write_bytes(made)
    (folder / PACKED).write_bytes(gzip.compress(made, mtime=0))
    names = {"file": IMAGE, "packed": PACKED, "library": NO_LIBRARY}
    facts = {**names, "memory": len(content), "head": head}
    (folder / _IMAGE_FACTS).write_text(json.dumps(facts))


def _change_loader(loader: Path) -> None:
    text = loader.read_text("utf-8")
    for old, new in _CHANGES.items():
        if text.count(old) != 1:
            raise ValueError(f"{_LOADER} is another one; it should hold once: {old}")
        text = text.replace(old, new)
    loader.write_text(text, "utf-8")
