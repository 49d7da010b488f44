"""The site's plain text files: pages as Markdown, `llms.txt`, licenses and `security.txt`."""

from __future__ import annotations

import datetime as dt
import json
import re
from importlib.metadata import distribution, version
from pathlib import Path

from tests.audit.pins import third_party
from validator.publish import plain
from validator.publish.root import DOCS, PYODIDE, ROOT
from validator.publish.tables import drop_markers

_SITE = plain.Site(
    "https://example.org/help/",
    "Help",
    "All there is.",
    [plain.Page("index.md", "Start", "Where to begin.", "\n# Start\n\n[On](okx/a.md#b)\n")],
    [plain.Page("okx/a.md", "A", "More.", "# A\n\n<!-- x -->\nHere.\n<!-- /x -->\n\nEnd.")],
)
#: Part -> the pattern of its version in the shipped bytes.
_TRACES = {
    "bzip2": rb"\0(1\.0\.\d), \d",
    "expat": rb"\0expat_([\d.]+)\0",
    "mpdecimal": rb"/libmpdec/(?s:.*)\0(2\.\d+\.\d+)\0",
    "zlib": rb" deflate ([\d.]+) Copyright",
}


def test_the_list_has_the_form_of_llmstxt_org() -> None:
    """`llms.txt` has a title, a summary, and sections of links with descriptions."""
    assert plain.pages(_SITE)[plain.LLMS] == (
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


def test_the_site_has_each_page_s_copy(built: Path) -> None:
    """Each copy begins with its heading, is listed, and has neither front matter nor markers."""
    listed = (built / plain.LLMS).read_text("utf-8")
    for source in DOCS.rglob("*.md"):
        path = source.relative_to(DOCS).as_posix()
        copy = (built / path).read_text("utf-8")

        assert copy.startswith("# ")
        assert "<!-- " not in copy
        assert drop_markers(source.read_text("utf-8")).rstrip().endswith(copy.rstrip())
        assert f"https://example.org/help/{path})" in listed


def test_third_party_versions_are_those_shipped(built: Path) -> None:
    """Every listed version is the pinned one, or the one in the shipped files."""
    module = (PYODIDE / "pyodide.asm.wasm").read_bytes()
    info = json.loads((PYODIDE / "pyodide-lock.json").read_text())["info"]
    (bundle,) = (built / "assets" / "javascripts").glob("bundle.*.js")
    (search,) = (built / "assets" / "javascripts" / "workers").glob("search.*.js")
    lunr = re.search(r" - ([\d.]+)\n", search.read_text("utf-8"))
    clipboard = re.search(r"clipboard\.js v([\d.]+)", bundle.read_text("utf-8"))
    assert lunr
    assert clipboard
    shipped = {
        "mkdocs-material": version("mkdocs-material"),
        "clipboard": clipboard[1],
        "lunr": lunr[1],
        "pyodide": json.loads((PYODIDE / "package.json").read_text())["version"],
        "cpython": info["python"],
        "emscripten": info["platform"].removeprefix("emscripten_").replace("_", "."),
    }
    for name, trace in _TRACES.items():
        found = re.search(trace, module)
        shipped[name] = found[1].decode() if found else "not there"

    assert {name: listed for name, listed in third_party().items() if listed} == shipped


def test_third_party_names_what_material_bundles() -> None:
    """Each package in the source maps of Material's scripts is on the list."""
    theme = Path(str(distribution("mkdocs-material").locate_file("material"))) / "templates"
    named = set(third_party())
    sources = [
        source
        for path in (theme / "assets").rglob("*.map")
        for source in json.loads(path.read_text("utf-8"))["sources"]
    ]
    package = re.compile(r"node_modules/((?:@[^/]+/)?[^/]+)")
    bundled = {match[1] for source in sources if (match := package.search(source))}

    assert {"lunr", "rxjs"} <= bundled
    assert bundled - named == set()


def test_licenses_have_their_texts(built: Path) -> None:
    """The published list has every part and the text of each license once."""
    text = (built / plain.LICENSES).read_text("utf-8")

    assert text.startswith(plain.THIRD_PARTY.read_text("utf-8").strip())
    for heading in ("MIT", "MPL-2.0", "Apache-2.0", "Python-2.0", "NCSA"):
        assert text.count(f"\n## {heading}\n") == 1
    assert "Mozilla Public License Version 2.0" in text


def _fields(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_security_txt_has_what_rfc_9116_demands(built: Path) -> None:
    """`security.txt` has each required field once, its canonical address, and no unknown field."""
    text = (built / plain.SECURITY).read_text("ascii")
    fields = _fields(text)

    assert fields.keys() == {"Contact", "Expires", "Preferred-Languages", "Canonical"}
    assert len(fields) == len(text.splitlines())
    assert re.fullmatch(r"mailto:[\w.-]+@[\w.-]+", fields["Contact"])
    assert fields["Canonical"] == "https://example.org/help/.well-known/security.txt"


def test_security_txt_expires_within_a_year() -> None:
    """`security.txt` expires 364 days after the build."""
    text = plain.security("/", "x@example.org", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))

    assert _fields(text)["Expires"] == "2026-12-31T00:00:00Z"


def test_a_site_on_this_machine_has_no_canonical_address() -> None:
    """`security.txt` has no canonical address if the site's is not https."""
    for url in ("http://127.0.0.1:8000/", "/"):
        assert "Canonical" not in plain.security(url, "x@example.org", dt.datetime.now(dt.UTC))


def test_the_policy_names_the_same_address() -> None:
    """`SECURITY.md` has the same email address as the setting's default."""
    (default,) = re.findall(
        r'!ENV \[SECURITY_EMAIL, "([^"]+)"\]', (ROOT / "mkdocs.yml").read_text()
    )
    policy = (ROOT / "SECURITY.md").read_text("utf-8")

    assert re.findall(r"[\w.-]+@[\w.-]+\w", policy) == [default]
    assert f"/{plain.SECURITY}" in policy
