"""Each way in which Python starts is the one that the other tests say they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.engines.checker import Checker
from tests.engines.conftest import CHECKER_PAGE
from validator.publish import runtime

if TYPE_CHECKING:
    from tests.browser.center import HelpCenter
    from tests.engines.tab import Tab


def test_the_start_is_the_one_meant(tab: Tab, center: HelpCenter, start: str) -> None:
    """The image is asked for, and the published module only where the image is damaged."""
    tab.goto(center.url + CHECKER_PAGE)
    Checker(tab).wait_for_python()

    asked = {*center.site.paths}
    assert center.path_of(runtime.IMAGE) in asked
    assert (center.path_of("pyodide.asm.wasm") in asked) == (start == "fallback")
