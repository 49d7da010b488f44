"""A circuit breaker: stops calling a failing site for a while, then probes it with one request."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

State = Literal["closed", "half-open", "open"]
#: How a request is admitted; only a probe's result counts while a site is failing.
Pass = Literal["ordinary", "probe"]

FAILURES: Final = 5
_SECONDS: Final = 10.0


class Breaker:
    """Opens after five failures in a row, and closes once a probe succeeds."""

    def __init__(
        self, on_change: Callable[[State], object], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._on_change = on_change
        self._clock = clock
        self._failures = 0
        self._open_until = 0.0
        self._state: State = "closed"

    def admit(self) -> Pass | None:
        """Return how a request is admitted, or None if it must not be sent."""
        if self._state == "closed":
            return "ordinary"
        if self._state == "open" and self._clock() >= self._open_until:
            self._change("half-open")
            return "probe"
        return None

    def record_success(self, admitted: Pass) -> None:
        """Record that a request was answered."""
        if admitted == "probe" or self._state == "closed":
            self._failures = 0
        if admitted == "probe":
            self._change("closed")

    def record_failure(self, admitted: Pass) -> None:
        """Record that a request was not answered."""
        if admitted == "ordinary" and self._state == "closed":
            self._failures += 1
        if admitted == "probe" or (self._state == "closed" and self._failures >= FAILURES):
            self._open_until = self._clock() + _SECONDS
            self._change("open")

    def release(self, admitted: Pass) -> None:
        """Record that an admitted request was not sent, so that the next one may be the probe."""
        if admitted == "probe":
            self._change("open")

    def _change(self, state: State) -> None:
        self._state = state
        self._on_change(state)
