"""Words that our texts no longer use, each with the right one.

`python -m tests.audit.words` prints every place with a retired word, and fails if there is one.
"""

# ruff: noqa: T201 - it reports by printing

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mkdocs.utils.meta import get_data

from validator.core.advice import ADVICE
from validator.core.findings import FINDINGS
from validator.core.notes import NEVER_EXPIRES, NOTES, READY_NOTES

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[2]

#: Retired words -> their replacement.
RETIRED: Final = {
    r"blanks?": "space",
    r"line ends?": "line break",
    r"small letters?": "lowercase letter",
    r"capitals?|capital letters": "uppercase letter",
    r"mails?": "email",
    r"(?:make|makes|made|making) (?:an?|one|another|your) (?:\w+ )?keys?": "create a key",
    r"(?<!are )(?:make|makes|made) (?:\w+ )?up": "choose",
    r"\**Read\** alone": "only Read",
    r"(?:un)?tick(?:s|ed)?": "select, turn on, turn off",
    r"press(?:es|ed|ing)?(?! <kbd>)": "select",
    r"Flicker's address(?:es)?": "Flicker's IP address",
    r"what (?:an?|the|this|your) key may": "what the key can",
    r"(?:does not|doesn't) know (?:the|this|your) (?:API )?key": "doesn't recognize",
    r"refus(?:e|es|ed|ing|al)": "reject",
    r"turn(?:s|ed)? (?:\w+ ){0,2}(?:away|down)": "reject",
    r"OKX's (?:codes?|support)": "OKX code, OKX support",
    r"codes? of five digits": "five-digit code",
    r"(?:it|code|result|answer) stays": "you still see it, the problem continues",
    r"shapes?": "format",
    r"lines? of the result": "note",
    r"stands?(?! for)": "is",
    r"need not": "don't need to",
    r"live tests?": "live check",
    r"mark(?:ing)? the text": "select the text",
    r"fields? (?:is|are) marked": "is flagged",
    r"(?:can|could|do|does|did|is|are|was|were|has|have|will|would) ?not": "can't, don't, isn't",
    r"(?:our|the) proxy": "our server",
    r"says? nothing about": "isn't the cause",
    r"whoever (?:sees|holds|has) (?:it|them|such)": "anyone who",
}

#: Quotations of OKX, which keep their words.
_QUOTED: Final = re.compile(r"^- OKX says: .*$", re.MULTILINE)
_JINJA: Final = re.compile(r"\{[%{#].*?[%}#]\}", re.DOTALL)
_TAG: Final = re.compile(r"<(?!kbd)[^>]*>")
_FENCE: Final = re.compile(r"^ *```.*?^ *```$|`[^`\n]+`", re.DOTALL | re.MULTILINE)


def texts() -> Iterator[tuple[str, str]]:
    """Yield every text that customers and agents read, with its name."""
    for path in sorted((ROOT / "docs").rglob("*.md")):
        text, meta = get_data(path.read_text("utf-8"))
        name = path.relative_to(ROOT).as_posix()
        ours = _QUOTED.sub("", _FENCE.sub("", text))
        yield name, _words(f"{meta['title']}\n{meta['description']}\n{ours}")
    for path in sorted((ROOT / "overrides").rglob("*.html")):
        yield path.relative_to(ROOT).as_posix(), _words(_JINJA.sub(" ", path.read_text("utf-8")))
    for row in FINDINGS.values():
        yield f"the finding {row.code}", f"{row.title}\n{row.fix}\n{row.reply}"
    for code, advice in ADVICE.items():
        yield f"the advice on {code}", f"{advice.headline}\n{advice.explanation}\n{advice.label}"
    yield "the notes", "\n".join((*NOTES.values(), *READY_NOTES.values(), NEVER_EXPIRES))


def _words(text: str) -> str:
    """Return a text without its tags, except for attributes that contain prose."""
    return _TAG.sub(lambda tag: " ".join(re.findall(r'"([^"]* [^"]*)"', tag[0])), text)


def problems() -> list[str]:
    """Return a line for each place with a retired word."""
    found = []
    for name, text in texts():
        spaced = re.sub(r"\s+", " ", text)
        for retired, right in RETIRED.items():
            pattern = rf"(?<![\w-])(?:{retired})(?![\w-])"
            for match in re.finditer(pattern, spaced, re.IGNORECASE):
                around = spaced[max(0, match.start() - 30) : match.end() + 30]
                found.append(f"{name}: …{around}… instead of {match[0]!r} write: {right}")
    return found


if __name__ == "__main__":
    lines = problems()
    print(*lines, sep="\n")
    sys.exit(f"{len(lines)} retired words" if lines else 0)
