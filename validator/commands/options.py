"""What several commands take from the command line."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from validator.core.facts import EGRESSES
from validator.proxy import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    #: What `add_subparsers` returns; argparse does not export its name.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - see above


def add_okx(
    parser: argparse.ArgumentParser, *, default: str | None, keywords: tuple[str, ...]
) -> None:
    """Add `--okx`: one of the keywords or an address on loopback.

    Here and below, a default of None leaves to others what is not given.
    """
    parser.add_argument(
        "--okx",
        type=_okx(keywords),
        default=default,
        metavar="|".join((*keywords, "URL")),
        help=f"which OKX to ask; a URL must be on loopback{_default(default)}",
    )


def add_egress(parser: argparse.ArgumentParser, *, default: str | None = "other") -> None:
    """Add `--egress`."""
    parser.add_argument(
        "--egress",
        choices=EGRESSES,
        default=default,
        help=f"whether requests leave from Flicker's own address{_default(default)}",
    )


def add_port(parser: argparse.ArgumentParser, *, default: int | None) -> None:
    """Add `--port`."""
    parser.add_argument(
        "--port",
        type=_port,
        default=default,
        help=f"where to listen, 0 for any free port{_default(default)}",
    )


def _default(value: object) -> str:
    return "" if value is None else f" (default: {value})"


def _okx(keywords: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text in keywords:
            return text
        try:
            Settings(okx=text)
        except ValueError:
            allowed = ", ".join(keywords)
            message = f"must be {allowed} or an http(s) address on loopback"
            raise argparse.ArgumentTypeError(message) from None
        return text

    return read


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) < 2**16:
        return int(text)
    raise argparse.ArgumentTypeError("must be a number from 0 to 65535")
