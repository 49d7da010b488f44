"""Fixtures: the built site behind Netlify's router and behind `make serve`'s app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.netlify import router
from validator.commands import static
from validator.core.facts import DEFAULT_SITE_URL
from validator.loopback import run_in_thread
from validator.proxy import Settings
from validator.proxy import create_app as create_proxy
from validator.publish import site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Hosts:
    """Clients for both hosts, the folder that they serve, and the proxy's base URL."""

    netlify: httpx.Client
    serve: httpx.Client
    folder: Path
    proxy: str


@pytest.fixture(scope="session", name="hosts")
def _hosts(fake: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    """Build the site and run both hosts."""
    folder = tmp_path_factory.mktemp("site")
    site.build(folder, DEFAULT_SITE_URL)
    with (
        run_in_thread(create_proxy(Settings(okx=fake))) as proxy,
        run_in_thread(static.create_app(folder, create_proxy(Settings(okx=fake)))) as serve,
        router.run(folder, proxy, tmp_path_factory.mktemp("router")) as netlify,
        httpx.Client(base_url=netlify, timeout=30) as netlify_client,
        httpx.Client(base_url=serve, timeout=30) as serve_client,
    ):
        yield Hosts(netlify_client, serve_client, folder, proxy)
