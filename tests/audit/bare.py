"""Builds our pages with the bare theme, for comparison."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.utils.yaml import yaml_load

from validator.publish.root import DOCS, ROOT
from validator.publish.tables import drop_markers

if TYPE_CHECKING:
    from pathlib import Path


def build_bare(folder: Path) -> Path:
    """Build our pages' text with the unchanged theme, and return the site's folder.

    The site has our navigation, pictures and Markdown extensions, and the system's fonts like ours,
    but none of our forms, styles and scripts.
    """
    ours = yaml_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    settings = {
        "site_name": ours["site_name"],
        "theme": {"name": "material", "font": False},
        **{name: ours[name] for name in ("nav", "not_in_nav", "exclude_docs")},
        "markdown_extensions": ours["markdown_extensions"],
    }
    shutil.copytree(DOCS, folder / "docs")
    for page in (folder / "docs").rglob("*.md"):
        page.write_text(drop_markers(page.read_text("utf-8")), "utf-8")
    # JSON is YAML too.
    (folder / "mkdocs.yml").write_text(json.dumps(settings), "utf-8")
    build(load_config(config_file=str(folder / "mkdocs.yml")))
    return folder / "site"
