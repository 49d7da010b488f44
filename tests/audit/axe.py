"""axe-core in a page: every rule that it has, its best practices among them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from playwright.sync_api import Page

_SCRIPT: Final = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
#: What is folded up is read by nobody, axe included. Colors must have come to rest.
_UNFOLD: Final = """async () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {})));
}"""
_RUN: Final = "inside => axe.run(inside ?? document, { resultTypes: ['violations'] })"


def violations(page: Page, inside: str | None = None) -> list[str]:
    """Return what axe finds wrong with a page as it stands, one line for each element.

    `inside` is the selector of the part to look at, where the rest of the page is known.
    """
    page.evaluate(_UNFOLD)
    if not page.evaluate("'axe' in globalThis"):
        # Not as a script of the page's: its policy admits none but the site's own.
        page.evaluate(f"() => {{ {_SCRIPT.read_text(encoding='utf-8')} }}")
    found: dict[str, Any] = page.evaluate(_RUN, inside)
    return [
        f"{rule['id']}: {rule['help']}: {node['html'][:200]}: {_why(node)}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def _why(node: dict[str, Any]) -> str:
    checks = node["any"] + node["all"] + node["none"]
    return "; ".join(check["message"] for check in checks)
