"""The shipped standard library and wheel: only imported modules, compiled to bytecode."""

from __future__ import annotations

import ast
import hashlib
import inspect
import json
import marshal
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Final

from validator.publish.root import PYODIDE
from validator.publish.runtime import node

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCK_FILE: Final = "pyodide-lock.json"
LIBRARY: Final = "python_stdlib.zip"
FINDER: Final = "imports.mjs"
#: Magic number, flags, and the source's hash or its time and size (PEP 552).
_HEADER_BYTES: Final = 16
#: Fields of the table of findings that the browser doesn't need.
_NOT_SHIPPED: Final = frozenset({"search", "reply", "ask"})
#: Remove assertions and docstrings (-OO), and record the sources' hashes instead of their times.
_ENVIRONMENT: Final = {"PYTHONOPTIMIZE": "2", "SOURCE_DATE_EPOCH": "315532800"}


def compile_into(folder: Path, built: Path) -> None:
    """Write the standard library, a compiled wheel and their lock file into a folder.

    `built` is the wheel, in this folder; it is replaced with the compiled one.
    """
    _lock(folder, built)
    published = _read(PYODIDE / LIBRARY)
    imported = json.loads(node.run_pyodide(FINDER, folder))
    write_archive(folder / LIBRARY, {name: published[name] for name in imported})
    write_archive(built, {name: _lean(name, content) for name, content in _read(built).items()})
    _pyodide("py-compile", "--silent", "--no-keep", folder)
    lock = json.loads((folder / LOCK_FILE).read_text())
    (package,) = lock["packages"].values()
    wheel = folder / package["file_name"]
    for path in (folder / LIBRARY, wheel):
        files = _read(path)
        write_archive(path, {name: _slim(name, content) for name, content in files.items()})
    package["sha256"] = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (folder / LOCK_FILE).write_text(json.dumps(lock))


def write_archive(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a ZIP archive whose bytes depend only on its contents."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in sorted(files.items()):
            # A new entry is dated 1980, the format's first year.
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, compresslevel=9)


def _read(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _lock(folder: Path, built: Path) -> None:
    published = json.loads((PYODIDE / LOCK_FILE).read_text())
    # Pyodide's lock file lists hundreds of packages on another host; none may be loaded.
    empty = folder / "empty-lock.json"
    empty.write_text(json.dumps({"info": published["info"], "packages": {}}))
    files = ("--input", empty, "--output", folder / LOCK_FILE, "--base-path", folder)
    _pyodide("lockfile", "add-wheels", built, *files)
    empty.unlink()


def _pyodide(*arguments: str | Path) -> None:
    subprocess.run(  # noqa: S603 - pyodide-build's command, with fixed arguments
        [Path(sys.executable).with_name("pyodide"), *arguments],
        env=os.environ | _ENVIRONMENT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _lean(name: str, content: bytes) -> bytes:
    """Return the source of a module of the core without the parts that the browser doesn't need."""
    if not name.endswith(".py"):
        return content
    return ast.unparse(_Lean().visit(ast.parse(content))).encode()


class _Lean(ast.NodeTransformer):
    """Removes texts for support, and annotations except those of fields in a class."""

    def visit_Call(self, node: ast.Call) -> ast.Call:
        """Remove the fields of a finding that only the site and support use."""
        if isinstance(node.func, ast.Name) and node.func.id == "_Row":
            node.keywords = [word for word in node.keywords if word.arg not in _NOT_SHIPPED]
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        """Visit only the methods."""
        for statement in node.body:
            if isinstance(statement, ast.FunctionDef):
                self.visit(statement)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """Remove a function's annotations."""
        node.returns = None
        self.generic_visit(node)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        """Remove a parameter's annotation."""
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        """Remove the annotation of a constant or variable."""
        if node.value is None:
            return ast.Pass()
        node.value = self.visit(node.value)
        return ast.fix_missing_locations(
            ast.copy_location(ast.Assign([node.target], node.value), node)
        )


def _slim(name: str, content: bytes) -> bytes:
    """Return a compiled module without what is never shown.

    Line numbers, qualified names, and the names of variables that are no parameters.
    """
    if not name.endswith(".pyc"):
        return content
    code = marshal.loads(content[_HEADER_BYTES:])  # noqa: S302 - compiled here, just now
    return content[:_HEADER_BYTES] + marshal.dumps(_without_names(code))


def _without_names(code: CodeType) -> CodeType:
    constants = tuple(
        _without_names(constant) if isinstance(constant, CodeType) else constant
        for constant in code.co_consts
    )
    named = code.co_argcount + code.co_kwonlyargcount
    named += bool(code.co_flags & inspect.CO_VARARGS) + bool(code.co_flags & inspect.CO_VARKEYWORDS)
    local = len(code.co_varnames) - named
    return code.replace(
        co_linetable=b"",
        co_qualname=code.co_name,
        co_consts=constants,
        co_varnames=(*code.co_varnames[:named], *["_"] * local),
    )
