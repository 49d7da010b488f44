"""The pages as plain Markdown, and the list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from validator.publish import plain
from validator.publish.markers import drop
from validator.publish.root import DOCS

if TYPE_CHECKING:
    from pathlib import Path

_PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
_SITE = plain.Site(
    "https://example.org/help/",
    "Help",
    "All there is.",
    [plain.Page("index.md", "Start", "Where to begin.", "\n# Start\n\n[On](okx/a.md#b)\n")],
    [plain.Page("okx/a.md", "A", "More.", "# A\n\n<!-- x -->\nHere.\n<!-- /x -->\n\nEnd.")],
)


def test_a_copy_is_the_source_without_markers() -> None:
    """Front matter is gone before; what stands between markers stays."""
    files = plain.files(_SITE)

    assert files["index.md"] == "# Start\n\n[On](okx/a.md#b)\n"
    assert files["okx/a.md"] == "# A\n\nHere.\n\nEnd.\n"


def test_the_list_has_the_form_of_llmstxt_org() -> None:
    """A title, a summary, and sections of links with a note each."""
    assert plain.files(_SITE)["llms.txt"] == (
        "# Help\n"
        "\n"
        "> All there is.\n"
        "\n"
        "## Pages\n"
        "\n"
        "- [Start](https://example.org/help/index.md): Where to begin.\n"
        "\n"
        "## Data\n"
        "\n"
        "- [findings.json](https://example.org/help/findings.json): "
        "every result with OKX's codes, its fix and its link\n"
        "- [findings.schema.json](https://example.org/help/findings.schema.json): "
        "the JSON Schema of that\n"
        "\n"
        "## Optional\n"
        "\n"
        "- [A](https://example.org/help/okx/a.md): More.\n"
    )


@pytest.mark.parametrize("page", _PAGES)
def test_the_site_has_the_copy(page: str, built: Path) -> None:
    """Each page's copy begins with its heading and has neither front matter nor markers."""
    copy = (built / page).read_text("utf-8")

    assert copy.startswith("# ")
    assert "<!-- " not in copy
    assert drop((DOCS / page).read_text("utf-8")).rstrip().endswith(copy.rstrip())


@pytest.mark.parametrize("page", _PAGES)
def test_the_list_names_the_page(page: str, built: Path) -> None:
    """Each page is in the list of the built site."""
    assert f"https://example.org/help/{page})" in (built / "llms.txt").read_text("utf-8")
