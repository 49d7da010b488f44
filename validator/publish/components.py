"""What of other people's work the site ships and the proxy runs, and under which licences.

Names, versions and notices are read from what is installed, and from the shipped files themselves.
Only what these do not tell stands here; a part that nobody has looked at stops the build.
"""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from packaging.requirements import Requirement

from validator.publish import compiled, installed, runtime
from validator.publish.root import PYODIDE, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Pinned for operators, with hashes.
REQUIREMENTS: Final = ROOT / "requirements" / "proxy.txt"

#: Where Material keeps what it copies into a site.
THEME: Final = Path(str(distribution("mkdocs-material").locate_file("material"))) / "templates"
_SCRIPTS: Final = ("pyodide.asm.js", "pyodide.mjs")
_MODULES: Final = ("pyodide.asm.wasm", runtime.IMAGE, runtime.PACKED)
#: Markers of requirements are read for the machine that an operator has, wherever this builds.
_OPERATORS: Final = {
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "platform_system": "Linux",
    "python_full_version": "3.13.0",
    "python_version": "3.13",
    "sys_platform": "linux",
}


@dataclass(frozen=True, slots=True)
class Component:
    """A part made by others: its licence as an SPDX expression, and its copyright notice.

    `text` is a licence that the part brings itself. `files` are patterns of the files of the site
    that hold some of it. `sha512` is in hex, of the package as the registry has it.
    """

    name: str
    version: str | None
    license: str
    ecosystem: str = "generic"
    notice: str = ""
    text: str = ""
    source: str = ""
    sha512: str = ""
    files: tuple[str, ...] = ()

    def is_in(self, path: str) -> bool:
        """Tell whether a file of the site, by its path there, holds some of it."""
        return any(fnmatchcase(path, pattern) for pattern in self.files)


@dataclass(frozen=True, slots=True)
class _Known:
    """What no file tells: the licence; a notice, where the source has none; where a version is."""

    license: str
    notice: str = ""
    version: bytes | None = None


#: What Material's bundles are made from, by the names in their source maps.
_BUNDLED: Final = {
    "clipboard": _Known("MIT", version=rb"clipboard\.js v([\d.]+)"),
    "escape-html": _Known("MIT"),
    "focus-visible": _Known("W3C", "Contributors of the Web Incubator Community Group (WICG)"),
    "lunr": _Known("MIT", version=rb" - ([\d.]+)\n"),
    "material-design-color": _Known("MIT", "Copyright (c) Denis Malinochkin"),
    "rxjs": _Known(
        "Apache-2.0",
        "Copyright (c) 2015-2018 Google, Inc., Netflix, Inc., Microsoft Corp. and contributors",
    ),
    "tslib": _Known("0BSD"),
}
#: What is linked into Pyodide's module; each is known by a trace of itself, often its version.
_LINKED: Final = {
    "bzip2": _Known("bzip2-1.0.6", "Copyright (C) 1996-2010 Julian Seward", rb"\0(1\.0\.\d), \d"),
    "compiler-rt": _Known(
        "Apache-2.0 WITH LLVM-exception", "LLVM contributors", rb"/compiler-rt/()"
    ),
    "expat": _Known(
        "MIT",
        "Copyright (c) Thai Open Source Software Center Ltd, Expat maintainers",
        rb"\0expat_([\d.]+)\0",
    ),
    "hacl-star": _Known(
        "MIT",
        "Copyright (c) INRIA, CMU and Microsoft Corporation, HACL* contributors",
        rb"/_hacl/()",
    ),
    "libffi": _Known(
        "MIT", "Copyright (c) Anthony Green, Red Hat, Inc. and others", rb"ffi_closure_alloc()"
    ),
    "mimalloc": _Known(
        "MIT", "Copyright (c) Microsoft Corporation, Daan Leijen", rb"\0mimalloc: error: ()"
    ),
    "mpdecimal": _Known(
        "BSD-2-Clause", "Copyright (c) Stefan Krah", rb"/libmpdec/(?s:.*)\0(2\.\d+\.\d+)\0"
    ),
    "zlib": _Known(
        "Zlib", "Copyright Jean-loup Gailly and Mark Adler", rb" deflate ([\d.]+) Copyright"
    ),
}


@functools.cache
def shipped() -> tuple[Component, ...]:
    """Return what the site ships, by name.

    Raises LookupError for a part that is new here, or for one that is no longer where it was.
    """
    found = (*_pyodide(), *_linked(), *_material(), *_bundled(), *_letters())
    return tuple(sorted(found, key=lambda one: one.name))


@functools.cache
def run() -> tuple[Component, ...]:
    """Return what the proxy runs beside Python, by name: the packages that operators install."""
    text = REQUIREMENTS.read_text("utf-8")
    pins = re.findall(r"^([a-z0-9][^#\\\n]*?) *\\?$", text, re.MULTILINE)
    wanted = [Requirement(pin) for pin in pins]
    return tuple(
        _package(one.name)
        for one in sorted(wanted, key=lambda one: one.name)
        if one.marker is None or one.marker.evaluate(_OPERATORS)
    )


def _pyodide() -> Iterator[Component]:
    told = json.loads((PYODIDE / "package.json").read_text("utf-8"))
    info = json.loads((PYODIDE / compiled.LOCK_FILE).read_text("utf-8"))["info"]
    module = (PYODIDE / "pyodide.asm.wasm").read_bytes()
    yield Component(
        "pyodide",
        told["version"],
        told["license"],
        "npm",
        notice="Copyright (C) Pyodide contributors and Mozilla",
        source=told["homepage"],
        sha512=installed.sha512("pyodide"),
        files=_runtime(*_SCRIPTS, *_MODULES, compiled.LIBRARY, compiled.LOCK_FILE),
    )
    notice = re.search(rb"Copyright \(c\) 2001-\d{4} Python Software Foundation[^\0]*", module)
    if notice is None:
        raise LookupError("Python's copyright notice in Pyodide's module")
    yield Component(
        "cpython",
        info["python"],
        "Python-2.0",
        notice=notice[0].decode(),
        source="https://www.python.org/",
        files=_runtime(*_MODULES, compiled.LIBRARY),
    )
    yield Component(
        "emscripten",
        info["platform"].removeprefix("emscripten_").replace("_", "."),
        "MIT OR NCSA",
        notice="Copyright (c) the Emscripten authors, and of musl in it: Rich Felker et al.",
        source="https://emscripten.org/",
        files=_runtime("pyodide.asm.js", *_MODULES),
    )
    vendored = {
        Path(one).stem for one in _map(PYODIDE / "pyodide.mjs.map")["sources"] if "/vendor/" in one
    }
    if vendored != {"stackframe", "error-stack-parser"}:
        raise LookupError(f"licences of what Pyodide's script holds: {sorted(vendored)}")
    for name in sorted(vendored):
        yield Component(
            name,
            None,
            "MIT",
            "npm",
            notice="Copyright (c) Eric Wendelin and other contributors",
            source="https://www.stacktracejs.com/",
            files=_runtime("pyodide.mjs"),
        )


def _linked() -> Iterator[Component]:
    module = (PYODIDE / "pyodide.asm.wasm").read_bytes()
    for name, known in _LINKED.items():
        trace = re.search(known.version or b"", module)
        if trace is None:
            raise LookupError(f"{name} in Pyodide's module")
        version = trace[1].decode() or None
        yield Component(
            name, version, known.license, notice=known.notice, files=_runtime(*_MODULES)
        )


def _material() -> Iterator[Component]:
    one = distribution("mkdocs-material")
    yield Component(
        "mkdocs-material",
        one.version,
        installed.license_of(one.metadata.json),
        "pypi",
        text=installed.license_text(one),
        source="https://squidfunk.github.io/mkdocs-material/",
        files=(
            "*.html",
            "assets/images/favicon.png",
            "assets/javascripts/bundle.*",
            "assets/javascripts/workers/search.*",
            "assets/stylesheets/main.*",
            "assets/stylesheets/palette.*",
        ),
    )
    yield Component(
        "material-design-icons",
        None,
        "Apache-2.0",
        notice="Pictogrammers, Google and contributors",
        text=(THEME / ".icons" / "material" / "LICENSE").read_text("utf-8"),
        source="https://pictogrammers.com/",
        files=("*.html", "assets/stylesheets/main.*"),
    )


def _bundled() -> Iterator[Component]:
    """Return what the source maps of Material's files name."""
    parts: dict[str, tuple[set[str], list[str]]] = {}
    for path in sorted((THEME / "assets").rglob("*.map")):
        bundle = _map(path)
        address = path.relative_to(THEME).as_posix()
        contents = bundle.get("sourcesContent") or [""] * len(bundle["sources"])
        for source, content in zip(bundle["sources"], contents, strict=True):
            package = re.match(r"(?:.*/)?node_modules/((?:@[^/]+/)?[^/]+)", source)
            if package is not None:
                files, texts = parts.setdefault(package[1], (set(), []))
                files.add(address.split(".", maxsplit=1)[0] + ".*")
                texts.append(content)
    if parts.keys() != _BUNDLED.keys():
        raise LookupError(
            f"licences of parts of Material: {sorted(parts.keys() ^ _BUNDLED.keys())}"
        )
    for name, (files, texts) in sorted(parts.items()):
        known, text = _BUNDLED[name], "\n".join(texts)
        version = re.search(known.version, text.encode()) if known.version else None
        yield Component(
            name,
            version[1].decode() if version else None,
            known.license,
            "npm",
            notice=known.notice or _notice(text),
            files=tuple(sorted(files)),
        )


def _letters() -> Iterator[Component]:
    """Return the font that the cards are written in: it comes with Pillow."""
    yield Component(
        "Aileron",
        None,
        "CC0-1.0",
        notice="Sora Sagano",
        source="https://dotcolon.net/fonts/aileron",
        files=("assets/cards/*.png",),
    )


def _package(name: str) -> Component:
    one = distribution(name)
    return Component(
        one.metadata["Name"].lower(), one.version, installed.license_of(one.metadata.json), "pypi"
    )


def _notice(text: str) -> str:
    """Return the lines of a source that say whose it is, each once."""
    lines = re.findall(r"^[ /*]*((?:Copyright|Licensed MIT ©).*?) *$", text, re.MULTILINE)
    if not lines:
        raise LookupError("copyright notice")
    return "\n".join(dict.fromkeys(lines))


def _map(path: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return told


def _runtime(*names: str) -> tuple[str, ...]:
    return tuple(f"runtime/*/{name}" for name in names)
