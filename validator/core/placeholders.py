"""Hidden text, stand-ins and samples in the place of a value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from validator.core.repair import ANY_CASE

if TYPE_CHECKING:
    from validator.core.findings import Field

_MASK: Final = re.compile(r"[*•●]{2,}|x{4,}|\.{3}|…", re.IGNORECASE)
_MASK_ALONE: Final = re.compile(r"[*•●]+")
#: Words that stand where a value should be, as in `your-api-key` or `<insert secret here>`.
_NAME: Final = r"(okx|okex)?(v5)?(api|secret|access|private)*(key|secret|id|token|value|string)*"
_STAND_IN: Final = re.compile(
    r"(please|enter|insert|paste|put|type|add|fill|replace|change|use|copy|in|with|me|this|here)*"
    r"(your|my|the|an?|own|real|some)*" + _NAME + r"(goes)?(here)?[0-9]*"
    r"|(your|my|an?)?(example|sample|test|dummy|demo|fake|placeholder|none|null|undefined|todo)"
    + _NAME
)
#: No stand-in is longer, in characters (our choice).
_STAND_IN_MAX_LENGTH: Final = 100
_STAND_IN_PASSPHRASE: Final = re.compile(
    r"(please|enter|insert|paste|put|type)?(your|the)(own|okx|api|key|secret)*"
    r"(passphrase|password|pass|phrase)(goes)?(here)?"
)
_BRACKETED: Final = re.compile(r"<[^<>]+>|\[[^\[\]]+\]|\$?\{+[^{}]+\}+|%[^%]+%")
_BRACKETED_PASSPHRASE: Final = re.compile(r"(your|my|the|okx|api|key|secret)*pass(phrase|word)?")
#: Secrets that OKX's documentation and widely copied clients print as examples
#: (tests/vectors/signing.json names each one's source), in lower case.
_SAMPLES: Final = frozenset(
    {
        "22582bd0cff14c41edbf1ab98506286d",
        "e65791902180e9ef4510db6a77f6ebae",
        "chnoos4kvnxr_xq4k4c9qsfokwvndeclatcrlcbwykdynwgo",
        "arg13sdfgs",
    }
)


def is_placeholder(name: Field, value: str) -> bool:
    """Whether a value is hidden text, a stand-in such as `your-api-key`, or a printed sample."""
    if _MASK_ALONE.fullmatch(value) or (name != "passphrase" and _MASK.search(value)):
        return True
    if len(value) > _STAND_IN_MAX_LENGTH:
        return False
    words = re.sub(r"[^0-9a-z]", "", value.lower())
    if name == "passphrase":
        return bool(
            (_BRACKETED.fullmatch(value) and _BRACKETED_PASSPHRASE.fullmatch(words))
            or _STAND_IN_PASSPHRASE.fullmatch(words)
        )
    return bool(
        _BRACKETED.fullmatch(value)
        or value.lower() in _SAMPLES
        or len(set(words)) == 1
        # Digits, also after an `a`, may be a key of the right shape.
        or (
            words
            and not words.isdigit()
            and not any(pattern.fullmatch(value) for pattern in ANY_CASE.values())
            and _STAND_IN.fullmatch(words)
        )
    )
