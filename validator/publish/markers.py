"""`<!-- name -->…<!-- /name -->` in a page: a place that something else than the writer fills."""

from __future__ import annotations

import re
from typing import Final

#: `inside` is None where the marker is not closed.
REGION: Final = re.compile(
    r"<!--\s*(?P<name>[\w:-]+)\s*-->(?:(?P<inside>.*?)<!--\s*/(?P=name)\s*-->)?", re.DOTALL
)
#: The checker's form.
CHECKER: Final = "key-checker"
#: How the names of generated tables begin.
TABLE: Final = "table:"


def drop(text: str) -> str:
    """Return a text without its markers, but with what stands between them."""
    return REGION.sub(lambda match: (match["inside"] or "").strip(), text)
