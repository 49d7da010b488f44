"""The circuit breaker opens after failures, probes after a pause, and closes after a success."""

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
    """The fifth failure in a row opens the breaker."""
    breaker, _, states = _opened()

    assert states == ["open"]
    assert breaker.admit() is None


def test_success_resets_the_count() -> None:
    """Four failures, a success and four more failures leave the breaker closed."""
    breaker = Breaker(lambda _: None)
    fail, succeed = breaker.record_failure, breaker.record_success
    for record in (*[fail] * 4, succeed, *[fail] * 4):
        record("ordinary")

    assert breaker.admit() == "ordinary"


def test_one_probe_decides() -> None:
    """After ten seconds one probe is admitted, whose success resets the count of failures."""
    breaker, clock, states = _opened()
    clock.now += 9.9
    assert breaker.admit() is None
    clock.now += 0.1

    assert [breaker.admit(), breaker.admit()] == ["probe", None]
    breaker.record_success("probe")

    breaker.record_failure("ordinary")
    assert breaker.admit() == "ordinary"
    assert states == ["open", "half-open", "closed"]


def test_failed_probe_reopens() -> None:
    """After a failed probe the breaker stays open for another ten seconds."""
    breaker, clock, states = _opened()
    clock.now += 10
    breaker.admit()
    breaker.record_failure("probe")

    clock.now += 9.9
    assert breaker.admit() is None
    clock.now += 0.1
    assert breaker.admit() == "probe"
    assert states == ["open", "half-open", "open", "half-open"]


def test_released_probe_is_repeated() -> None:
    """After a probe that was not sent, the next request is the probe."""
    breaker, clock, _ = _opened()
    clock.now += 10
    assert breaker.admit() == "probe"
    breaker.release("probe")

    assert breaker.admit() == "probe"


def test_late_results_are_ignored() -> None:
    """Results of requests that were sent before the breaker opened don't affect it."""
    breaker, clock, states = _opened()
    breaker.record_success("ordinary")
    clock.now += 5
    breaker.record_failure("ordinary")
    breaker.release("ordinary")
    clock.now += 5

    assert breaker.admit() == "probe"
    assert states == ["open", "half-open"]
