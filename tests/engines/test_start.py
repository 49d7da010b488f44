"""Python starts from its image in every engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.engines.checker import Checker
from validator.publish import runtime

if TYPE_CHECKING:
    from tests.browser.center import HelpCenter
    from tests.engines.tab import Tab


def test_the_image_is_enough(tab: Tab, center: HelpCenter) -> None:
    """A normal start loads the image, and neither the published module nor a library."""
    Checker(tab).open(center)

    asked = {path.rpartition("/")[2] for path in center.site.paths}
    assert runtime.IMAGE in asked
    assert not asked & {"pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"}
