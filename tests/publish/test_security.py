"""`security.txt` and `SECURITY.md`: where to report a weakness."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from validator.publish import moment, security
from validator.publish.root import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def _fields(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_it_has_what_rfc_9116_demands(built: Path) -> None:
    """Contact and expiry, each once; where it belongs; and only fields that the RFC names."""
    text = (built / security.FILE).read_text("ascii")
    fields = _fields(text)

    assert fields.keys() == {"Contact", "Expires", "Preferred-Languages", "Canonical"}
    assert len(fields) == len(text.splitlines())
    assert re.fullmatch(r"mailto:[\w.-]+@[\w.-]+", fields["Contact"])
    assert fields["Canonical"] == "https://example.org/help/.well-known/security.txt"


def test_it_expires_less_than_a_year_after_the_last_change(built: Path) -> None:
    """It says so from the time of the sources, whenever it is built."""
    expires = dt.datetime.fromisoformat(_fields((built / security.FILE).read_text())["Expires"])
    changed = dt.datetime.fromtimestamp(int(moment.of_sources()), dt.UTC)

    assert dt.timedelta(days=300) < expires - changed < dt.timedelta(days=365)


def test_a_site_on_this_machine_has_no_address_for_others() -> None:
    """A canonical address is one over https."""
    assert "Canonical" not in security.write("http://127.0.0.1:8000/", "x@example.org", "0")
    assert "Canonical" not in security.write("/", "x@example.org", "0")


def test_the_policy_names_the_same_address() -> None:
    """`SECURITY.md` and the default of the setting are one."""
    (default,) = re.findall(
        r'!ENV \[SECURITY_EMAIL, "([^"]+)"\]', (ROOT / "mkdocs.yml").read_text()
    )
    policy = (ROOT / "SECURITY.md").read_text("utf-8")

    assert re.findall(r"[\w.-]+@[\w.-]+\w", policy) == [default]
    assert f"/{security.FILE}" in policy
