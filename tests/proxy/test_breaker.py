"""A site that keeps failing is left alone for a while, probed by one request, and asked again."""

from __future__ import annotations

from validator.proxy.breaker import Breaker, State


class _Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def _opened() -> tuple[Breaker, _Clock, list[State]]:
    clock, states = _Clock(), list[State]()
    breaker = Breaker(states.append, clock)
    for _ in range(5):
        assert breaker.admit() == "ordinary"
        breaker.record_failure("ordinary")
    return breaker, clock, states


def test_opens_after_failures_in_a_row() -> None:
    """The fifth of five failures stops further calls."""
    breaker, _, states = _opened()

    assert states == ["open"]
    assert breaker.admit() is None


def test_a_success_starts_the_count_again() -> None:
    """Four failures, a success and four failures stop nothing."""
    breaker = Breaker(lambda _: None)
    fail, succeed = breaker.record_failure, breaker.record_success
    for record in (*[fail] * 4, succeed, *[fail] * 4):
        record("ordinary")

    assert breaker.admit() == "ordinary"


def test_one_probe_decides() -> None:
    """After ten seconds one request goes out; its success lets the others follow."""
    breaker, clock, states = _opened()
    clock.now += 9.9
    assert breaker.admit() is None
    clock.now += 0.1

    assert [breaker.admit(), breaker.admit()] == ["probe", None]
    breaker.record_success("probe")

    assert breaker.admit() == "ordinary"
    assert states == ["open", "half-open", "closed"]


def test_a_failed_probe_means_another_pause() -> None:
    """The second pause is as long as the first."""
    breaker, clock, states = _opened()
    clock.now += 10
    breaker.admit()
    breaker.record_failure("probe")

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
    breaker.release("probe")

    assert breaker.admit() == "probe"


def test_stragglers_decide_nothing() -> None:
    """What was sent before the pause neither ends nor prolongs it."""
    breaker, clock, states = _opened()
    breaker.record_success("ordinary")
    clock.now += 5
    breaker.record_failure("ordinary")
    breaker.release("ordinary")
    clock.now += 5

    assert breaker.admit() == "probe"
    assert states == ["open", "half-open"]


def test_failures_are_counted_from_zero_after_a_pause() -> None:
    """One failure after it does not open again."""
    breaker, clock, _ = _opened()
    clock.now += 10
    breaker.admit()
    breaker.record_success("probe")
    breaker.record_failure("ordinary")

    assert breaker.admit() == "ordinary"
