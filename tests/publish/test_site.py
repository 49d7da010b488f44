"""The built site."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from mkdocs.exceptions import PluginError
from mkdocs.utils.yaml import yaml_load

from tests.publish.pages import ADDRESS
from validator.core.facts import DEFAULT_SITE_URL, SITES
from validator.core.findings import FINDINGS
from validator.publish import bundle, checker, hooks
from validator.publish.root import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.publish.pages import Page
    from validator.publish.addresses import BuiltSite


def test_nothing_comes_from_elsewhere(pages: dict[str, Page]) -> None:
    """No page loads a script, style, font or image from another host."""
    foreign = {
        target
        for address, page in pages.items()
        for target in page.loads
        if not urljoin(address, target).startswith((ADDRESS, "data:"))
    }

    assert foreign == set()


def test_the_form_describes_the_runtime(built: Path, pages: dict[str, Page]) -> None:
    """What the form tells the worker of each runtime file is where and how large it is."""
    page = pages[ADDRESS + "okx/check-your-key/"]
    (form,) = (given for tag, given in page.elements if tag == "key-checker")
    runtime: dict[str, Any] = json.loads(form["data-runtime"] or "")

    folder = built / runtime["base"].removeprefix("/help/")
    sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    packed = runtime["image"]["packed"]
    assert packed in sizes
    # Whether that one is needed is known only when the image's own response has begun.
    assert runtime["files"] == {name: size for name, size in sizes.items() if name != packed}
    assert runtime["image"]["file"] in runtime["files"]
    assert runtime["package"] in runtime["lock"]["packages"]


def test_the_form_names_its_script(built: Path, pages: dict[str, Page]) -> None:
    """The script on every page learns from the form what to load: by its hash, and the worker."""
    page = pages[ADDRESS + "okx/check-your-key/"]
    (form,) = (given for tag, given in page.elements if tag == "key-checker")
    (script,) = built.glob(f"checker/*/{bundle.FORM}")
    folder = f"/help/{script.parent.relative_to(built)}"

    assert form["data-script"] == f"{folder}/{bundle.FORM}#sha384-{_sha384(script)}"
    assert form["data-worker"] == f"{folder}/{bundle.WORKER}"
    assert (script.parent / bundle.WORKER).exists()


def test_the_theme_s_script_waits(pages: dict[str, Page]) -> None:
    """Each page loads Material's bundle by one link, and no parser runs it."""
    for page in pages.values():
        links = [given for tag, given in page.elements if given.get("id") == "material"]
        assert [(given["rel"], given["as"]) for given in links] == [("preload", "script")]
        assert "/bundle." in (links[0]["href"] or "")
        scripts = [given.get("src") or "" for tag, given in page.elements if tag == "script"]
        assert not [src for src in scripts if "/bundle." in src]


def _sha384(path: Path) -> str:
    return base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


def test_the_form_cannot_send_values(pages: dict[str, Page]) -> None:
    """Without its script the form sends nothing: no field has a name, and it goes nowhere."""
    for page in pages.values():
        for tag, given in page.elements:
            if tag == "form" and "novalidate" in given:
                assert given["method"] == "dialog"
                assert "action" not in given
            if (given.get("id") or "").startswith("kc-") and tag == "input":
                assert "name" not in given
                assert not {"pattern", "required", "value"} & given.keys()
                # Nothing that somebody means to paste is cut: not even a block is so long.
                assert given["maxlength"] == str(checker.LONGEST)


def test_the_form_offers_every_site(pages: dict[str, Page]) -> None:
    """Every OKX site can be chosen, and *Not sure* means the first."""
    page = pages[ADDRESS + "okx/check-your-key/"]
    radios = [given for tag, given in page.elements if given.get("name") == "site"]

    assert [given["value"] for given in radios] == [*SITES, "global"]
    hosts = [given.get("data-api-host") for given in radios]
    assert hosts == [*(one.api_host for one in SITES.values()), None]


@pytest.mark.parametrize("code", FINDINGS)
def test_a_finding_has_its_anchor(built_site: BuiltSite, code: str) -> None:
    """The address that is built for a finding exists."""
    assert code in built_site.pages["/" + checker.build(ADDRESS).troubleshooting].ids


@pytest.mark.parametrize(
    "content",
    [
        "<!-- key-chekcer --><!-- /key-chekcer -->",
        "<!-- key-checker -->",
        "<!-- table:no-such --><!-- /table:no-such -->",
        "<!-- table:support-format -->",
    ],
)
def test_a_wrong_marker_stops_the_build(content: str) -> None:
    """A marker that is misspelt or not closed is an error and not invisible."""
    page: Any = type(
        "Page", (), {"content": content, "file": type("File", (), {"src_uri": "x.md"})}
    )

    with pytest.raises(PluginError, match="unknown or open marker"):
        hooks.on_page_context({}, page, config=None, nav=None)  # type: ignore[arg-type] # not read


def test_a_generated_table_stays() -> None:
    """What stands between the markers of a table is on the page, and the markers are not."""
    page: Any = type("Page", (), {"content": "<!-- table:codes -->1<!-- /table:codes -->"})

    hooks.on_page_context({}, page, config=None, nav=None)  # type: ignore[arg-type] # not read

    assert page.content == "1"


def test_the_site_has_one_default_address() -> None:
    """The default address in the settings of MkDocs is the one that everything else uses."""
    text = (ROOT / "mkdocs.yml").read_text()

    assert re.findall(r'!ENV \[SITE_URL, "([^"]+)"\]', text) == [DEFAULT_SITE_URL]
    assert yaml_load(text)["strict"] is True
