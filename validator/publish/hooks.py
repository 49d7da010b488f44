"""MkDocs hooks, which add the checker and the generated files to the site."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.utils import get_build_datetime
from mkdocs.utils.meta import get_data

# MkDocs loads a hook by its path, not as part of its package.
sys.path.append(str(Path(__file__).parents[2]))

from validator.publish import checker as checkers
from validator.publish import feed, links, plain, search, site, tables

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

#: Material's search code for languages other than English, which no page loads.
_OTHER_LANGUAGES: Final = "assets/javascripts/lunr/"
#: The support address in the pages' Markdown, which is replaced with the setting's.
_SUPPORT: Final = "mailto:help@flicker.finance"
#: The marker of the checker's form.
_CHECKER: Final = "key-checker"


class Publisher:
    """The hooks of a build and their shared state: the checker, and its form's template."""

    checker: checkers.Checker
    form: jinja2.Template

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Set the support address, by default an email to where feedback goes.

        Raises PluginError for an address that is neither https nor an email.
        """
        extra = config.extra
        extra["support_url"] = extra["support_url"] or f"mailto:{extra['feedback_email']}"
        if not extra["support_url"].startswith(("https://", "mailto:")):
            raise PluginError("SUPPORT_URL must be an https address or a mailto:")
        parts = urlsplit(extra["support_url"])
        # Shown beside the links, because a device without an email app does nothing with them.
        extra["support_email"] = unquote(parts.path) if parts.scheme == "mailto" else ""
        return config

    def on_page_markdown(
        self,
        markdown: str,
        page: Page,  # noqa: ARG002 - MkDocs passes them by name
        config: MkDocsConfig,
        files: Files,  # noqa: ARG002 - MkDocs passes them by name
    ) -> str:
        """Replace the support address in a page's links, and show an email address beside them."""
        email = config.extra["support_email"]
        return _with_support(markdown, config, shown=f" ({email})" if email else "")

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add the checker, its runtime and the generated files."""
        url = config.site_url or "/"
        self.checker = checkers.build(url)
        for address, path in self.checker.files.items():
            files.append(File.generated(config, address, abs_src_path=str(path)))
        not_copied = (_OTHER_LANGUAGES, links.REDIRECTS)
        for file in [file for file in files if file.src_uri.startswith(not_copied)]:
            files.remove(file)
        texts = self.checker.texts | {
            links.REDIRECTS: links.write_redirects(links.redirects(links.root_of(url))),
            feed.FILE: feed.findings(url),
            feed.SCHEMA_FILE: feed.schema(url),
            plain.LICENSES: plain.licenses(),
            plain.SECURITY: plain.security(
                url, config.extra["security_email"], get_build_datetime()
            ),
        }
        _add(files, config, texts)
        return files

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> None:
        """Add each page as plain Markdown, and their list in the order of the navigation."""
        pages = [page.file for page in nav.pages]
        others = [file for file in files.documentation_pages() if file not in pages]
        described = plain.Site(
            config.site_url or "/",
            config.site_name,
            config.site_description or "",
            [_source(file, config) for file in pages],
            [_source(file, config) for file in others],
        )
        _add(files, config, plain.pages(described))

    def on_env(self, env: jinja2.Environment, config: MkDocsConfig, files: Files) -> Any:  # noqa: ARG002 - MkDocs passes them by name
        """Make the checker available to all templates."""
        env.globals["checker"] = self.checker
        self.form = env.get_template("partials/key-checker.html")
        return env

    def on_page_context(
        self,
        context: dict[str, Any],
        page: Page,
        config: MkDocsConfig,  # noqa: ARG002 - MkDocs passes them by name
        nav: Any,  # noqa: ARG002 - MkDocs passes them by name
    ) -> None:
        """Replace the checker's marker with the form, and keep generated tables.

        Raises PluginError for a marker that is unknown or not closed.
        """

        def region(match: re.Match[str]) -> str:
            if match["inside"] is not None and match["name"] == _CHECKER:
                return str(self.form.render(context))
            if match["inside"] is not None and match["name"] in tables.TABLES:
                return tables.frame(match["name"], match["inside"])
            raise PluginError(f"{page.file.src_uri}: unknown or open marker {match['name']}")

        page.content = tables.REGION.sub(region, page.content or "")

    def on_post_build(self, config: MkDocsConfig) -> None:
        """Extend the search index, and write the files that depend on all others."""
        search.extend(Path(config.site_dir))
        site.finish(Path(config.site_dir), config.site_url or "/")


def _add(files: Files, config: MkDocsConfig, contents: Mapping[str, str]) -> None:
    for address, content in contents.items():
        # A name that ends in .md would make it a page.
        name = f"{address}.generated" if address.endswith(".md") else address
        # MkDocs leaves out names that begin with a dot unless they are included explicitly.
        file = File.generated(config, name, content=content, inclusion=InclusionLevel.INCLUDED)
        file.dest_uri = address
        files.append(file)


def _source(file: File, config: MkDocsConfig) -> plain.Page:
    text, meta = get_data(file.content_string)
    # In plain Markdown a link shows its address anyway.
    text = _with_support(text, config)
    return plain.Page(file.src_uri, str(meta["title"]), str(meta["description"]), text)


def _with_support(markdown: str, config: MkDocsConfig, shown: str = "") -> str:
    return markdown.replace(f"({_SUPPORT})", f"({config.extra['support_url']}){shown}")


_publisher: Final = Publisher()
on_config = _publisher.on_config
on_page_markdown = _publisher.on_page_markdown
on_files = _publisher.on_files
on_nav = _publisher.on_nav
on_env = _publisher.on_env
on_page_context = _publisher.on_page_context
on_post_build = _publisher.on_post_build
