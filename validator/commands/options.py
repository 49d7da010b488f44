"""The command line's parser, and the options that several commands share."""

from __future__ import annotations

import argparse
import ipaddress
import re
from typing import TYPE_CHECKING, Any, Final, NoReturn, override
from urllib.parse import urlsplit

from validator.core.facts import EGRESSES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: The value of `--okx` that means OKX itself.
LIVE: Final = "live"
#: argparse puts quotes around an argument that it repeats.
_REPEATED: Final = re.compile(r"""(['"]).*\1""", re.DOTALL)
#: URLs that all parsers read alike.
_PLAIN_URL: Final = re.compile(
    r"https?://(?:localhost|[0-9.]+|\[[0-9a-f:]+\])(?::[0-9]{1,5})?(?:/[0-9A-Za-z._~/-]*)?"
)


class Parser(argparse.ArgumentParser):
    """A parser whose errors repeat no quoted argument: it may be a credential pasted by mistake.

    Call `parse_known_args`, since argparse doesn't quote unrecognized arguments.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, **options)

    @override
    def error(self, message: str) -> NoReturn:
        super().error(_REPEATED.sub("…", message))


def add_okx(
    parser: argparse.ArgumentParser, *, default: str | None, keywords: tuple[str, ...]
) -> None:
    """Add `--okx`, which is one of the keywords or a URL on loopback.

    Here and below, a default of None leaves the value to the caller.
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
    add_choice(
        parser,
        "--egress",
        EGRESSES,
        default=default,
        about="whether requests leave from Flicker's own address",
    )


def add_port(parser: argparse.ArgumentParser, *, default: int | None) -> None:
    """Add `--port`."""
    parser.add_argument(
        "--port",
        type=_port,
        default=default,
        help=f"where to listen, 0 for any free port{_default(default)}",
    )


def add_choice(
    parser: argparse.ArgumentParser,
    name: str,
    choices: Sequence[str],
    *,
    default: str | None,
    about: str,
) -> None:
    """Add an option that takes one of the choices."""

    def read(text: str) -> str:
        if text in choices:
            return text
        raise argparse.ArgumentTypeError(f"must be one of {', '.join(choices)}")

    parser.add_argument(
        name,
        type=read,
        default=default,
        metavar="|".join(choices),
        help=f"{about}{_default(default)}",
    )


def _default(value: object) -> str:
    return "" if value is None else f" (default: {value})"


def _okx(keywords: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text in keywords or _is_on_loopback(text):
            return text
        raise argparse.ArgumentTypeError(
            f"must be {', '.join(keywords)} or an http(s) address on loopback"
        )

    return read


def _is_on_loopback(text: str) -> bool:
    if not _PLAIN_URL.fullmatch(text):
        return False
    try:
        url = urlsplit(text)
        # Reading the port raises ValueError if it is out of range.
        host, _ = url.hostname or "", url.port
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) < 2**16:
        return int(text)
    raise argparse.ArgumentTypeError("must be a number from 0 to 65535")
