"""`/.well-known/security.txt`: where to report a weakness (RFC 9116)."""

from __future__ import annotations

import datetime as dt
from typing import Final

FILE: Final = ".well-known/security.txt"

#: How long after its sources were changed a site stands by what it says here.
#: RFC 9116, 2.5.5, recommends less than a year; deploying again renews it.
_VALID: Final = dt.timedelta(days=364)


def write(site_url: str, email: str, moment: str) -> str:
    """Return the file for a site; `moment` is the time of its sources in seconds since 1970."""
    expires = dt.datetime.fromtimestamp(int(moment), dt.UTC) + _VALID
    canonical = f"{site_url.rstrip('/')}/{FILE}"
    return "".join(
        f"{name}: {value}\n"
        for name, value in (
            ("Contact", f"mailto:{email}"),
            ("Expires", expires.strftime("%Y-%m-%dT%H:%M:%SZ")),
            ("Preferred-Languages", "en"),
            # Only an address that others can open says where the file belongs.
            *([("Canonical", canonical)] if canonical.startswith("https://") else []),
        )
    )
