"""What installed packages say of themselves: their licences, and their hashes."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any, Final

from validator.publish.root import ROOT

if TYPE_CHECKING:
    from importlib.metadata import Distribution

_NPM_LOCK: Final = ROOT / "package-lock.json"
#: Licences of packages whose metadata names them in other words.
_NAMED: Final = {"Apache 2.0": "Apache-2.0", "MIT License": "MIT"}


def license_of(told: dict[str, Any]) -> str:
    """Return the SPDX expression of a Python package's metadata; raises LookupError without one."""
    if expression := told.get("license_expression"):
        return str(expression)
    # uvloop names one of two in this field, and both in its classifiers.
    kinds = {one.split(" :: ")[-1] for one in told.get("classifier", ()) if "OSI Approved" in one}
    if kinds == {"Apache Software License", "MIT License"}:
        return "Apache-2.0 OR MIT"
    if name := str(told.get("license") or ""):
        return _NAMED.get(name, name)
    raise LookupError(f"licence of {told['name']}")


def license_text(package: Distribution) -> str:
    """Return the licence that a Python package brings; raises LookupError without one."""
    for path in package.files or ():
        if path.match("*.dist-info/licenses/LICENSE*"):
            return path.read_text("utf-8")
    raise LookupError(f"licence text of {package.name}")


def sha512(name: str) -> str:
    """Return the SHA-512 in hex of an npm package as the registry has it.

    Raises LookupError where `package-lock.json` has another hash.
    """
    lock = json.loads(_NPM_LOCK.read_text("utf-8"))
    kind, _, digest = lock["packages"][f"node_modules/{name}"]["integrity"].partition("-")
    if kind != "sha512":
        raise LookupError(f"SHA-512 of {name}")
    return base64.b64decode(digest).hex()
