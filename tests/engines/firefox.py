"""Debian's Firefox, driven by WebDriver BiDi."""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, override

from websockets.sync.client import connect

from tests.debian import program
from tests.engines import actions
from tests.engines.bidi import BidiError, Connection
from tests.engines.tab import PATIENCE, START_PATIENCE, DocumentGoneError, ScriptError, Tab

if TYPE_CHECKING:
    from collections.abc import Iterator

#: In addition to the preferences that a driven Firefox sets (`remote.prefs.recommended`).
_PREFERENCES: Final = {
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.proxy.type": 1,
    "toolkit.telemetry.server": "",
}
#: The start of its own lines about files that are not loaded; they contain no data. The first is
#: about prefetching the next page, which only Firefox does.
_OF_LOADING: Final = (
    "Content-Security-Policy: The page’s settings blocked the loading of a resource (default-src)",
    "Error: Failed to load 'http",
    "Loading module from ",
    "Loading Worker from ",
)
#: BiDi's error code for a missing entry of the history.
_NO_ENTRY: Final = "no such history entry"
#: BiDi's error codes for a document that is gone.
_GONE: Final = (
    "no such frame",
    "no such handle",
    "unknown error: AbortError",
    "unknown error: Actor",
)


class FirefoxTab(Tab):
    """A tab in a user context, which has its own cookies, storage and cache."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._command = connection.command
        self._user: str = self._command("browser.createUserContext")["userContext"]
        self._first = self._context = self._create()

    def _create(self) -> str:
        created = self._command("browsingContext.create", type="tab", userContext=self._user)
        return str(created["context"])

    @override
    def __exit__(self, *_: object) -> None:
        self._command("browser.removeUserContext", userContext=self._user)

    @override
    def goto(self, address: str) -> None:
        self._command(
            "browsingContext.navigate", context=self._context, url=address, wait="complete"
        )

    @override
    def reload(self) -> None:
        self._command("browsingContext.reload", context=self._context, wait="complete")

    @override
    def back(self) -> None:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self._command("browsingContext.traverseHistory", context=self._context, delta=-1)
            except BidiError as error:
                # A page may have loaded before it is in the history.
                if _NO_ENTRY not in str(error) or time.monotonic() > end:
                    raise
                time.sleep(0.02)
            else:
                return

    @override
    def open_another(self) -> None:
        self._context = self._create()

    @override
    def follow_new(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            tabs = self._command("browsingContext.getTree", maxDepth=0)["contexts"]
            own = [tab["context"] for tab in tabs if tab["userContext"] == self._user]
            if new := [tab for tab in own if tab != self._first]:
                (self._context,) = new
                return
            time.sleep(0.02)
        raise AssertionError("the page opened no tab")

    @override
    def close_this(self) -> None:
        self._command("browsingContext.close", context=self._context)
        self._context = self._first
        self._command("browsingContext.activate", context=self._context)

    @override
    def click_at(self, x: int, y: int, times: int = 1) -> None:
        self._perform(actions.click(x, y, times))

    @override
    def press(self, *keys: str) -> None:
        self._perform(actions.press(keys))

    def _perform(self, source: dict[str, Any]) -> None:
        self._command("input.performActions", context=self._context, actions=[source])

    @override
    def complaints(self) -> list[str]:
        self._command("session.status")  # its result follows all earlier messages
        entries = [*self._connection.events]
        self._connection.events.clear()
        return [entry["text"] for entry in entries if not entry["text"].startswith(_OF_LOADING)]

    @override
    def _run(self, script: str, text: str) -> str:
        try:
            answer = self._command(
                "script.callFunction",
                functionDeclaration=script,
                arguments=[{"type": "string", "value": text}],
                target={"context": self._context},
                awaitPromise=True,
            )
        except BidiError as error:
            if str(error).startswith(_GONE):
                raise DocumentGoneError from error
            raise
        if answer["type"] == "exception":
            raise ScriptError(answer["exceptionDetails"]["text"])
        return str(answer["result"]["value"])


class Firefox:
    """One Firefox for many tabs."""

    name = "firefox"

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open_tab(self) -> FirefoxTab:
        """Open a tab in its own user context."""
        return FirefoxTab(self._connection)


def _write_preferences(profile: Path, outside: str) -> None:
    host, port = outside.split(":")
    preferences = _PREFERENCES | {
        f"network.proxy.{what}": value
        for scheme in ("http", "ssl")
        for what, value in ((scheme, f'"{host}"'), (f"{scheme}_port", int(port)))
    }
    lines = []
    for name, value in preferences.items():
        written = str(value).lower() if isinstance(value, bool) else value or '""'
        lines.append(f'user_pref("{name}", {written});\n')
    (profile / "user.js").write_text("".join(lines))


@contextmanager
def launch(outside: str) -> Iterator[Firefox]:
    """Run a Firefox that uses the proxy `outside`, `host:port`, for all but loopback."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        _write_preferences(Path(folder), outside)
        arguments = ["--headless", "--no-remote", "--profile", folder, "--remote-debugging-port=0"]
        with subprocess.Popen(
            [program("firefox-esr"), *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                assert process.stderr
                lines = map(re.compile(r"BiDi listening on (\S+)").search, process.stderr)
                address = next(found[1] for found in lines if found)
                with connect(f"{address}/session", max_size=None, compression=None) as socket:
                    connection = Connection(socket, START_PATIENCE)
                    connection.command("session.new", capabilities={})
                    connection.command("session.subscribe", events=["log.entryAdded"])
                    yield Firefox(connection)
            finally:
                process.terminate()
                process.communicate()
