"""A client for WebDriver BiDi (https://w3c.github.io/webdriver-bidi/): one command at a time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection


class BidiError(Exception):
    """Raised if a command fails; the text begins with BiDi's error code."""


class Connection:
    """Sends commands, waits for their results, and keeps the events that arrive meanwhile."""

    def __init__(self, socket: ClientConnection, timeout: float) -> None:
        self._socket = socket
        self._timeout = timeout
        self._last_id = 0
        #: The parameters of the events received.
        self.events: list[dict[str, Any]] = []

    def command(self, method: str, **params: Any) -> dict[str, Any]:
        """Return the result of a command; raises `BidiError`."""
        self._last_id += 1
        self._socket.send(json.dumps({"id": self._last_id, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv(self._timeout))
            if answer.get("id") == self._last_id:
                break
            if answer["type"] == "event":
                self.events.append(answer["params"])
        if answer["type"] == "error":
            raise BidiError(f"{answer['error']}: {answer['message']}")
        result: dict[str, Any] = answer["result"]
        return result
