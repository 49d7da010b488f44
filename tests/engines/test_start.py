"""In every engine Python starts the quick way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.engines.checker import Checker
from tests.engines.conftest import CHECKER_PAGE
from validator.publish import runtime

if TYPE_CHECKING:
    from tests.browser.center import HelpCenter
    from tests.engines.tab import Tab


def test_the_image_is_enough(tab: Tab, center: HelpCenter) -> None:
    """A start that goes well fetches the image, and neither the published module nor a library."""
    tab.goto(center.url + CHECKER_PAGE)
    Checker(tab).wait_for_python()

    asked = {path.rpartition("/")[2] for path in center.site.paths}
    assert runtime.IMAGE in asked
    assert not asked & {"pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"}
