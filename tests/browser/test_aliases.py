"""An anchor that moved leads on, in the page itself: no host ever sees an anchor."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from validator.commands import static
from validator.loopback import run_in_thread
from validator.publish import generated
from validator.publish.addresses import BuiltSite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page
    from starlette.types import Receive, Scope, Send

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser

_ALIASES = {
    "/okx/old-name/": "/okx/troubleshooting/",
    "/okx/troubleshooting/#old-code": "/okx/troubleshooting/#can-trade",
    "/okx/troubleshooting/#to-privacy": "/okx/privacy/",
    "/okx/old-name/#left": "/support/#findings",
    "/okx/part/": "/okx/troubleshooting/#wrong-secret",
}


@pytest.fixture(scope="module", name="moved")
def _moved(served: HelpCenter, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the help center as if things had moved in it, and return its base URL."""
    folder: Path = tmp_path_factory.mktemp("moved") / "site"
    shutil.copytree(served.folder, folder)
    for name, content in generated.files("/", _ALIASES).items():
        (folder / name).write_text(content)
    assert [old for old in _ALIASES if not BuiltSite(folder).leads_somewhere(old)] == []

    async def no_proxy(_scope: Scope, _receive: Receive, _send: Send) -> None:
        pass

    with run_in_thread(static.create_app(folder, no_proxy)) as url:
        yield f"{url}/"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("okx/old-name/", "okx/troubleshooting/"),
        ("okx/old-name/#can-trade", "okx/troubleshooting/#can-trade"),
        ("okx/old-name/#old-code", "okx/troubleshooting/#can-trade"),
        ("okx/old-name/#left", "support/#findings"),
        ("okx/part/", "okx/troubleshooting/#wrong-secret"),
        ("okx/troubleshooting/#old-code", "okx/troubleshooting/#can-trade"),
        ("okx/troubleshooting/#to-privacy", "okx/privacy/"),
        ("e/50110", "okx/troubleshooting/#ip-not-allowed"),
        ("e/wrong-secret", "okx/troubleshooting/#wrong-secret"),
    ],
)
def test_an_old_address_leads_on(page: Page, moved: str, old: str, new: str) -> None:
    """Who opens it arrives at what it meant."""
    page.goto(moved + old)

    page.wait_for_url(moved + new)


def test_an_anchor_entered_later_leads_on(page: Page, moved: str) -> None:
    """An old anchor works on a page that is open already, and *Back* does not return to it."""
    page.goto(moved + "okx/troubleshooting/")

    page.evaluate("location.hash = 'old-code'")

    page.wait_for_url(moved + "okx/troubleshooting/#can-trade")
    page.go_back()
    page.wait_for_url(moved + "okx/troubleshooting/")


@pytest.mark.parametrize("anchor", ["nobody-knows", "try=can-trade", "constructor", "%E0%A4%A"])
def test_an_unknown_anchor_stays(page: Page, moved: str, anchor: str) -> None:
    """What was never published leaves the reader on the page."""
    page.goto(f"{moved}okx/troubleshooting/#{anchor}")
    page.wait_for_load_state("networkidle")

    assert page.url == f"{moved}okx/troubleshooting/#{anchor}"


def test_without_the_list_the_page_stays(page: Page, moved: str) -> None:
    """A reader who lost the connection stays where they are."""
    page.route("**/aliases.json", lambda route: route.abort())
    page.goto(moved + "okx/troubleshooting/#old-code")
    page.wait_for_load_state("networkidle")

    assert page.url == moved + "okx/troubleshooting/#old-code"
