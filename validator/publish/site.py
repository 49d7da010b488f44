"""Builds the whole site into a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs.commands.build import build as build_mkdocs
from mkdocs.config import load_config

from validator.publish.root import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def build(site_dir: Path, site_url: str) -> None:
    """Build the site for the address at which it will be served.

    Raises mkdocs.exceptions.Abort if a page has a dead link, a dead anchor or any other warning.
    """
    config = load_config(
        config_file=str(ROOT / "mkdocs.yml"), site_dir=str(site_dir), site_url=site_url, strict=True
    )
    config.plugins.on_startup(command="build", dirty=False)
    build_mkdocs(config)
    config.plugins.on_shutdown()
