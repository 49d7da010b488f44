"""The time of the sources."""

from __future__ import annotations

from validator.publish import moment


def test_the_environment_decides() -> None:
    """Who builds may say the time."""
    assert moment.of_sources({moment.VARIABLE: "12"}) == "12"


def test_it_is_the_same_each_time() -> None:
    """It does not depend on when it is asked for."""
    assert moment.of_sources({}) == moment.of_sources({})
    assert int(moment.of_sources({})) >= 1580601600
