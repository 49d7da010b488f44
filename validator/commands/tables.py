"""`tables`: writes the generated parts of the pages anew."""
# ruff: noqa: T201 - the command line speaks by printing

from __future__ import annotations

from typing import TYPE_CHECKING

from validator.publish.root import DOCS
from validator.publish.tables import rewrite

if TYPE_CHECKING:
    import argparse

    from validator.commands.options import Commands


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("tables", help="write the generated parts of the pages anew")
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Rewrite the pages whose generated parts are out of date, and name them."""
    for path in sorted(DOCS.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        written = rewrite(text)
        if written != text:
            path.write_text(written, encoding="utf-8")
            print(path.relative_to(DOCS).as_posix())
    return 0
