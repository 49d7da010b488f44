"""The sections that a line stands in: `[okx]`, `okx:` with lines indented below, a heading."""

from __future__ import annotations

import re
from typing import Final

from validator.core.candidates import SERVICE

_HEADER: Final = re.compile(r"\s*\[+([^\[\]\"'=]{1,60})\]+\s*")
_NAME: Final = re.compile(r"\s*[\w .\"'-]{1,40}")


class Sections:
    """The sections that the current line stands in, from outside in."""

    def __init__(self) -> None:
        #: Indentation and name of each.
        self._open: list[tuple[int, str]] = []

    @property
    def path(self) -> tuple[str, ...]:
        """The names of the sections."""
        return tuple(name for _, name in self._open)

    def begin(self, name: str | None) -> None:
        """Leave all sections, and enter the one of a heading if it has a name."""
        self._open = [] if name is None else [(0, name)]

    def enter(self, line: str) -> bool:
        """Enter the section that a line begins: `[okx]`, `exchange: okx`, `okx:`."""
        header = _HEADER.fullmatch(line)
        if header is not None:
            self.begin(f"[{header[1]}")
            return True
        name, sign, rest = line.partition(":")
        service, _, value = line.partition(":" if sign else "=")
        if value.strip(" \"',;") and service.strip(" -\"'").lower() in SERVICE:
            self.begin("[" + value.strip(" \"',;"))
            return True
        if sign and not rest.strip() and _NAME.fullmatch(name):
            indent = _indent(line)
            while self._open and self._open[-1][0] >= indent:
                self._open.pop()
            self._open.append((indent, name.strip(" -\"'")))
            return True
        return False

    def leave(self, line: str) -> None:
        """Leave the sections that a line is not indented in; `[okx]` ends at the next one."""
        indent = _indent(line)
        while self._open and not self._open[-1][1].startswith("["):
            if indent > self._open[-1][0]:
                break
            self._open.pop()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t-"))
