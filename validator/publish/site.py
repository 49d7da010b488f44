"""Builds the whole site into a folder."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from mkdocs.commands.build import build as build_mkdocs
from mkdocs.config import load_config

from validator.publish import headers, integrity
from validator.publish.links import root_of
from validator.publish.root import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def build(site_dir: Path, site_url: str) -> None:
    """Build the site into a folder, for the address at which it will be served.

    Prints each warning, such as a dead link or anchor, and then raises mkdocs.exceptions.Abort.
    """
    # MkDocs counts its warnings, but only its own command line prints them.
    logger, printer = logging.getLogger("mkdocs"), logging.StreamHandler()
    logger.addHandler(printer)
    try:
        config = load_config(
            str(ROOT / "mkdocs.yml"), site_dir=str(site_dir), site_url=site_url, strict=True
        )
        config.plugins.on_startup(command="build", dirty=False)
        build_mkdocs(config)
        config.plugins.on_shutdown()
    finally:
        logger.removeHandler(printer)


def finish(site: Path, site_url: str) -> None:
    """Write the hashes, policies and headers of a built site, and finally the list of its files."""
    integrity.seal(site, root_of(site_url))
    not_found = site / "404.html"
    not_found.write_text(headers.embed(not_found.read_text("utf-8")), "utf-8")
    pages = [path.read_text("utf-8") for path in sorted(site.rglob("*.html"))]
    scripts = set[str]().union(*map(headers.inline_scripts, pages))
    text = headers.write(headers.rules(root_of(site_url), scripts))
    (site / headers.FILE).write_text(text, "utf-8")
    (site / integrity.FILE).write_text(integrity.write(integrity.hashes(site)), "utf-8")
