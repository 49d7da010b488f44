"""Variables in command lines: `docker run -e NAME=P bot`, `set -x NAME P`, `setx NAME P`."""

from __future__ import annotations

import re
from typing import Final

from validator.core.values import QUOTED

#: A command that sets a variable: fish's `set -x`, Windows' `setx`, csh's `setenv`, Docker's `ENV`,
#: C's `#define`, GitHub's `gh secret set`.
_SETTING: Final = re.compile(
    r"\s*(?:[$>%#][ \t]+|(?:PS )?[A-Za-z]:\\[^>\n]{0,200}>[ \t]*)?"
    r"(?:set(?:[ \t]+--?\w+)+|[Ss][Ee][Tt][Xx]|setenv|ENV|#define|gh secret set)"
    rf"[ \t]+(?P<name>[A-Za-z_]\w*)[ \t]+(?:--body[ =])?(?P<value>{QUOTED}|[^\s=]\S*)"
)
#: Signs of a command: a flag that passes a variable on, a program that does, two variables.
_COMMAND: Final = re.compile(
    r"""(?<!\S)(?:--?[A-Za-z][\w-]*+[= ]["']?[A-Za-z_][\w.-]*+|--[A-Za-z][\w-]*+)=[^\s=]"""
    r"|\A\s*(?:[$>#]\s+)?(?:sudo|env|nohup|docker|podman|kubectl|helm|heroku|fly(?:ctl)?|railway"
    r"|vercel|npx|gh|aws|gcloud|systemd-run)\s"
    r"|(?<!\S)[A-Z][A-Z0-9_]+=\S+\s(?:.*\s)?[A-Z][A-Z0-9_]+=\S"
    r"|(?<!\S)[A-Z][A-Z0-9_]+=\S+\s+&&\s|\A\s*export\s\S+;\s*\Z"
)
#: The end of an argument without quotation marks, with the rest of its command.
_ARGUMENT_END: Final = re.compile(r"(?<!;);*+(?:\s.*)?\Z", re.DOTALL)

_QUOTED_ARGUMENT: Final = re.compile(rf"({QUOTED})\s")


def setting(line: str) -> tuple[str, str] | None:
    """Return the name and value that a command sets, None for any other line."""
    found = _SETTING.match(line)
    return None if found is None else (found["name"], found["value"])


def name_of(left: str) -> str:
    """Return the name at the end of the text before a `=` in a command."""
    return left[max(map(left.rfind, " \t=\"'")) + 1 :]


def is_command(line: str) -> bool:
    """Whether a line is a command that passes variables on."""
    return "=" in line and _COMMAND.search(line) is not None


def argument(rest: str) -> str:
    """Return the argument at the start of the text after `NAME=` in a command."""
    quoted = _QUOTED_ARGUMENT.match(rest)
    if quoted is not None:
        return quoted[1]
    is_bare = rest[:1] not in {"", " ", "\t", '"', "'"}
    return _ARGUMENT_END.sub("", rest, count=1) if is_bare else rest
