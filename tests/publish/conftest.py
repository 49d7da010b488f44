"""Fixtures: the site, built once for all tests of the build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.publish.pages import ADDRESS, ROOT, Page
from validator.publish import site
from validator.publish.addresses import BuiltSite

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session", name="built")
def _built(
    tmp_path_factory: pytest.TempPathFactory,
    runtime: Path,  # noqa: ARG001 - the build takes it from the cache
) -> Path:
    """Build the site for an address that has a path."""
    folder: Path = tmp_path_factory.mktemp("built")
    site.build(folder, ADDRESS)
    return folder


@pytest.fixture(scope="session", name="pages")
def _pages(built: Path) -> dict[str, Page]:
    """Return the pages of the built site by address."""
    return {
        ADDRESS + path.relative_to(built).as_posix().removesuffix("index.html"): Page(
            path.read_text("utf-8")
        )
        for path in built.rglob("*.html")
    }


@pytest.fixture(scope="session", name="built_site")
def _built_site(built: Path) -> BuiltSite:
    """Return the built site, read as the host and browsers read it."""
    return BuiltSite(built, ROOT)
