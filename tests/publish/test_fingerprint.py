"""The short name for contents."""

from __future__ import annotations

import pytest

from validator.publish.fingerprint import fingerprint


def test_order_does_not_matter() -> None:
    """The same files in another order have the same name."""
    one, other = ("a", b"1"), ("b", b"2")

    assert fingerprint([one, other]) == fingerprint([other, one])


@pytest.mark.parametrize(
    "changed",
    [[("a", b"2")], [("b", b"1")], [("a", b"1"), ("b", b"")], [("a1", b"")], []],
)
def test_a_change_gives_another_name(changed: list[tuple[str, bytes]]) -> None:
    """Another content, name or number of files has another name."""
    assert fingerprint(changed) != fingerprint([("a", b"1")])
