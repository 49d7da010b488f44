"""A secret as it would have to look to leave the browser unseen."""

from __future__ import annotations

import base64
from urllib.parse import quote


def disguises(secret: str) -> set[bytes]:
    """Return a secret as it stands, and URL-, hex- and Base64-encoded at every alignment."""
    plain = secret.encode()
    # Inside a longer text, Base64 shifts: drop what depends on the neighbours.
    shifted = {
        base64.b64encode(bytes(offset) + plain)[-(-offset * 8 // 6) : -4] for offset in range(3)
    }
    return {
        plain,
        plain.lower(),
        quote(secret, safe="").encode(),
        "".join(f"%{byte:02X}" for byte in plain).encode(),
        plain.hex().encode(),
        plain.hex().upper().encode(),
        base64.b64encode(plain).rstrip(b"="),
        base64.urlsafe_b64encode(plain).rstrip(b"="),
        *shifted,
    }
