"""Troubleshooting and the agents' page match the table of findings."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, get_args

from tests.docs.prose import Section, read, section_with, sections
from tests.tables import over
from validator.core.facts import DEFAULT_SITE_URL
from validator.core.findings import FINDINGS, WEBSOCKET_TWINS, Definition, finding
from validator.core.refusals import REFUSALS
from validator.core.report import Checked, compose
from validator.core.report import Page as ReportedPage
from validator.core.verdict import Outcome

TROUBLESHOOTING: Final = "okx/troubleshooting.md"

#: The start of the causes, which are folded below the steps.
CAUSES: Final = "<summary>Why?</summary>"
#: The start of the last line of each group.
STILL_STUCK: Final = "**Still stuck?** "
#: A heading with at least so many codes names only the first.
MANY_CODES: Final = 7
MAX_WORDS: Final = 5500

every_finding: Final = over(FINDINGS.values(), lambda row: row.code)


def section_of(row: Definition) -> Section:
    """Return the section of a finding."""
    return section_with(TROUBLESHOOTING, row.code)


def heading_of(row: Definition) -> str:
    """Return the heading of a finding's section: its title, and OKX's codes."""
    first, *others = row.okx_codes or ("",)
    if len(row.okx_codes) >= MANY_CODES:
        return f"{row.title} ({first} and {len(others)} more)"
    return f"{row.title} ({', '.join(row.okx_codes)})" if first else row.title


def test_sections_are_the_findings() -> None:
    """Each finding has a section with its code as the id and its title and codes as heading."""
    found = [(part.anchor, part.title) for part in sections(TROUBLESHOOTING) if part.level == 3]

    assert found == [(row.code, heading_of(row)) for row in FINDINGS.values()]


def test_page_is_short_enough() -> None:
    """Troubleshooting has at most 5,500 words."""
    assert len(read(TROUBLESHOOTING).split()) <= MAX_WORDS


@every_finding
def test_section_is_in_its_group(row: Definition) -> None:
    """A finding's section is below the heading of its group."""
    group = None
    for section in sections(TROUBLESHOOTING):
        if section.level == 2:
            group = section.anchor
        if section.anchor == row.code:
            break

    assert f"group-{row.group}" == group


def test_sections_start_with_what_to_do() -> None:
    """A section begins with numbered steps, and its causes are folded unless all is well."""
    problems = []
    for row in FINDINGS.values():
        text = section_of(row).text.strip()
        steps, _, rest = text.partition("\n\n")
        numbers = [line.partition(". ")[0] for line in steps.splitlines()]
        if numbers != [str(number) for number in range(1, len(numbers) + 1)]:
            problems.append(f"{row.code}: steps")
        if row.severity != "ok" and rest.count(CAUSES) != 1:
            problems.append(f"{row.code}: causes")

    assert problems == []


def test_sections_name_all_their_codes() -> None:
    """Each section names all its OKX codes, in its heading or its text."""
    problems = [
        row.code
        for row in FINDINGS.values()
        if not set(row.okx_codes)
        <= set(re.findall(r"\b\d{5}\b", heading_of(row) + section_of(row).text))
    ]

    assert problems == []


def test_sections_quote_okx_s_messages() -> None:
    """Each section quotes the first sentence of OKX's message for each code, with its twins."""
    problems = []
    for row in FINDINGS.values():
        section = " ".join(section_of(row).text.split())
        for okx_code in row.okx_codes:
            message = re.split(r"\. |[.({]", REFUSALS[okx_code][1])[0].strip()
            twins = [twin for twin, code in WEBSOCKET_TWINS.items() if code == okx_code]
            problems += [f"{row.code}: {text}" for text in (message, *twins) if text not in section]

    assert problems == []


def test_each_group_ends_with_a_way_to_reach_a_person() -> None:
    """Each group ends with a line on how to reach support."""
    groups = re.split(r"^## ", read(TROUBLESHOOTING), flags=re.MULTILINE)
    problems = [
        group.partition("\n")[0]
        for group in groups
        if "{#group-" in group.partition("\n")[0]
        and not group.strip().splitlines()[-1].startswith(STILL_STUCK)
    ]

    assert problems == []


@every_finding
def test_start_of_troubleshooting_leads_to_the_finding(row: Definition) -> None:
    """The start of troubleshooting links to each finding's section or group."""
    start = section_with(TROUBLESHOOTING, "find-my-problem")

    assert {row.code, f"group-{row.group}"} & set(re.findall(r"\(#([\w-]+)\)", start.text))


def test_support_page_explains_the_outcomes() -> None:
    """The agents' page has a row for each outcome."""
    page = read("support.md")
    names = [*(f"`{outcome}`" for outcome in get_args(Outcome)), "none"]

    assert [name for name in names if f"\n| {name} | " not in page] == []


def test_support_page_shows_a_true_report() -> None:
    """The example of a report is one that the core writes, and each line is explained."""
    checked = Checked(
        outcome="unusable",
        codes=("wrong-passphrase",),
        okx_code="50105",
        format_findings=(finding("passphrase-rules", "passphrase"),),
        sites=("global",),
        request_id="3f0e9d5c1b7a48d2",
        now_ms=int(dt.datetime(2026, 9, 30, 12, tzinfo=dt.UTC).timestamp() * 1000),
        is_practice=False,
    )
    page = ReportedPage(
        help_url=DEFAULT_SITE_URL,
        version="7d1f0c2ab9e43f60",
        user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
        language="en-US",
    )
    report = compose(checked, page)
    explained = section_with("support.md", "read-a-report").text
    lines = re.findall(r"^\| ([A-Z][^|]*) \|", explained, re.MULTILINE)

    assert f"```text\n{report}\n```" in explained
    labels = {label for line in lines for label in line.split(", ")}
    assert set(re.findall(r"^([A-Z][^:\n]*):", report, re.MULTILINE)) <= labels
