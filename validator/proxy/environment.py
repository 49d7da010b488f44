"""Settings from environment variables, and what is told of them in help and README."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any, Final

from validator.proxy.settings import InvalidSetting, Settings, about

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

#: How the names of all variables begin.
PREFIX: Final = "CHECKER_"
_SWITCH: Final = {"on": True, "off": False}


def variable(name: str) -> str:
    """Return the environment variable of a setting."""
    return PREFIX + name.removeprefix("is_").removesuffix("_on").upper()


def read(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings that the environment holds, by name; an empty variable counts as unset.

    Raises InvalidSetting, with the variable as its name, for a value that cannot be read
    and for a variable that is no setting's.
    """
    fields = {variable(field.name): field for field in dataclasses.fields(Settings)}
    values = {}
    for known in sorted(one for one in environ if one.startswith(PREFIX)):
        if known not in fields:
            raise InvalidSetting(known, "is not a setting of the proxy")
        if environ[known]:
            field = fields[known]
            values[field.name] = _parse(known, environ[known], type(field.default))
    return values


def settings(environ: Mapping[str, str], **given: Any) -> Settings:
    """Return the settings of an environment; what is given stands above it.

    Raises InvalidSetting with the variable as its name.
    """
    try:
        return Settings(**(read(environ) | given))
    except InvalidSetting as error:
        if error.name.startswith(PREFIX):
            raise
        raise InvalidSetting(variable(error.name), error.rule) from None


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield each setting's variable, default as it would be written, and help."""
    for field in dataclasses.fields(Settings):
        yield variable(field.name), _written(field.default), about(field).help


def readme_table() -> str:
    """Return the settings as a table in Markdown."""
    cells = [("variable", "default", "what"), ("---", "---", "---")]
    cells += [
        (f"`{name}`", f"`{default}`" if default else "", text) for name, default, text in rows()
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def help_text() -> str:
    """Return the settings as lines for a terminal."""
    lines = [f"  {name}={default}\n      {text}" for name, default, text in rows()]
    return "environment variables, with their defaults:\n" + "\n".join(lines)


def _parse(name: str, text: str, kind: type) -> Any:
    parse, rule = _PARSERS[kind]
    try:
        return parse(text)
    except (ValueError, KeyError):
        raise InvalidSetting(name, rule) from None


def _integer(text: str) -> int:
    if not re.fullmatch("[0-9]{1,12}", text):
        raise ValueError
    return int(text)


def _number(text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,9})?", text):
        raise ValueError
    return float(text)


def _texts(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(","))


def _written(value: object) -> str:
    match value:
        case bool():
            return "on" if value else "off"
        case tuple():
            return ",".join(value)
        case float():
            return f"{value:g}"
        case _:
            return str(value)


#: Type of a setting -> how its text is read, and what it must be.
_PARSERS: Final[dict[type, tuple[Callable[[str], Any], str]]] = {
    str: (str, "must be a text"),
    int: (_integer, "must be a whole number"),
    float: (_number, "must be a number such as 2.5"),
    bool: (_SWITCH.__getitem__, "must be on or off"),
    tuple: (_texts, "must be texts, separated by commas"),
}
