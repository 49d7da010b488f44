"""`tables`: updates the generated parts of the pages and of the README."""
# ruff: noqa: T201 - the command line prints its output

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from validator.commands.proxy import rows
from validator.publish.root import DOCS, ROOT
from validator.publish.tables import TABLE, TABLES, rewrite

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def _settings_table() -> str:
    cells = [("variable", "default", "what"), ("---", "---", "---")]
    for name, default, text in rows():
        cells.append((f"`{name}`", f"`{default}`" if default else "", text))
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


README: Final = ROOT / "README.md"
#: Marker -> the README's table below it.
README_TABLES: Final = {f"{TABLE}settings": _settings_table()}


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Add nothing: the command takes no arguments."""


def run(_arguments: argparse.Namespace) -> int:
    """Rewrite the pages whose generated parts are out of date, and name them."""
    for path in (*sorted(DOCS.rglob("*.md")), README):
        text = path.read_text(encoding="utf-8")
        written = rewritten(path, text)
        if written != text:
            path.write_text(written, encoding="utf-8")
            print(path.name if path == README else path.relative_to(DOCS).as_posix())
    return 0


def rewritten(path: Path, text: str) -> str:
    """Return the text of a page, or of the README, with its generated parts updated."""
    return rewrite(text, README_TABLES if path == README else TABLES)
