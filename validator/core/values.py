"""Finds the value that follows a name: quoted or not, before a comment, in program code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from validator.core.names import Name, read_name
from validator.core.repair import ANY_CASE, COMMENT, TICK, exact, trim

if TYPE_CHECKING:
    from validator.core.findings import Field

KEYS: Final[tuple[Field, ...]] = ("api_key", "secret_key")

#: An opening quotation mark -> those that close it.
QUOTES: Final = {
    '"': '"',
    "'": "'",
    "`": "`",
    "“": "”“",
    "„": "“”",
    "‘": "’‘",
    "«": "»",
    "「": "」",
    "『": "』",
    "＂": "＂",
}
QUOTED: Final = "|".join(rf"{start}[^{start}{ends}\n]*+[{ends}]" for start, ends in QUOTES.items())
_QUOTED: Final = re.compile(QUOTED)
#: The separator between a name and its value.
SIGN: Final = re.compile(
    r"(?:(?<![ \t])[ \t]++)?(?:>>>|(?:=>|:=|->|<-|::)(?=\s)|→|】[:：]?|是[:：]?|[=:：＝])"
)
SHAPE: Final = re.compile(
    rf"(?<![\w/-])(?:(?P<api_key>{ANY_CASE['api_key'].pattern})"
    rf"|(?P<secret_key>{ANY_CASE['secret_key'].pattern}))(?![\w/-])",
    re.IGNORECASE,
)
#: An expression that stands in for a value: `process.env.KEY`, `${KEY}`.
_CODE: Final = re.compile(
    r"\A(?:process\.env\b|os\.(?:environ|getenv)\b|import\.meta\b|System\.getenv\b|getenv\(|env\("
    r"|ENV\[|(?:config|settings)(?:\[|\.get\()"
    r"|(?:\$\{[A-Za-z_][\w.]*(?::[^{}]*)?\}|\$[A-Z][A-Z0-9_]*|%[A-Za-z_]+%|\$?\{\{[^{}]*\}\})\Z)"
)
#: A reference to a value that is kept elsewhere, or that has to be entered.
_ELSEWHERE: Final = re.compile(
    r"\A(?:op://|vault:|ENC\(|!(?:ENV|env|Ref|Sub|vault|secret)\b|(?:getpass\.)?getpass\(|input\("
    r"|prompt\(|(?:None|null|nil|undefined|~)[\s,;]*\Z)"
)
_SUBSCRIPT: Final = re.compile(rf"\[\s*(?:{QUOTED})\s*\]")
#: A call, an assignment or a fallback that may contain the value.
_CALL: Final = re.compile(
    rf"\A(?:(?:new )?[A-Za-z_][\w.:]*\(.*\)|&?[A-Za-z_'][\w.<>\[\]| ]* = (?:.*\)|{QUOTED})"
    rf"|[A-Za-z_][\w.\[\]]* (?:\|\||\?\?|or) (?:{QUOTED}))[\s,;}}]*\Z"
)
_SYNTAX_AFTER: Final = re.compile(
    r"(?:\.[a-z_]+\(\))*+\s*+(?:[,;)}\]]\s*+)*(?:\.\s*\Z|as const\b\s*;?|\\|/?>)?\s*"
    r"(?:(?:#|//|--|/\*|<!--|;).*|[^\w\x00-\x7f]+\s*)?\Z"
)
#: One more argument, and the end of a call: `'P', testnet=False)`.
_ARGUMENT_AFTER: Final = re.compile(r"""\s*+,\s*+["']?[A-Za-z_]\w*+["']?\s*+[=:]""")
_CALL_END: Final = re.compile(r"[)}\]][\s,;]*\Z")
#: A comment in place of a value that is not filled in: `NAME= # your passphrase`.
_COMMENT_ALONE: Final = re.compile(r"[ \t]+(?:#|//)[ \t]+\S")
_COMMENT_AFTER: Final = re.compile(r"(?<![ \t])[ \t]++(?:#|//|;)[ \t]+\S.*\Z")
#: What precedes a string in a program: `u"P"`, `@"P"`, `$'P'`, `("P")`, `["P"]`.
_STRING_PREFIX: Final = re.compile(r"\A(?:=\s+)?(?:[(\[]\s*)*(?:[bBfFrRuUL]{1,2}|[@$])?(?=[\"'])")
#: Three quotation marks at either end of a string.
_TRIPLE: Final = re.compile(r"\A(\"|')\1\1|(\"|')\2\2(?=[\s),;\]}]*\Z)")
_ESCAPED: Final = re.compile(r'\\(["\\])')
_MARKUP: Final = re.compile(r"\A[\s*_~]*(?:->|>)?\s*")


def value_after(name: Name, rest: str) -> str | None:
    """Return the value in the text after a name, None if it is an expression."""
    entry = name.entry
    text = trim(_MARKUP.sub("", rest, count=1) if entry != "passphrase" else rest)
    if text == "{" or (name.is_code and _ELSEWHERE.match(text)):
        return None
    if _CODE.match(text) or (_CALL.match(text) and text[:1] not in QUOTES and literals(text)):
        held = [
            literal for literal in literals(_SUBSCRIPT.sub("", text)) if read_name(literal) is None
        ]
        # Several arguments have no names.
        return held[-1] if held and not any(map(SHAPE.search, held[:-1])) else None
    found = _string(name, text)
    if found is not None:
        return found
    if entry == "passphrase":
        if name.is_code:
            if _COMMENT_ALONE.match(rest):
                return ""
            text = _COMMENT_AFTER.sub("", text)
        return TICK.sub("", text)
    if entry in KEYS:
        repaired = exact(entry, text)
        shape = SHAPE.search(text)
        if repaired is None and shape is not None and shape[entry]:
            return shape[0]
        return COMMENT.sub("", text).rstrip(" ,;}*") if repaired is None else text
    return COMMENT.sub("", text).rstrip(" ,;}")


def _string(name: Name, text: str) -> str | None:
    """Return the text in quotation marks that a value is, None if it is anything else."""
    if name.is_code:
        text = _TRIPLE.sub(lambda found: found[0][0], _STRING_PREFIX.sub("", text))
    if text[:1] not in QUOTES:
        return None
    ends = QUOTES[text[0]]
    call_end = _CALL_END.search(text)
    last = 0 if call_end is None else call_end.start()
    for at in range(1, len(text)):
        if text[at] in ends and (name.entry != "passphrase" or _is_syntax(text, at + 1, last)):
            return _ESCAPED.sub(r"\1", text[1:at]) if name.is_code else text[1:at]
    return None


def _is_syntax(text: str, at: int, call_end: int) -> bool:
    """Whether the text after a closing quotation mark is program code up to its end."""
    if _SYNTAX_AFTER.match(text, at):
        return True
    argument = _ARGUMENT_AFTER.match(text, at)
    return argument is not None and argument.end() <= call_end


def literals(text: str) -> list[str]:
    """Return the texts in quotation marks."""
    return [quoted[1:-1] for quoted in _QUOTED.findall(text)]


def unquoted(text: str) -> str:
    """Return a text without the quotes that surround it, if any."""
    is_quoted = len(text) > 2 and text[0] in QUOTES and text[-1] in QUOTES[text[0]]
    return text[1:-1] if is_quoted else text
