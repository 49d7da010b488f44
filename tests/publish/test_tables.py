"""The generated parts of the pages are complete and up to date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

import pytest

from validator.__main__ import main
from validator.commands import tables as command
from validator.core.findings import BY_QUOTED_CODE, FINDINGS, Group
from validator.publish.root import DOCS
from validator.publish.tables import TABLES, drop_markers, frame, rewrite

if TYPE_CHECKING:
    from pathlib import Path


def test_every_page_is_up_to_date() -> None:
    """The generated parts of every page are those that `python -m validator tables` writes."""
    texts = {path: path.read_text("utf-8") for path in DOCS.rglob("*.md")}
    old = [path.name for path, text in texts.items() if text != rewrite(text)]

    assert old == [], "run `python -m validator tables`"


def test_generated_parts_are_in_their_place() -> None:
    """The codes are at the start of troubleshooting, and each list of replies below its group."""
    headings = {"table:codes": "find-my-problem"} | {
        f"table:support-{group}": f"findings-{group}" for group in get_args(Group)
    }
    found = {}
    for page in ("okx/troubleshooting.md", "support.md"):
        above = None
        for line in (DOCS / page).read_text("utf-8").splitlines():
            if heading := re.match(r"##+ .*\{#([\w-]+)\}$", line):
                above = heading[1]
            elif marker := re.fullmatch(r"<!-- (table:[\w-]+) -->", line):
                found[marker[1]] = above

    assert found == headings
    assert set(TABLES) == set(headings)


def test_codes_lead_to_their_sections() -> None:
    """Every known OKX code is listed once, in numeric order."""
    listed = re.findall(r"\[(\d{5})\]\(#([\w-]+)\)", TABLES["table:codes"])

    assert listed == sorted(BY_QUOTED_CODE.items())


def test_support_has_link_and_reply() -> None:
    """Each finding's entry has its link, codes, short link, reply and question."""
    text = "".join(table for name, table in TABLES.items() if name.startswith("table:support-"))
    problems = []
    for row in FINDINGS.values():
        link = f"[{row.title}](okx/troubleshooting.md#{row.code})"
        entry = text.partition(link)[2].partition("\n\n- ")[0]
        question = f"Ask {row.ask}." if row.ask else ""
        parts = (*row.okx_codes, f"short link `/e/{row.code}`", f"> {row.reply}", question)
        problems += [f"{row.code}: {part}" for part in parts if part not in entry]

    assert problems == []


def test_only_generated_parts_change() -> None:
    """Updating a page changes neither the writer's text nor other markers."""
    name = "table:support-binding"
    text = f"a\n\n<!-- {name} -->\nold\n<!-- /{name} -->\n\n<!-- x -->b<!-- /x -->\n"

    written = rewrite(text)

    assert (
        written
        == f"a\n\n<!-- {name} -->\n\n{TABLES[name]}\n\n<!-- /{name} -->\n\n<!-- x -->b<!-- /x -->\n"
    )
    assert rewrite(written) == written


@pytest.mark.parametrize(
    "text", ["<!-- table:x --><!-- /table:x -->", "<!-- table:support-format -->"]
)
def test_a_wrong_marker_is_an_error(text: str) -> None:
    """A marker that is misspelled or not closed raises ValueError."""
    with pytest.raises(ValueError, match="unknown or open marker"):
        rewrite(text)


def test_the_agents_lists_get_their_buttons() -> None:
    """Lists of replies, and no other tables, are wrapped for their copy buttons."""
    framed = {name for name in TABLES if frame(name, "x") == "<reply-list>x</reply-list>"}

    assert framed == {name for name in TABLES if "support" in name}
    assert frame("table:codes", "x") == "x"


def test_markers_are_dropped() -> None:
    """Dropping the markers keeps the content between them, and other comments."""
    text = "<!-- a comment -->1<!-- x --> 2 <!-- /x -->3<!-- table:y -->\n4\n<!-- /table:y -->"

    assert drop_markers(text) == "<!-- a comment -->1234"


def test_the_command_rewrites_and_names_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Pages that are out of date are updated and printed, and other pages are not."""
    monkeypatch.setattr(command, "DOCS", tmp_path)
    (tmp_path / "okx").mkdir()
    (tmp_path / "index.md").write_text("nothing generated\n")
    page = tmp_path / "okx" / "page.md"
    page.write_text("<!-- table:support-binding -->\n<!-- /table:support-binding -->\n")

    assert main(["tables"]) == 0
    assert capsys.readouterr().out == "okx/page.md\n"
    assert TABLES["table:support-binding"] in page.read_text("utf-8")
    assert main(["tables"]) == 0
    assert capsys.readouterr().out == ""
