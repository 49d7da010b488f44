"""A circuit breaker: who keeps failing is let rest, and then probed by one request."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

State = Literal["closed", "half-open", "open"]
#: What a request goes out as; only the probe decides about a site that rests.
Pass = Literal["ordinary", "probe"]


class Breaker:
    """Opens after some failures in a row, and closes once a probe succeeds.

    `on_change` gets each new state, `clock` tells seconds that only grow.
    """

    def __init__(
        self,
        failures: int,
        seconds: float,
        on_change: Callable[[State], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most_failures = failures
        self._seconds = seconds
        self._on_change = on_change
        self._clock = clock
        self._failures = 0
        self._rests_until = 0.0
        self.state: State = "closed"

    def admit(self) -> Pass | None:
        """Return what a request may go out as, or None while it may not."""
        if self.state == "closed":
            return "ordinary"
        if self.state == "open" and self._clock() >= self._rests_until:
            self._change("half-open")
            return "probe"
        return None

    def succeed(self, passed: Pass) -> None:
        """Take note that a request was answered."""
        if passed == "probe":
            self._failures = 0
            self._change("closed")
        elif self.state == "closed":
            self._failures = 0

    def fail(self, passed: Pass) -> None:
        """Take note that a request was not."""
        if passed == "ordinary" and self.state == "closed":
            self._failures += 1
        if passed == "probe" or (self.state == "closed" and self._failures >= self._most_failures):
            self._rests_until = self._clock() + self._seconds
            self._change("open")

    def give_back(self, passed: Pass) -> None:
        """Take note that a request was not sent after all: the next one may be the probe."""
        if passed == "probe":
            self._change("open")

    def _change(self, state: State) -> None:
        self.state = state
        self._on_change(state)
