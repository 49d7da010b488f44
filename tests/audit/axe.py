"""Runs axe-core in a page, with all its rules, including best practices."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from playwright.sync_api import Page

_SCRIPT: Final = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
#: Unfolds everything, since axe skips hidden content, and waits for animations of colors.
_UNFOLD: Final = """async () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {})));
}"""
_RUN: Final = "inside => axe.run(inside ?? document, { resultTypes: ['violations'] })"


def violations(page: Page, inside: str | None = None) -> list[str]:
    """Return axe's violations in a page, a line for each element.

    `inside` is the selector of a part to check instead of the whole page.
    """
    page.evaluate(_UNFOLD)
    if not page.evaluate("'axe' in globalThis"):
        # Evaluated, since the page's policy allows only the site's own scripts.
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
