"""A script of the site that was replaced on its way, and would change the page's title."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import Route

#: The title of a page in which the script ran.
TITLE: Final = "ran"


def answer(route: Route) -> None:
    """Respond with the requested script, changed."""
    response = route.fetch()
    route.fulfill(response=response, body=f"document.title = '{TITLE}';{response.text()}")
