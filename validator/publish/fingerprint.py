"""One short name for the contents of many files: the same bytes give the same name."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def fingerprint(files: Iterable[tuple[str, bytes]]) -> str:
    """Return 16 hex digits of the SHA-256 over names and contents, whatever their order."""
    digest = hashlib.sha256()
    for name, content in sorted(files):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]
