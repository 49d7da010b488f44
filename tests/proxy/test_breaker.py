"""A site that keeps failing is let rest, probed by one request, and asked again."""

from __future__ import annotations

from validator.proxy.breaker import Breaker, State


class _Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def _opened() -> tuple[Breaker, _Clock, list[State]]:
    clock, states = _Clock(), list[State]()
    breaker = Breaker(3, 10, states.append, clock)
    for _ in range(3):
        assert breaker.admit() == "ordinary"
        breaker.fail("ordinary")
    return breaker, clock, states


def test_opens_after_failures_in_a_row() -> None:
    """The third of three failures closes the way."""
    breaker, _, states = _opened()

    assert states == ["open"]
    assert breaker.admit() is None


def test_a_success_between_begins_anew() -> None:
    """Two failures, a success, two failures: nobody rests."""
    breaker = Breaker(3, 10, lambda _: None)
    for outcome in (breaker.fail, breaker.fail, breaker.succeed, breaker.fail, breaker.fail):
        outcome("ordinary")

    assert breaker.admit() == "ordinary"


def test_one_probe_decides() -> None:
    """After the rest one request goes out; its success lets the others follow."""
    breaker, clock, states = _opened()
    clock.now += 9.9
    assert breaker.admit() is None
    clock.now += 0.1

    assert [breaker.admit(), breaker.admit()] == ["probe", None]
    breaker.succeed("probe")

    assert breaker.admit() == "ordinary"
    assert states == ["open", "half-open", "closed"]


def test_a_failed_probe_means_another_rest() -> None:
    """It is as long as the first."""
    breaker, clock, states = _opened()
    clock.now += 10
    breaker.admit()
    breaker.fail("probe")

    clock.now += 9.9
    assert breaker.admit() is None
    clock.now += 0.1
    assert breaker.admit() == "probe"
    assert states == ["open", "half-open", "open", "half-open"]


def test_a_probe_that_was_not_sent_leaves_its_place() -> None:
    """The next request is the probe then."""
    breaker, clock, _ = _opened()
    clock.now += 10
    assert breaker.admit() == "probe"
    breaker.give_back("probe")

    assert breaker.admit() == "probe"


def test_stragglers_decide_nothing() -> None:
    """What was sent before the rest neither ends nor prolongs it."""
    breaker, clock, states = _opened()
    breaker.succeed("ordinary")
    clock.now += 5
    breaker.fail("ordinary")
    breaker.give_back("ordinary")
    clock.now += 5

    assert breaker.admit() == "probe"
    assert states == ["open", "half-open"]


def test_failures_are_counted_anew_after_a_rest() -> None:
    """One failure after it does not open again."""
    breaker, clock, _ = _opened()
    clock.now += 10
    breaker.admit()
    breaker.succeed("probe")
    breaker.fail("ordinary")

    assert breaker.admit() == "ordinary"
