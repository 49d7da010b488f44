"""A page, with the violations of its policy and the hosts of its requests."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Page

_REPORT = """addEventListener("securitypolicyviolation", (event) => reportViolation(
  `${event.effectiveDirective} ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`))"""


class Watched:
    """A page, the violations of its policy, and the hosts of its requests."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.violations: list[str] = []
        self.hosts: set[str] = set()
        context = page.context
        context.expose_function("reportViolation", self._add)
        context.add_init_script(_REPORT)
        context.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        page.on("console", lambda message: self._add(f"console: {message.text}"))

    def _add(self, violation: str) -> None:
        self.violations.append(violation)

    def of_policy(self) -> list[str]:
        """Return the violations without the console's messages about them."""
        return [violation for violation in self.violations if not violation.startswith("console: ")]
