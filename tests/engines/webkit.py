"""WebKitGTK's own small browser, driven by WebDriver on a virtual screen."""

from __future__ import annotations

import os
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, override

from selenium.common.exceptions import (
    JavascriptException,
    SessionNotCreatedException,
    WebDriverException,
)
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.command import Command
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.wait import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service
from urllib3.exceptions import ReadTimeoutError

from tests.debian import program
from tests.engines import actions
from tests.engines.tab import PATIENCE, START_PATIENCE, DocumentGoneError, ScriptError, Tab

if TYPE_CHECKING:
    from collections.abc import Iterator

_BROWSERS: Final = "webkit2gtk-4.*/MiniBrowser"
#: The driver waits forever for a browser that ends as it starts: the time limit of each attempt, in
#: seconds, and the number of attempts.
_BEGIN_PATIENCE: Final = 30
_ATTEMPTS: Final = 4
#: The time for the driver to enforce its own limits before the connection to it is closed.
_GRACE: Final = 30
#: The last argument of an asynchronous script of WebDriver is its callback.
_WRAPPER: Final = """const [text, done] = arguments;
({script})(text).then((value) => done({{ value }}), (error) => done({{ error: String(error) }}));"""


def _begin(options: Options, environment: dict[str, str]) -> tuple[Service, WebDriver]:
    """Start a driver and a browser, and return both."""
    for _ in range(_ATTEMPTS):
        service = Service(program("WebKitWebDriver"), env=environment)
        service.start()
        config = ClientConfig(service.service_url, timeout=_BEGIN_PATIENCE)
        try:
            driver = WebDriver(RemoteConnection(client_config=config), options=options)
        except (ReadTimeoutError, SessionNotCreatedException):
            service.stop()
            continue
        config.timeout = int(START_PATIENCE) + _GRACE
        return service, driver
    raise RuntimeError(f"WebKit's browser did not start in {_ATTEMPTS} attempts.")


class WebKitTab(Tab):
    """A tab in its own browser, which stores nothing."""

    def __init__(self, browser: str, environment: dict[str, str], outside: str) -> None:
        options = Options()
        options.binary_location = browser
        options.add_argument("--automation")
        options.set_capability(
            "proxy",
            {
                "proxyType": "manual",
                "httpProxy": outside,
                "sslProxy": outside,
                "noProxy": ["127.0.0.1"],
            },
        )
        self._service, self._driver = _begin(options, environment)
        self._driver.set_script_timeout(START_PATIENCE)
        self._driver.set_page_load_timeout(START_PATIENCE)
        # In a narrower window, Material hides the navigation.
        self._driver.set_window_size(1280, 960)
        self._first = self._driver.current_window_handle

    @override
    def __exit__(self, *_: object) -> None:
        self._driver.quit()
        self._service.stop()

    @override
    def goto(self, address: str) -> None:
        self._driver.get(address)

    @override
    def reload(self) -> None:
        self._driver.refresh()

    @override
    def back(self) -> None:
        self._driver.back()

    @override
    def open_another(self) -> None:
        self._driver.switch_to.new_window("tab")

    @override
    def follow_new(self) -> None:
        WebDriverWait(self._driver, PATIENCE).until(lambda driver: len(driver.window_handles) > 1)
        (new,) = {*self._driver.window_handles} - {self._first}
        self._driver.switch_to.window(new)

    @override
    def close_this(self) -> None:
        self._driver.close()
        self._driver.switch_to.window(self._first)

    @override
    def click_at(self, x: int, y: int, times: int = 1) -> None:
        self._perform(actions.click(x, y, times))

    @override
    def press(self, *keys: str) -> None:
        self._perform(actions.press(keys))

    def _perform(self, source: dict[str, Any]) -> None:
        self._driver.execute(Command.W3C_ACTIONS, {"actions": [source]})

    @override
    def complaints(self) -> list[str]:
        # WebDriver does not report them, but the tests' own script does, if it was loaded.
        reply = self.wait_for("() => [globalThis.probe?.complaints.splice(0) ?? []]")
        return list(reply[0])

    @override
    def _run(self, script: str, text: str) -> str:
        try:
            answer = self._driver.execute_async_script(_WRAPPER.format(script=script), text)
        except JavascriptException as error:
            # The wrapper itself never throws, so the document is gone.
            raise DocumentGoneError from error
        except WebDriverException as error:
            raise ScriptError(error.msg) from error
        if "error" in answer:
            raise ScriptError(answer["error"])
        return str(answer["value"])


class WebKit:
    """Starts one browser for each tab: in a driven browser, all tabs share a profile."""

    name = "webkit"

    def __init__(self, browser: str, environment: dict[str, str], outside: str) -> None:
        self._browser = browser
        self._environment = environment
        self._outside = outside

    def open_tab(self) -> WebKitTab:
        """Start a browser, which is closed with its tab."""
        return WebKitTab(self._browser, self._environment, self._outside)


@contextmanager
def _screen() -> Iterator[str]:
    """Run an X server without a screen, and yield its display."""
    reader, writer = os.pipe()
    arguments = ["-displayfd", str(writer), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    with subprocess.Popen(
        [program("Xvfb"), *arguments],
        pass_fds=[writer],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(writer)
        try:
            with os.fdopen(reader) as reply:
                yield f":{reply.readline().strip()}"
        finally:
            process.terminate()


@contextmanager
def launch(outside: str) -> Iterator[WebKit]:
    """Provide WebKitGTK browsers that use the proxy `outside` for all but loopback."""
    browser = next(Path("/usr/lib").glob(f"*/{_BROWSERS}"))
    with _screen() as display, tempfile.TemporaryDirectory() as folder:
        # Without a graphics card compositing is slow; the caches must not stay in the home folder.
        environment = os.environ | {
            "DISPLAY": display,
            "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
            "XDG_CACHE_HOME": folder,
            "XDG_DATA_HOME": folder,
        }
        yield WebKit(str(browser), dict(environment), outside)
