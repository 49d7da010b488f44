"""The check for retired words finds them in names, comments and docstrings."""

from __future__ import annotations

from tests.audit.code_words import problems
from tests.tables import over

_MODULE = '''"""{docstring}"""
# {comment}


def {function}({parameter}: str) -> str:
    text = "{string}"
    return text + {parameter}
'''
_SCRIPT = """/** Returns the reply. */
// {comment}
export function {function}({parameter}) {{
  return "{string}" + {parameter};
}}
"""
_FINE = {
    "docstring": "Anyone who signs is counted.",
    "comment": "A client that leaves is counted.",
    "function": "test_one_request_is_whole",
    "parameter": "request",
    "string": "nobody",
}


def _found(name: str, template: str, **changed: str) -> list[str]:
    return list(problems(name, template.format(**_FINE | changed)))


def test_plain_words_pass() -> None:
    """Plain words pass, and so do retired ones in a string."""
    assert _found("a.py", _MODULE) == []
    assert _found("a.mjs", _SCRIPT) == []


@over(
    [
        ("docstring", "Tell whether it is open."),
        ("docstring", "Be closed."),
        ("docstring", "The key is counted; who asks too often is refused."),
        ("comment", "Nobody listens there."),
        ("comment", "A reply of OKX's."),
        ("comment", "No script of ours replaces it."),
        ("function", "test_who_reads_nothing_is_closed"),
        ("parameter", "one"),
        ("parameter", "told"),
    ]
)
def test_retired_word_is_found(place: str, text: str) -> None:
    """A retired word is found once, in Python and in JavaScript."""
    assert len(_found("a.py", _MODULE, **{place: text})) == 1
    if place != "docstring":
        assert len(_found("a.mjs", _SCRIPT, **{place: text})) == 1
