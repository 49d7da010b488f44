"""Words that our code no longer uses, each with the right one.

`python -m tests.audit.code_words` prints every name, comment and docstring with a retired word, and
fails if there is one.
"""

# ruff: noqa: T201 - it prints its report

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from typing import TYPE_CHECKING, Final

from validator.publish.root import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Retired phrases of comments and docstrings -> their replacement.
PHRASES: Final = {
    r"nobody(?:'s)?": "no client, no user, no one",
    r"somebody(?:'s)?": "a client, a user, someone",
    r"(?:^|(?<=[.;:] ))who\b": "a client that, a user who",
    r"whoever": "anyone who",
    r"anew": "again, from scratch",
    r"at an end": "closed, finished",
    r"lets? go": "closed, released",
    r"told": "reported, named, called",
    r"tells? (?:\w+ )?apart": "distinguish",
    r"tells? (?:whether|of)": "return whether, report",
    r"takes? note": "record",
    r"of ours": "our",
    r"of (?:OKX's|npm's)(?=[,.;:)]|$| (?:and|are|can|has|is|may|or|that|which)\b)": "OKX's, npm's",
    r"all the same": "anyway, still",
    r"misspelt": "misspelled",
    r"^(?:be|have)\b": "return, record, close, send",
}
#: Retired names of variables and parameters -> their replacement.
NAMES: Final = {
    "it": "what it is",
    "one": "what it is",
    "said": "text, message",
    "told": "reply, report",
}
#: Retired words in any name.
PARTS: Final = {
    "anew": "again",
    "nobody": "no server, no client",
    "told": "reported, named",
    "who": "client, user",
}

_FOLDERS: Final = ("validator", "tests", "docs/assets")
_SCRIPT_COMMENT: Final = re.compile(r"/\*.*?\*/|(?:^|\s)//[^\n]*", re.DOTALL)
_SCRIPT_STRING: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`', re.DOTALL)
_NAME: Final = re.compile(r"[A-Za-z_]\w*")
_PART: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


def problems(name: str, text: str) -> Iterator[str]:
    """Yield a line for each retired word in a file, whose name says the language."""
    read = _python if name.endswith(".py") else _script
    prose, names = read(text)
    for line in prose:
        for phrase, right in PHRASES.items():
            for match in re.finditer(rf"(?<![\w-])(?:{phrase})(?![\w-])", line, re.IGNORECASE):
                yield f"{name}: {line[:70]!r}: instead of {match[0]!r} write: {right}"
    for identifier in sorted(names):
        parts = {part.lower() for part in _PART.findall(identifier)}
        retired = NAMES.keys() & {identifier} | PARTS.keys() & parts
        for word in sorted(retired):
            right = NAMES.get(word) or PARTS[word]
            yield f"{name}: {identifier}: instead of {word!r} write: {right}"


def _python(text: str) -> tuple[list[str], set[str]]:
    """Return the comments and docstrings of a module, and the names that it defines."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    prose = [token.string.lstrip("#: ") for token in tokens if token.type == tokenize.COMMENT]
    names = set()
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Module():
                prose.append(ast.get_docstring(node) or "")
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                prose.append(ast.get_docstring(node) or "")
                names.add(node.name)
            case ast.arg():
                names.add(node.arg)
            case ast.Name(ctx=ast.Store()):
                names.add(node.id)
    return [" ".join(piece.split()) for piece in prose], names


def _script(text: str) -> tuple[list[str], set[str]]:
    """Return the comments of a JavaScript module, and all its names."""
    prose = [re.sub(r"[\s/*]+", " ", comment).strip() for comment in _SCRIPT_COMMENT.findall(text)]
    code = _SCRIPT_STRING.sub("", _SCRIPT_COMMENT.sub("", text))
    return prose, set(_NAME.findall(code))


def _files() -> Iterator[Path]:
    for folder in _FOLDERS:
        for suffix in ("py", "mjs", "js"):
            for path in sorted((ROOT / folder).rglob(f"*.{suffix}")):
                if "node_modules" not in path.parts:
                    yield path


def main() -> None:
    """Print every retired word, and exit with an error if there is one."""
    found = [
        problem
        for path in _files()
        for problem in problems(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
    ]
    print(*found, sep="\n", end="\n" if found else "")
    if found:
        sys.exit(f"{len(found)} retired words")


if __name__ == "__main__":
    main()
