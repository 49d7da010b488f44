"""axe-core finds no violation on any page, in both color schemes, on phone and desktop."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import pytest
from playwright.sync_api import expect

from tests.audit import axe
from tests.browser.watched import Watched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.audit

Scheme = Literal["light", "dark"]

#: Material's names of the schemes.
_SCHEMES: Final[dict[Scheme, str]] = {"light": "default", "dark": "slate"}


class Look(NamedTuple):
    """A window's width and the system's color scheme."""

    width: int
    scheme: Scheme


@pytest.fixture(
    name="page",
    params=[Look(width, scheme) for scheme in _SCHEMES for width in (390, 1280)],
    ids=lambda look: f"{look.scheme}-{look.width}",
)
def _page(request: pytest.FixtureRequest, browser: Browser, served: HelpCenter) -> Iterator[Page]:
    """Yield a page of each width in each scheme."""
    look: Look = request.param
    context = browser.new_context(
        viewport={"width": look.width, "height": 844},
        color_scheme=look.scheme,
        reduced_motion="reduce",
    )
    watched = Watched(context.new_page())
    watched.page.goto(served.url)
    expect(watched.page.locator("body")).to_have_attribute(
        "data-md-color-scheme", _SCHEMES[look.scheme]
    )
    yield watched.page
    context.close()
    assert watched.of_policy() == []


def test_every_page(page: Page, served: HelpCenter) -> None:
    """No page of the site has a violation, with everything unfolded."""
    found = []
    for address in served.addresses():
        page.goto(served.url + address)
        found += [f"/{address}: {wrong}" for wrong in axe.violations(page)]

    assert not found, "\n".join(found)


def test_arrival(page: Page, served: HelpCenter) -> None:
    """Neither a linked section nor the banner above old steps has a violation."""
    page.goto(served.url + "okx/troubleshooting/#wrong-passphrase")
    found = axe.violations(page)
    page.clock.set_fixed_time(datetime.now(tz=UTC) + timedelta(days=3650))
    page.goto(served.url + "okx/create-read-only-key/#what-you-need")
    expect(page.locator("steps-age")).to_be_visible()
    found += axe.violations(page)

    assert not found, "\n".join(found)


def test_menu_and_search(page: Page) -> None:
    """Neither the search with results nor the open menu has a violation."""
    page.keyboard.press("/")
    page.get_by_role("textbox", name="Search").press_sequentially("passphrase")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    found = axe.violations(page)
    page.keyboard.press("Escape")
    if page.viewport_size == {"width": 390, "height": 844}:
        page.locator(".md-header label[for=__drawer]").click()
        expect(page.locator(".md-sidebar--primary")).to_be_in_viewport()
        found += axe.violations(page)

    assert not found, "\n".join(found)
