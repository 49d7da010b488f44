"""The thin adapter to MkDocs: it hands the site what the build adds to the pages."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.utils.meta import get_data

# MkDocs loads a hook by its path and not as part of its package.
sys.path.append(str(Path(__file__).parents[2]))

from validator.publish import (
    cards,
    checker,
    components,
    finish,
    generated,
    licenses,
    moment,
    plain,
    sbom,
    security,
    tables,
)
from validator.publish.bodies import Bodies
from validator.publish.markers import CHECKER, REGION

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

#: What Material's search needs in languages but English; no page asks for it.
_OTHER_LANGUAGES: Final = "assets/javascripts/lunr/"

_built: dict[str, Any] = {}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Set the date that MkDocs writes, and put what follows each heading into an element."""
    os.environ[moment.VARIABLE] = moment.of_sources()
    extensions: list[Any] = config.markdown_extensions
    extensions.append(Bodies())
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the checker, its runtime, and what is made from the table of findings."""
    _built["checker"] = checker.build(config.site_url or "/")
    for address, path in _built["checker"].files.items():
        files.append(File.generated(config, address, abs_src_path=str(path)))
    _add(files, config, _built["checker"].texts)
    _add(files, config, generated.files(config.site_url or "/"))
    _add(files, config, _trust(config))
    for file in [one for one in files if one.src_uri.startswith(_OTHER_LANGUAGES)]:
        files.remove(file)
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Add every page as plain Markdown, their list in the navigation's order, and their cards."""
    pages = [page.file for page in nav.pages]
    others = [file for file in files.documentation_pages() if file not in pages]
    site = plain.Site(
        config.site_url or "/",
        config.site_name,
        config.site_description or "",
        [_source(file) for file in pages],
        [_source(file) for file in others],
    )
    _add(files, config, plain.files(site))
    _add(files, config, cards.files([*site.pages, *site.others], site.name, str(config.copyright)))


def on_env(env: jinja2.Environment, config: MkDocsConfig, files: Files) -> jinja2.Environment:  # noqa: ARG001 - MkDocs passes them by name
    """Let every template know the checker, and where a page's card is."""
    env.globals["checker"] = _built["checker"]
    env.globals["cards"] = cards
    _built["form"] = env.get_template("partials/key-checker.html")
    return env


def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Any) -> None:  # noqa: ARG001 - MkDocs passes them by name
    """Put the form where a page holds its marker, and leave generated tables as they are.

    Raises PluginError for a marker that nobody knows.
    """

    def region(match: re.Match[str]) -> str:
        if match["inside"] is not None and match["name"] == CHECKER:
            return str(_built["form"].render(context))
        if match["inside"] is not None and match["name"] in tables.TABLES:
            return tables.frame(match["name"], match["inside"])
        raise PluginError(f"{page.file.src_uri}: unknown or open marker {match['name']}")

    page.content = REGION.sub(region, page.content or "")


def on_post_build(config: MkDocsConfig) -> None:
    """Add what can only be said of all files together."""
    finish.files(Path(config.site_dir), config.site_url or "/")


def _add(files: Files, config: MkDocsConfig, contents: Mapping[str, str | bytes]) -> None:
    for address, content in contents.items():
        # Under a name that ends in .md it would be a page.
        name = f"{address}.generated" if address.endswith(".md") else address
        # MkDocs leaves out what begins with a dot, unless it is told.
        file = File.generated(config, name, content=content, inclusion=InclusionLevel.INCLUDED)
        file.dest_uri = address
        files.append(file)


def _trust(config: MkDocsConfig) -> dict[str, str]:
    """Return what the site says of its parts, and of where to report a weakness."""
    url, time = config.site_url or "/", moment.of_sources()
    shipped = components.shipped()
    return {
        licenses.FILE: licenses.write(shipped),
        sbom.FILE: sbom.write(shipped, components.run(), time),
        security.FILE: security.write(url, config.extra["security_email"], time),
    }


def _source(file: File) -> plain.Page:
    text, meta = get_data(file.content_string)
    return plain.Page(file.src_uri, str(meta["title"]), str(meta["description"]), text)
