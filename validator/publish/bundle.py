"""The checker's scripts as pages load them: three files, each with what it imports in it.

`bundle.mjs` does it, with esbuild.
"""

from __future__ import annotations

import json
from typing import Final

from validator.publish import node
from validator.publish.root import WIDGET

#: The one script on every page, which loads the next where there is a form, which starts the last.
FIRST: Final = "define.mjs"
FORM: Final = "key-checker.mjs"
WORKER: Final = "worker.mjs"

_SCRIPT: Final = "bundle.mjs"


def scripts() -> dict[str, str]:
    """Return the text of each script by its name.

    Raises as `node.run` does, also where a module is missing or cannot be parsed.
    """
    texts: dict[str, str] = json.loads(node.run(_SCRIPT, WIDGET, FIRST, FORM, WORKER))
    return texts
