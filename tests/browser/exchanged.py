"""A script of the site that was exchanged on its way: it would leave a mark in the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import Route

#: The title of a page in which the script ran.
TITLE: Final = "ran"


def answer(route: Route) -> None:
    """Answer with the script that was asked for, changed."""
    response = route.fetch()
    route.fulfill(response=response, body=f"document.title = '{TITLE}';{response.text()}")
