"""OKX's field `ip` is parsed and compared with Flicker's addresses."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from tests.core.cases import rows
from tests.tables import over
from validator.core import addresses
from validator.core.addresses import read_binding
from validator.core.facts import FLICKER_ADDRESSES

if TYPE_CHECKING:
    import pytest


@rows("bindings")
def test_vectors(row: dict[str, Any]) -> None:
    """Each value of `ip` is read as its vector says."""
    assert row["binding"] == read_binding(row["ip"])


@given(st.text(st.characters()) | st.text(st.sampled_from("0123456789abf.:/,% "), max_size=60))
def test_any_text(text: str) -> None:
    """Any text is read, and only Flicker's own address or a range includes Flicker."""
    binding = read_binding(text)

    assert binding in {"none", "includes-flicker", "excludes-flicker", "unknown"}
    assert binding != "includes-flicker" or any(part in text for part in (*FLICKER_ADDRESSES, "/"))


@given(st.lists(st.ip_addresses().map(str), min_size=1, max_size=20), st.data())
def test_among_others(others: list[str], data: st.DataObject) -> None:
    """Flicker's addresses count wherever they stand, and nothing else counts as them."""
    listed = data.draw(st.permutations([*others, *FLICKER_ADDRESSES]))

    assert read_binding(",".join(listed)) == "includes-flicker"
    assert read_binding(",".join(set(others) - set(FLICKER_ADDRESSES))) != "includes-flicker"


@over(
    [
        ("192.0.2.1", "excludes-flicker"),
        ("2001:db8::1,192.0.2.1", "includes-flicker"),
        ("2001:db8::/32,192.0.2.0/24", "includes-flicker"),
        ("2001:db8::1,::ffff:192.0.2.1", "includes-flicker"),
        ("2001:db8::2,192.0.2.1", "excludes-flicker"),
    ]
)
def test_every_address(text: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every Flicker address must be covered, even if there are several of both kinds."""
    own = tuple(map(ipaddress.ip_network, ("192.0.2.1", "2001:db8::1")))
    monkeypatch.setattr(addresses, "_FLICKER", own)

    assert expected == read_binding(text)
