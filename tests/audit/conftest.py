"""The built site on loopback and a Chromium, as the browser tests have them."""

from tests.browser.conftest import _browser, _served

__all__ = ["_browser", "_served"]
