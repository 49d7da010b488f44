"""The forecast says when OKX deletes a key."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, get_args

from tests.tables import over
from validator.core import judge
from validator.core.addresses import Binding
from validator.core.expiry import Expiry, forecast
from validator.core.reply import Permissions

if TYPE_CHECKING:
    from validator.core.reply import Permission


def _answer(permissions: str, binding: Binding) -> Permissions:
    granted: list[Permission] = permissions.split()  # type: ignore[assignment] # tests name known ones
    return Permissions("global", "other", tuple(granted), binding, "main")


@over(
    [
        ("read_only", "none", "never"),
        ("read_only", "includes-flicker", "never"),
        ("read_only", "excludes-flicker", "never"),
        ("read_only trade", "includes-flicker", "never"),
        ("withdraw", "excludes-flicker", "never"),
        ("read_only trade", "none", "when-idle"),
        ("trade", "none", "when-idle"),
        ("withdraw", "none", "when-idle"),
        ("read_only trade withdraw", "none", "when-idle"),
        ("", "none", None),
        ("", "includes-flicker", None),
        ("read_only other", "none", None),
        ("read_only trade other", "none", None),
        ("other", "includes-flicker", None),
        ("read_only", "unknown", "never"),
        ("trade", "unknown", None),
    ]
)
def test_forecast(permissions: str, binding: Binding, expected: Expiry | None) -> None:
    """Read-only and bound keys stay, other keys expire when idle, and the rest is unknown."""
    answer = _answer(permissions, binding)

    assert expected == forecast(answer)
    assert expected == judge(answer).expiry


@over(product(get_args(Binding), ["read_only", "trade", "read_only withdraw", "other", ""]))
def test_forecast_agrees_with_the_finding(binding: Binding, permissions: str) -> None:
    """The forecast `when-idle` and the finding `expires-when-idle` always come together."""
    verdict = judge(_answer(permissions, binding))

    warned = any(finding.code == "expires-when-idle" for finding in verdict.findings)
    assert (verdict.expiry == "when-idle") == warned
