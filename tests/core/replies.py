"""Strategies of Hypothesis for replies: JSON of any shape, and replies like OKX's."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

from validator.core.findings import BY_OKX_CODE

_TEXTS: Final = st.text(st.characters(exclude_categories=()))
#: JSON of any shape.
JSON: Final = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=8,
)
_CODES: Final = st.sampled_from(["0", 0, "50119", 50119, "59999", *BY_OKX_CODE]) | JSON
_PERMS: Final = (
    st.lists(st.sampled_from(["read_only", "trade", "withdraw", "READ_ONLY ", "", "x"])).map(
        ",".join
    )
    | JSON
)
#: Replies like OKX's about an account, with anything in their members.
REPLIES: Final = st.fixed_dictionaries(
    {
        "code": _CODES,
        "data": st.lists(
            st.fixed_dictionaries(
                {},
                optional={
                    "perm": _PERMS,
                    "ip": JSON,
                    "uid": JSON,
                    "mainUid": JSON,
                    "label": _TEXTS,
                },
            ),
            min_size=1,
            max_size=1,
        )
        | JSON,
        "msg": _TEXTS,
    }
)
STATUSES: Final = st.sampled_from([200, 401, 403, 429, 500]) | st.integers()
