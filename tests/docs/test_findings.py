"""Troubleshooting and the agents' page say what the table of findings says, and nothing else."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, get_args

import pytest

from tests.docs.prose import Section, read, sections
from validator.core.facts import DEFAULT_SITE_URL
from validator.core.findings import FINDINGS, Definition, finding
from validator.core.report import Checked, compose
from validator.core.report import Page as ReportedPage
from validator.core.verdict import Outcome

TROUBLESHOOTING: Final = "okx/troubleshooting.md"

LEAD_INS: Final = (
    "What you see",
    "Why it happens",
    "What to do",
    "How to know that it worked",
    "Ask for",
)

every_finding: Final = pytest.mark.parametrize("row", FINDINGS.values(), ids=FINDINGS.keys())


def section_of(row: Definition) -> Section:
    """Return the one section of a finding."""
    (found,) = (s for s in sections(TROUBLESHOOTING) if s.anchor == row.code)
    return found


@every_finding
def test_finding_has_its_section(row: Definition) -> None:
    """Exactly one section carries the finding's code as its id, and its heading is the title."""
    titles = [(s.level, s.title) for s in sections(TROUBLESHOOTING) if s.anchor == row.code]

    assert [(3, row.title)] == titles


def test_sections_stand_in_the_tables_order() -> None:
    """The sections of the troubleshooting page are the findings, in order, and no others."""
    anchors = [s.anchor for s in sections(TROUBLESHOOTING) if s.level == 3]

    assert list(FINDINGS) == anchors


@every_finding
def test_section_stands_in_its_group(row: Definition) -> None:
    """A finding's section stands below the heading of the finding's group."""
    group = None
    for section in sections(TROUBLESHOOTING):
        if section.level == 2:
            group = section.anchor
        if section.anchor == row.code:
            break

    assert f"group-{row.group}" == group


@every_finding
def test_section_has_its_parts_in_order(row: Definition) -> None:
    """Each section has the same lead-ins in the same order, and text after each."""
    parts = re.split(r"^\*\*([^*]+):\*\*", section_of(row).text, flags=re.MULTILINE)

    assert tuple(parts[1::2]) == LEAD_INS
    assert all(part.strip() for part in parts[2::2])


@every_finding
def test_section_says_what_to_do_in_numbered_steps(row: Definition) -> None:
    """The steps are a numbered list that counts up from 1."""
    _, rest = section_of(row).text.split("**What to do:**")
    steps, _ = rest.split("**How to know that it worked:**")
    numbers = [int(number) for number in re.findall(r"^(\d+)\. ", steps, flags=re.MULTILINE)]

    assert numbers
    assert list(range(1, len(numbers) + 1)) == numbers


@every_finding
def test_section_names_its_okx_codes(row: Definition) -> None:
    """What you see names each OKX code of the finding."""
    seen, _ = section_of(row).text.split("**Why it happens:**")

    assert set(row.okx_codes) <= set(re.findall(r"\b\d{5}\b", seen))


@every_finding
def test_start_of_troubleshooting_leads_from_okx_codes(row: Definition) -> None:
    """The list at the start leads from each OKX code to the finding's section."""
    (start,) = (s for s in sections(TROUBLESHOOTING) if s.anchor == "find-my-problem")

    if row.okx_codes:
        assert f"- {', '.join(row.okx_codes)}: [{row.title}](#{row.code})\n" in start.text


@every_finding
def test_support_page_lists_the_finding(row: Definition) -> None:
    """The agents' list names the finding once, with its section, its code and its short link."""
    text = read("support.md")

    assert text.count(f"[{row.title}](okx/troubleshooting.md#{row.code})") == 1
    assert len(re.findall(rf"^ *`{row.code}` .*`/e/{row.code}`", text, re.MULTILINE)) == 1


@every_finding
def test_start_of_troubleshooting_leads_to_the_finding(row: Definition) -> None:
    """The start has a link to each finding's section, or to the group that it stands in."""
    (start,) = (s for s in sections(TROUBLESHOOTING) if s.anchor == "find-my-problem")

    assert {row.code, f"group-{row.group}"} & set(re.findall(r"\(#([\w-]+)\)", start.text))


def test_support_page_explains_the_outcomes() -> None:
    """The agents' table has a row for each outcome."""
    page = read("support.md")
    names = [*(f"`{outcome}`" for outcome in get_args(Outcome)), "none"]

    assert [name for name in names if f"\n| {name} | " not in page] == []


def test_support_page_shows_a_true_report() -> None:
    """The example of a report is what the core writes, and each of its lines is explained."""
    checked = Checked(
        outcome="unusable",
        codes=("wrong-passphrase",),
        okx_code="50105",
        format_findings=(finding("passphrase-rules", "passphrase"),),
        sites=("global",),
        is_practice=False,
    )
    page = ReportedPage(
        help_url=DEFAULT_SITE_URL,
        version="7d1f0c2ab9e43f60",
        browser="Firefox 153",
        request_id="3f0e9d5c1b7a",
        now_ms=int(dt.datetime(2026, 9, 30, 12, tzinfo=dt.UTC).timestamp() * 1000),
    )
    report = compose(checked, page)
    (explained,) = (s.text for s in sections("support.md") if s.anchor == "read-a-report")
    lines = re.findall(r"^\| ([A-Z][^|]*) \|", explained, re.MULTILINE)

    assert f"```text\n{report}\n```" in explained
    labels = {label for line in lines for label in line.split(", ")}
    assert set(re.findall(r"^([A-Z][^:\n]*):", report, re.MULTILINE)) <= labels
